"""Whether a package is one entry or its parts: what follows for counts, closings, lists and traces."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Origin, Programme, Project
from niubizi.apps.projects.selectors import programme_cards
from niubizi.apps.projects.services.programmes import programme_update
from niubizi.apps.reporting.filters import StandingFilter
from niubizi.apps.reporting.models import Closing, Period, Position
from niubizi.apps.reporting.selectors.figures import PlaceFigures, figure_sheet
from niubizi.apps.reporting.selectors.standings import standings, totals
from niubizi.apps.reporting.selectors.trace import trace
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from niubizi.apps.reporting.services.reviews import returns_approve
from niubizi.apps.reporting.services.verifying import verify_act
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage
from niubizi.domain.progress import ScheduleRule
from niubizi.metrics.totals import Totals
from tests.cast import NOW, City
from tests.ledger import Ledger
from tests.months import close

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]
Count = Callable[..., None]


@pytest.fixture
def period(city: City, ledger: Ledger, actor_for: ActorFor) -> Period:
    """July of a list with a project and a package of four: reported, silent twice, not started."""
    programme = ledger.programme()
    package = ledger.project(city.own, name="标准厂房（打包）")
    stages = (Stage.STARTED, Stage.STARTED, Stage.STARTED, Stage.SIGNED)
    parts = [ledger.project(city.own, package=package, stage=stage) for stage in stages]
    single = ledger.project(city.own, name="单体项目")
    ledger.entry(programme, package, plan_wan=40_000)
    ledger.entry(programme, single, origin=Origin.CARRY_OVER)
    july = ledger.period()
    reporting: list[Project] = [parts[0], single]
    for project in reporting:
        ledger.submitted(project, july, by=actor_for("block_officer"), invested_wan=3_000)
    returns_approve(
        period_code=july.code,
        project_ids=[project.pk for project in reporting],
        actor=actor_for("projects_office"),
        at=NOW,
    )
    return july


@pytest.fixture
def count(period: Period, actor_for: ActorFor) -> Count:
    def counted(*, as_one: bool) -> None:
        programme = Programme.objects.get()
        programme_update(
            programme_id=programme.pk,
            name=programme.name,
            short_name=programme.short_name,
            base_kind=programme.base_kind,
            target_fen=None,
            targets={},
            schedule_rule=ScheduleRule(programme.schedule_rule),
            tolerance_points=5,
            counts_packages=as_one,
            document_number="",
            position=0,
            version=programme.version,
            actor=actor_for("projects_office"),
            at=NOW,
        )

    return counted


def figures(period: Period, actor: Actor, closing: Closing | None = None) -> PlaceFigures:
    found = figure_sheet(period=period, actor=actor, closing=closing).programmes[0].city
    assert found is not None
    return found


def test_the_setting_decides_every_count_and_no_amount(
    period: Period, count: Count, actor_for: ActorFor
) -> None:
    leader = actor_for("leader")
    one = figures(period, leader).reading
    count(as_one=False)
    parts = figures(period, leader).reading
    amounts = {
        name: getattr(one.totals, name) for name in ("annual_plan_fen", "due_fen", "invested_fen")
    }
    assert one.totals == Totals(
        entries=2, parts=5, carry_over=1, new=1, owed=2, behind=2, **amounts
    )
    assert parts.totals == Totals(
        entries=5,
        parts=5,
        carry_over=1,
        new=4,
        owed=4,
        unreported=2,
        behind=5,
        surplus=3,
        **amounts,
    )
    assert parts.totals.listed == 2
    assert parts.completion == one.completion


def test_what_a_list_is_made_of_adds_up_either_way(
    period: Period, count: Count, actor_for: ActorFor
) -> None:
    count(as_one=False)
    sheet = figure_sheet(period=period, actor=actor_for("leader")).programmes[0]
    city = Organization.objects.get(parent__isnull=True).pk
    cuts = sheet.cuts(city, "origin")
    assert sum(each.reading.totals.entries for each in cuts) == 5
    assert [block.reading.totals.entries for block in sheet.blocks] == [5]
    (card,) = programme_cards(actor_for("leader"))
    assert (card.totals.entries, card.totals.new, card.totals.listed) == (5, 4, 2)


def test_a_closing_keeps_the_counting_it_was_closed_with(
    period: Period, count: Count, actor_for: ActorFor
) -> None:
    count(as_one=False)
    closing = close(period, actor_for)
    count(as_one=True)
    period.refresh_from_db()
    kept = figures(period, actor_for("leader"), closing)
    assert (kept.reading.totals.entries, kept.reading.totals.listed) == (5, 2)
    assert verify_act(closing) == []
    rows = standings(
        period=period,
        closing=closing,
        actor=actor_for("leader"),
        programme=Programme.objects.get(),
    )
    listed = totals(rows, period=period.key, programme=Programme.objects.get())
    assert listed.reading.totals == kept.reading.totals


def test_a_change_between_preparing_and_confirming_is_noticed(
    period: Period, count: Count, actor_for: ActorFor
) -> None:
    closing_prepare(period_code=period.code, actor=actor_for("projects_office"), at=NOW)
    count(as_one=False)
    with pytest.raises(DomainError, match=r"closing\.changed"):
        closing_confirm(period_code=period.code, actor=actor_for("chief"), at=NOW)


def test_the_list_and_its_filters_count_alike(
    period: Period, count: Count, actor_for: ActorFor
) -> None:
    count(as_one=False)
    rows = standings(
        period=period, closing=None, actor=actor_for("leader"), programme=Programme.objects.get()
    )
    silent = StandingFilter(mark=("unreported",)).apply(rows)
    found = totals(silent, period=period.key, programme=Programme.objects.get())
    assert (found.projects, found.reading.totals.unreported) == (1, 2)
    whole = standings(period=period, closing=None, actor=actor_for("leader"))
    assert totals(whole, period=period.key).reading.totals.entries == whole.count()


@pytest.mark.parametrize("case", [("entries", 5, 2), ("unreported", 2, 1)])
def test_a_trace_holds_what_its_figure_counts(
    period: Period, count: Count, actor_for: ActorFor, case: tuple[str, int, int]
) -> None:
    count(as_one=False)
    leader, (metric, entries, lines) = actor_for("leader"), case
    found = trace(figures(period, leader).key(metric), actor=leader)
    assert (found.entries, found.totals.entries, found.totals.lines) == (entries, entries, lines)
    assert (found.is_whole, len(found.rows)) == (True, lines)


def test_before_its_first_month_a_list_counts_so_too(
    city: City, ledger: Ledger, actor_for: ActorFor
) -> None:
    programme = ledger.programme(counts_packages=False)
    package = ledger.project(city.own)
    for _ in range(3):
        ledger.project(city.own, package=package)
    ledger.entry(programme, package)
    rows = standings(period=None, closing=None, actor=actor_for("leader"), programme=programme)
    july = ledger.period().key
    assert totals(rows, period=july, programme=programme).reading.totals.entries == 3
    assert Position.objects.get().as_parts
