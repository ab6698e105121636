"""What pages keep between deeds: never anything else than what would be found anew."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from django.db import transaction

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.held import held
from niubizi.apps.reporting.filters import ordered
from niubizi.apps.reporting.models import BLOCK_LEVEL, ProgressReport
from niubizi.apps.reporting.selectors import standings as rows_of
from niubizi.apps.reporting.selectors.completeness import completeness_counts
from niubizi.apps.reporting.selectors.figures import figure_sheet
from niubizi.apps.reporting.services.closing import closing_prepare, closing_withdraw
from niubizi.apps.reporting.services.returns import (
    ReturnInput,
    return_revise,
    return_withdraw,
    returns_save,
)
from niubizi.apps.reporting.services.reviews import (
    return_correct,
    return_send_back,
    returns_approve,
)
from niubizi.apps.reporting.untouched import REPORTING, UNDER_WAY
from niubizi.domain.amounts import fen_of_wan
from tests.cast import NOW
from tests.ledger import Scene

pytestmark = pytest.mark.django_db(transaction=True)

ActorFor = Callable[[str], Actor]
MONTH = "2021-07"


def looked(scene: Scene, actor: Actor) -> tuple[object, ...]:
    """All that pages keep of a month."""
    period, programme = scene.period, scene.programme
    rows = rows_of.standings(period=period, closing=None, actor=actor, programme=programme)
    return (
        figure_sheet(period=period, actor=actor),
        rows_of.totals(rows, period=period.key, programme=programme),
        rows_of.facets(rows),
        rows_of.shown_lines(ordered(rows, "lead"), 0, 50),
        rows_of.behind(rows, 8),
        completeness_counts(period=period, actor=actor, at=NOW),
    )


def test_after_every_deed_of_a_month_pages_show_what_they_would_find_anew(
    scene: Scene, actor_for: ActorFor
) -> None:
    office, block = actor_for("projects_office"), actor_for("block_officer")
    reporter = actor_for("project_officer")
    own = scene.projects["own"].pk
    every = [project.pk for project in scene.projects.values()]

    def now() -> ProgressReport:
        return ProgressReport.objects.filter(project=own).latest("revision")

    def save() -> None:
        row = ReturnInput(own, fen_of_wan(6_000), version=now().version)
        returns_save(
            period_code=MONTH, rows=[row], source="grid", submit=True, actor=reporter, at=NOW
        )

    def revise() -> None:
        return_revise(
            period_code=MONTH, project_id=own, reason="数据有误", actor=reporter, at=NOW
        )  # fmt: skip

    def approve(actor: Actor, projects: list[int]) -> None:
        returns_approve(period_code=MONTH, project_ids=projects, actor=actor, at=NOW)

    deeds: list[Callable[[], object]] = [
        lambda: return_withdraw(report_id=now().pk, actor=reporter, at=NOW),
        save,
        lambda: approve(block, [own]),
        lambda: return_send_back(report_id=now().pk, comment="请核实", actor=office, at=NOW),
        save,
        lambda: approve(block, [own]),
        lambda: return_correct(
            report_id=now().pk, invested_fen=1, comment="核减", actor=office, at=NOW
        ),
        lambda: approve(office, every),
        revise,
        save,
        lambda: approve(block, [own]),
        lambda: approve(office, [own]),
        lambda: closing_prepare(period_code=MONTH, actor=office, at=NOW),
        lambda: closing_withdraw(period_code=MONTH, reason="再等等", actor=office, at=NOW),
    ]
    seen = []
    for deed in [lambda: None, *deeds]:
        deed()
        kept = looked(scene, office)
        with transaction.atomic():
            assert looked(scene, office) == kept
        seen.append(kept)
    assert len(set(map(repr, seen))) > 3


def test_only_deeds_that_move_a_figure_make_it_be_found_again(
    scene: Scene, actor_for: ActorFor
) -> None:
    found = {name: count() for name in ("figures", "handed up")}

    def ask() -> list[int]:
        """How often each was found before now."""
        return [
            held(name, (), number.__next__, untouched_by=quiet)
            for (name, number), quiet in zip(found.items(), (UNDER_WAY, REPORTING), strict=True)
        ]

    own, office = scene.projects["own"].pk, actor_for("projects_office")
    assert ask() == [0, 0]
    use_case(lambda: record(at=NOW, actor=office, action="user.sign_in"))()
    assert ask() == [0, 0]
    assert scene.returns["own"].level == BLOCK_LEVEL
    returns_approve(
        period_code=MONTH, project_ids=[own], actor=actor_for("block_officer"), at=NOW
    )  # fmt: skip
    assert ask() == [0, 1]
    returns_approve(period_code=MONTH, project_ids=[own], actor=office, at=NOW)
    assert ask() == [1, 2]
    use_case(lambda: record(at=NOW, actor=office, action="project.update"))()
    assert ask() == [2, 3]
