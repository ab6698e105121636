"""A programme's figures over the months, and what moved a rate between two of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Programme
from niubizi.apps.projects.services.programmes import programme_update
from niubizi.apps.reporting.selectors.figures import ProgrammeSheet, figure_sheet
from niubizi.apps.reporting.selectors.reasons import Bridge, Reason, bridge, shortfalls
from niubizi.apps.reporting.selectors.standings import standings
from niubizi.apps.reporting.selectors.trend import Trend, trend
from niubizi.apps.reporting.services.closing import closing_publish, period_reopen
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.periods import Month
from niubizi.domain.progress import ScheduleRule
from tests.cast import NOW, City
from tests.ledger import Ledger
from tests.months import JUNE, TwoMonths, close

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]


def sheet_of(two: TwoMonths, actor: Actor) -> ProgrammeSheet:
    return figure_sheet(period=two.july, actor=actor).programmes[0]


def way(two: TwoMonths, actor: Actor) -> Trend:
    return trend(period=two.july, closing=None, sheet=sheet_of(two, actor), actor=actor)


def rates(found: Trend, place_id: int) -> list[Fraction | None]:
    return [each.reading.completion if each else None for each in found.of(place_id)]


def test_closed_months_stand_before_the_one_asked_for(
    two_months: TwoMonths, actor_for: ActorFor, city: City
) -> None:
    found = way(two_months, actor_for("leader"))
    assert [month.period for month in found.months] == [JUNE, Month(2021, 7)]
    assert rates(found, city.own.pk) == [Fraction(16, 36), Fraction(15, 33)]


def test_ranks_of_closed_months_are_there_for_the_city(
    two_months: TwoMonths, actor_for: ActorFor, city: City
) -> None:
    found = way(two_months, actor_for("leader"))
    assert [each and each.rank for each in found.of(city.stranger.pk)] == [3, 3]


def test_a_month_that_was_opened_again_is_left_out(
    two_months: TwoMonths, actor_for: ActorFor, city: City
) -> None:
    period_reopen(period_code="2021-06", reason="更正", actor=actor_for("chief"), at=NOW)
    found = way(two_months, actor_for("leader"))
    assert found.month_before is None
    assert rates(found, city.own.pk) == [Fraction(15, 33)]


def test_a_block_sees_its_own_way_without_ranks(
    two_months: TwoMonths, actor_for: ActorFor, city: City
) -> None:
    before = way(two_months, actor_for("block_officer")).months[0]
    assert [(each.code, each.rank) for each in before.places.values()] == [("binjiang", None)]


def test_a_briefing_shows_a_block_the_ranks_of_its_month(
    two_months: TwoMonths, actor_for: ActorFor, city: City
) -> None:
    closing_publish(closing=two_months.june_closing, actor=actor_for("chief"), at=NOW)
    before = way(two_months, actor_for("block_officer")).months[0]
    assert {each.code: each.rank for each in before.places.values()} == {
        "city": None,
        "hudong": 1,
        "binjiang": 2,
        "laocheng": 3,
    }


def test_relations_have_a_way_of_their_own(
    two_months: TwoMonths, actor_for: ActorFor, city: City, ledger: Ledger
) -> None:
    """Nobody's department leads any of these projects: the sums are over nothing."""
    found = way(two_months, actor_for("department_officer"))
    assert rates(found, city.root.pk) == [None, None]


def test_the_year_before_is_the_same_month_of_the_list_of_the_same_series(
    two_months: TwoMonths, actor_for: ActorFor, city: City, ledger: Ledger
) -> None:
    last_year = ledger.programme(year=2020, name="2020年市重大项目")
    ledger.entry(last_year, two_months.projects["戊"], plan_wan=10_000)
    close(ledger.period(Month(2020, 7)), actor_for)
    found = way(two_months, actor_for("leader")).year_before
    assert found is not None
    assert found.places[city.sibling.pk].reading.totals.annual_plan_fen == fen_of_wan(10_000)


# -- the bridge ------------------------------------------------------------------------------


def bridge_of(two: TwoMonths, actor: Actor, city: City) -> Bridge | None:
    """From June to July in 滨江区."""
    before, now = way(two, actor).of(city.own.pk)
    assert before is not None
    assert now is not None
    shared = {"actor": actor, "programme": two.programme, "place": city.own}
    return bridge(
        standings(period=two.july, closing=None, **shared),  # type: ignore[arg-type]
        standings(period=two.june, closing=two.june_closing, **shared),  # type: ignore[arg-type]
        now=now.reading,
        before=before.reading,
    )


def test_each_reason_has_its_entries_money_and_rate(
    two_months: TwoMonths, actor_for: ActorFor, city: City
) -> None:
    found = bridge_of(two_months, actor_for("leader"), city)
    assert found is not None
    wan = fen_of_wan(1)
    assert [
        (s.reason, s.entries, s.invested_fen // wan, s.base_fen // wan, s.rate) for s in found.steps
    ] == [
        (Reason.WORK, 1, 3_000, 0, Fraction(19, 36)),
        (Reason.PLANS, 1, 0, 3_000, Fraction(19, 39)),
        (Reason.MOVES, 2, -3_000, -6_000, Fraction(16, 33)),
        (Reason.CORRECTIONS, 1, -1_000, 0, Fraction(15, 33)),
    ]


def test_the_steps_sum_to_the_change(
    two_months: TwoMonths, actor_for: ActorFor, city: City
) -> None:
    found = bridge_of(two_months, actor_for("leader"), city)
    assert found is not None
    assert sum(step.points for step in found.steps) == (found.now - found.before) * 100


def test_against_a_target_plans_and_moves_leave_the_base_alone(
    two_months: TwoMonths, actor_for: ActorFor, city: City
) -> None:
    """The target comes between the two months: it alone moves the base."""
    programme = two_months.programme
    programme_update(
        programme_id=programme.pk,
        name=programme.name,
        short_name=programme.short_name,
        base_kind=Programme.BaseKind.TARGET,
        target_fen=fen_of_wan(100_000),
        targets={city.own: fen_of_wan(40_000)},
        schedule_rule=ScheduleRule.PLAIN_MONTH,
        counts_packages=True,
        tolerance_points=5,
        document_number="",
        position=0,
        version=programme.version,
        actor=actor_for("projects_office"),
        at=NOW,
    )
    found = bridge_of(two_months, actor_for("leader"), city)
    assert found is not None
    assert [step.base_fen for step in found.steps] == [0, fen_of_wan(4_000), 0, 0]
    assert found.now == Fraction(15, 40)


def test_without_every_row_there_is_no_bridge(
    two_months: TwoMonths, actor_for: ActorFor, city: City
) -> None:
    leader = actor_for("leader")
    before, now = way(two_months, leader).of(city.own.pk)
    assert before is not None
    assert now is not None
    unseen = standings(
        period=two_months.july,
        closing=None,
        actor=actor_for("sibling_officer"),
        programme=two_months.programme,
        place=city.own,
    )
    assert bridge(unseen, unseen, now=now.reading, before=before.reading) is None


def test_shortfalls_are_the_largest_in_money(
    two_months: TwoMonths, actor_for: ActorFor, city: City
) -> None:
    rows = standings(
        period=two_months.july,
        closing=None,
        actor=actor_for("leader"),
        programme=two_months.programme,
        place=city.own,
    )
    found = shortfalls(rows, 1)
    assert [line.project_name for line in found.largest] == ["丁项目"]
    assert (found.entries, found.gap_fen) == (2, fen_of_wan(2_500) + fen_of_wan(2_000))


def test_a_block_that_was_merged_counts_where_it_was_merged_into(
    two_months: TwoMonths, actor_for: ActorFor, city: City
) -> None:
    """June of 滨江区 and 湖东区 together stands beside July of 湖东区."""
    before = {m.period: m for m in way(two_months, actor_for("leader")).months}[JUNE].places
    parts = [before[place.pk].reading.totals for place in (city.own, city.sibling)]
    Organization.objects.filter(pk=city.own.pk).update(
        successor=city.sibling, valid_to=date(2021, 6, 30)
    )
    after = {m.period: m for m in way(two_months, actor_for("leader")).months}[JUNE].places
    assert after[city.sibling.pk].reading.totals == parts[0] + parts[1]
    assert after[city.sibling.pk].rank is None
    assert city.own.pk not in after
