"""A month through the services: reported, reviewed, closed, corrected, closed again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import AuditEntry
from niubizi.apps.kernel.verification import verify_trail
from niubizi.apps.projects.models import Programme, Project
from niubizi.apps.projects.services.programmes import PlanInput, entry_add, programme_create
from niubizi.apps.projects.services.projects import Profile, project_create
from niubizi.apps.reporting.models import Closing, ClosingEntry, Period, Position
from niubizi.apps.reporting.selectors.figures import figure_sheet
from niubizi.apps.reporting.services import closing, periods, returns, reviews
from niubizi.apps.reporting.services.returns import ReturnInput
from niubizi.apps.reporting.services.sealing import digest_of
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage, Track
from niubizi.domain.periods import Month
from niubizi.domain.progress import ScheduleRule
from tests.cast import NOW, City
from tests.guards import unguarded

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]


@pytest.fixture
def july(city: City, actor_for: ActorFor) -> Period:
    """A programme of two projects of 滨江区 and one of 湖东区; July is open."""
    office = actor_for("projects_office")
    programme = programme_create(
        code="2021-municipal",
        series="municipal",
        name="2021年市重大项目",
        short_name="市重大",
        level=Programme.Level.CITY,
        year=2021,
        schedule_rule=ScheduleRule.PLAIN_MONTH,
        actor=office,
        at=NOW,
    )
    for index, block in enumerate((city.own, city.own, city.sibling), start=1):
        project = project_create(
            profile=Profile(name=f"项目{index}", total_fen=fen_of_wan(50_000)),
            track=Track.ATTRACTED,
            stage=Stage.STARTED,
            block=block,
            year=2021,
            not_classified=True,
            actor=office,
            at=NOW,
        )
        entry_add(
            programme=programme,
            project=project,
            origin="new",
            plan=PlanInput(fen_of_wan(12_000)),
            entered_on=date(2021, 1, 1),
            actor=office,
            at=NOW,
        )
    return periods.period_open(month=Month(2021, 7), actor=office, at=NOW)


def report(name: str, wan: int, actor: Actor, **more: object) -> None:
    project = Project.objects.get(name=name)
    (outcome,) = returns.returns_save(
        period_code="2021-07",
        rows=[ReturnInput(project.pk, fen_of_wan(wan), **more)],  # type: ignore[arg-type]
        source="grid",
        submit=True,
        actor=actor,
        at=NOW,
    )
    if outcome.refusal:
        raise outcome.refusal


def approve_all(actor: Actor) -> None:
    ids = list(Project.objects.values_list("pk", flat=True))
    reviews.returns_approve(period_code="2021-07", project_ids=ids, actor=actor, at=NOW)


def close(actor_for: ActorFor) -> Closing:
    closing.closing_prepare(period_code="2021-07", actor=actor_for("projects_office"), at=NOW)
    return closing.closing_confirm(period_code="2021-07", actor=actor_for("chief"), at=NOW)


def test_approved_returns_move_the_live_figures(july: Period, actor_for: ActorFor) -> None:
    report("项目1", 9_000, actor_for("block_officer"))
    approve_all(actor_for("projects_office"))
    sheet = figure_sheet(period=july, actor=actor_for("projects_office"))
    city = sheet.programmes[0].city
    assert city is not None
    assert city.reading.completion == Fraction(9_000, 36_000)
    assert city.reading.totals.unreported == 2


def test_a_return_waits_at_the_city_before_it_counts(july: Period, actor_for: ActorFor) -> None:
    report("项目1", 9_000, actor_for("block_officer"))
    assert Position.objects.get(project__name="项目1").invested_fen == 0


def test_a_neighbours_project_does_not_exist_for_a_block(july: Period, actor_for: ActorFor) -> None:
    with pytest.raises(DomainError, match="not_found"):
        report("项目3", 1, actor_for("block_officer"))


def test_a_closing_freezes_what_live_showed(july: Period, actor_for: ActorFor) -> None:
    report("项目1", 9_000, actor_for("block_officer"))
    approve_all(actor_for("projects_office"))
    live = figure_sheet(period=july, actor=actor_for("chief"))
    act = close(actor_for)
    july.refresh_from_db()
    frozen = figure_sheet(period=july, actor=actor_for("chief"), closing=act)
    assert [
        (place.code, place.cut, place.reading, place.rank)
        for place in frozen.programmes[0].places.values()
    ] == [
        (place.code, place.cut, place.reading, place.rank)
        for place in sorted(
            live.programmes[0].places.values(), key=lambda p: (p.organization_id, p.cut)
        )
    ]


def test_the_digest_verifies_and_finds_a_changed_row(july: Period, actor_for: ActorFor) -> None:
    act = close(actor_for)
    assert digest_of(act) == act.digest
    with unguarded():
        ClosingEntry.objects.filter(closing=act).update(invested_fen=1)
    assert digest_of(act) != act.digest


def test_whoever_prepares_does_not_confirm(july: Period, actor_for: ActorFor) -> None:
    office = actor_for("projects_office")
    closing.closing_prepare(period_code="2021-07", actor=office, at=NOW)
    chief = actor_for("chief")
    same = Actor(office.user_id, "x", "x", grants=chief.grants)
    with pytest.raises(DomainError, match=r"closing\.same_person"):
        closing.closing_confirm(period_code="2021-07", actor=same, at=NOW)


def test_a_period_is_not_closed_twice(july: Period, actor_for: ActorFor) -> None:
    close(actor_for)
    with pytest.raises(DomainError, match=r"closing\.already_closed"):
        closing.closing_confirm(period_code="2021-07", actor=actor_for("chief"), at=NOW)


def test_a_prepared_period_takes_no_returns(july: Period, actor_for: ActorFor) -> None:
    closing.closing_prepare(period_code="2021-07", actor=actor_for("projects_office"), at=NOW)
    with pytest.raises(DomainError, match=r"period\.not_open"):
        report("项目1", 9_000, actor_for("block_officer"))


def test_a_reopened_period_can_be_corrected_and_closed_again(
    july: Period, actor_for: ActorFor
) -> None:
    officer, office = actor_for("block_officer"), actor_for("projects_office")
    report("项目1", 9_000, officer)
    approve_all(office)
    first = close(actor_for)
    closing.period_reopen(
        period_code="2021-07", reason="项目1上报有误", actor=actor_for("chief"), at=NOW
    )
    project = Project.objects.get(name="项目1")
    draft = returns.return_revise(
        period_code="2021-07", project_id=project.pk, reason="核减", actor=officer, at=NOW
    )
    report("项目1", 8_000, officer, version=draft.version, reason="核减")
    approve_all(office)
    second = close(actor_for)
    assert second.number == 2
    assert second.previous_digest != first.digest  # the reopening stands between them
    assert ClosingEntry.objects.get(closing=first, project=project).invested_fen == fen_of_wan(
        9_000
    )
    assert ClosingEntry.objects.get(closing=second, project=project).invested_fen == fen_of_wan(
        8_000
    )


def test_a_block_sees_its_own_figures_and_no_rank_before_the_briefing(
    july: Period, actor_for: ActorFor, city: City
) -> None:
    act = close(actor_for)
    sheet = figure_sheet(period=july, actor=actor_for("block_officer"), closing=act)
    assert [(place.code, place.rank) for place in sheet.programmes[0].blocks] == [
        (city.own.code, None)
    ]
    assert sheet.programmes[0].city is None


def test_a_refused_row_leaves_no_line_in_the_trail(july: Period, actor_for: ActorFor) -> None:
    lines = AuditEntry.objects.count()
    with pytest.raises(DomainError):
        report("项目1", -1, actor_for("block_officer"))
    assert AuditEntry.objects.count() == lines


def test_the_trail_of_a_month_is_an_unbroken_chain(july: Period, actor_for: ActorFor) -> None:
    report("项目1", 9_000, actor_for("block_officer"))
    close(actor_for)
    assert verify_trail().whole
