"""The yardstick: schedule, completion, lead, class, gap, pace and bridge, as bulletins print them.

The figures are published ones, from the worked examples of the domain description.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain.amounts import fen_of_wan, percent_text, points_text
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.domain.progress import (
    Plan,
    ProgressClass,
    ScheduleRule,
    before_planned_start,
    bridge,
    change,
    classify,
    due,
    due_fen,
    gap,
    group_schedule,
    pace_needed,
    rate,
    standing,
    weighted_rate,
)

JULY = Month(2021, 7)
HUNDRED = fen_of_wan(100)
MONTHS_OF_2021 = st.builds(Month, st.just(2021), st.integers(1, 12))
AMOUNTS = st.integers(0, 10**15)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Even plans that begin and end anywhere around their year."""
    start = draw(st.none() | st.builds(Month, st.integers(2019, 2022), st.integers(1, 12)))
    end = draw(st.none() | st.builds(Month, st.integers(2021, 2024), st.integers(1, 12)))
    if start and end and end < start:
        start, end = end, start
    return Plan(2021, draw(AMOUNTS), start=start, end=end)


# Schedule of an entry


def test_by_july_seven_twelfths_of_a_whole_years_plan_are_due() -> None:
    assert percent_text(due(Plan(2021, HUNDRED), JULY) / HUNDRED) == "58.3%"


def test_a_monthly_plan_is_due_as_its_months_say() -> None:
    months = (0, 0, 5, 5, 10, 10, 10, 20, 20, 10, 5, 5)
    assert due(Plan(2021, 100, months), JULY) == 40


@pytest.mark.parametrize(("month", "share"), [(8, "0"), (9, "1/4"), (11, "3/4"), (12, "1")])
def test_a_plan_that_starts_in_september_is_spread_from_there(month: int, share: str) -> None:
    plan = Plan(2021, HUNDRED, start=Month(2021, 9), end=Month(2022, 6))
    assert due(plan, Month(2021, month)) == Fraction(share) * HUNDRED


def test_a_plan_that_ends_in_april_is_due_by_then() -> None:
    plan = Plan(2021, HUNDRED, start=Month(2019, 3), end=Month(2021, 4))
    assert due(plan, Month(2021, 4)) == due(plan, JULY) == HUNDRED


def test_a_plan_that_starts_next_year_is_not_due_in_this_one() -> None:
    assert due(Plan(2021, HUNDRED, start=Month(2022, 1)), Month(2021, 12)) == 0


@pytest.mark.parametrize(("period", "expected"), [(Month(2020, 12), 0), (Month(2022, 1), HUNDRED)])
def test_a_plan_belongs_to_its_year(period: Month, expected: int) -> None:
    assert due(Plan(2021, HUNDRED), period) == expected


@given(plans(), MONTHS_OF_2021)
def test_what_is_due_never_shrinks_and_never_exceeds_the_plan(plan: Plan, period: Month) -> None:
    assert 0 <= due(plan, period) <= due(plan, period.plus(1)) <= plan.annual


@given(plans(), MONTHS_OF_2021)
def test_whole_fen_are_the_nearest_to_what_is_due(plan: Plan, period: Month) -> None:
    assert abs(due_fen(plan, period) - due(plan, period)) <= Fraction(1, 2)


@given(st.lists(st.integers(0, 10**12), min_size=12, max_size=12))
def test_twelve_months_are_all_due_in_december(months: list[int]) -> None:
    assert due(Plan(2021, sum(months), tuple(months)), Month(2021, 12)) == sum(months)


@pytest.mark.parametrize(
    ("annual", "months", "code"),
    [
        (100, (10,) * 12, "plan.months_do_not_sum"),
        (100, (50, 50), "plan.not_twelve_months"),
        (-1, (), "plan.negative"),
        (10, (-2,) + (1,) * 12, "plan.negative"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(
    annual: int, months: tuple[int, ...], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        Plan(2021, annual, months)
    assert refused.value.code == code


def test_a_plan_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(DomainError, match=r"plan\.ends_before_start"):
        Plan(2021, 100, start=Month(2021, 9), end=Month(2021, 8))


# Schedule of a group


def test_two_plans_of_which_one_starts_in_september_are_at_29_2_percent_in_july() -> None:
    both = (Plan(2021, HUNDRED), Plan(2021, HUNDRED, start=Month(2021, 9)))
    schedule = group_schedule(
        ScheduleRule.ENTRIES,
        due_sum=sum(due_fen(plan, JULY) for plan in both),
        plan_sum=sum(plan.annual for plan in both),
        period=JULY,
    )
    assert percent_text(schedule) == "29.2%"


def test_an_office_may_take_plain_month_by_twelve() -> None:
    schedule = group_schedule(ScheduleRule.PLAIN_MONTH, due_sum=0, plan_sum=200, period=JULY)
    assert percent_text(schedule) == "58.3%"


def test_a_group_without_a_plan_has_no_schedule() -> None:
    assert group_schedule(ScheduleRule.ENTRIES, due_sum=0, plan_sum=0, period=JULY) is None


@given(st.lists(plans(), min_size=1, max_size=6), MONTHS_OF_2021)
def test_a_groups_schedule_lies_between_those_of_its_entries(
    group: list[Plan], period: Month
) -> None:
    paired = [(due(plan, period), plan.annual) for plan in group if plan.annual]
    shares = [part / annual for part, annual in paired] or [Fraction(0)]
    whole = rate(sum(part for part, _ in paired), sum(annual for _, annual in paired))
    assert min(shares) <= (whole or 0) <= max(shares)


# Completion, lead, class


@pytest.mark.parametrize(
    ("invested", "base", "completion", "lead"),
    [("1696000", "2234519", "75.9%", "+17.6"), ("5839000", "8650370", "67.5%", "+9.2")],
)
def test_the_published_programmes_stand_where_the_bulletin_says(
    invested: str, base: str, completion: str, lead: str
) -> None:
    found = standing(invested=fen_of_wan(invested), base=fen_of_wan(base), schedule=Fraction(7, 12))
    assert (percent_text(found.completion), points_text(found.lead), found.progress_class) == (
        completion,
        lead,
        ProgressClass.AHEAD,
    )


@pytest.mark.parametrize("base", [None, 0, -5])
def test_without_a_base_nothing_is_available(base: int | None) -> None:
    found = standing(invested=7, base=base, schedule=Fraction(7, 12))
    assert (found.completion, found.lead, found.progress_class) == (None, None, None)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("0.0001", ProgressClass.AHEAD),
        ("0", ProgressClass.AHEAD),
        ("-0.0001", ProgressClass.ON_TRACK),
        ("-5", ProgressClass.ON_TRACK),
        ("-5.0001", ProgressClass.BEHIND),
    ],
)
def test_the_classes_meet_at_nought_and_at_the_tolerance(
    points: str, expected: ProgressClass
) -> None:
    assert classify(Fraction(points)) is expected


def test_an_office_may_set_another_tolerance() -> None:
    assert classify(Fraction(-4), tolerance=Fraction(3)) is ProgressClass.BEHIND


def test_an_entry_is_never_behind_before_its_planned_start() -> None:
    assert classify(Fraction(-58), not_yet_started=True) is ProgressClass.ON_TRACK


@pytest.mark.parametrize(
    ("start", "expected"),
    [(None, False), (Month(2021, 6), False), (JULY, False), (Month(2021, 8), True)],
)
def test_the_planned_start_is_still_to_come_until_its_month(
    start: Month | None, expected: bool
) -> None:
    assert before_planned_start(start, JULY) is expected


def test_classes_have_their_words() -> None:
    assert [each.word for each in ProgressClass] == ["超序时", "基本达序时", "有缺口"]


# Gap, pace, change


def test_the_last_four_months_share_what_is_missing() -> None:
    assert pace_needed(1200, 800, Month(2021, 8)) == 100


def test_no_pace_helps_when_the_year_is_over() -> None:
    assert pace_needed(1200, 800, Month(2021, 12)) is None


@given(AMOUNTS, AMOUNTS, st.integers(1, 11))
def test_keeping_the_pace_closes_the_gap(target: int, done: int, month: int) -> None:
    period = Month(2021, month)
    pace = pace_needed(target, done, period)
    assert pace is not None
    assert pace * period.months_left == gap(target, done)


def test_a_target_that_is_passed_leaves_no_gap() -> None:
    assert gap(100, 130) == 0


def test_thirteen_projects_after_five_are_160_percent_more() -> None:
    assert percent_text(change(13, 5), 0) == "160%"


@pytest.mark.parametrize("last", [None, 0, -3])
def test_a_change_on_nothing_is_not_available(last: int | None) -> None:
    assert change(13, last) is None


def test_thirteen_listed_of_six_are_217_percent_of_the_target() -> None:
    assert percent_text(rate(13, 6), 0) == "217%"


def test_three_instalments_start_at_58_82_percent() -> None:
    instalments = [(4, Fraction(50, 100)), (20, Fraction(60, 100)), (10, Fraction(60, 100))]
    assert weighted_rate(instalments) == Fraction(20, 34)


# Bridge


def test_taking_the_one_laggard_out_lifts_the_rate_to_59() -> None:
    """Ten equal entries at 53.6 %; the one that leaves had done 5 of its 100."""
    (step,) = bridge((536, 1000), [("调出", -5, -100)])
    assert (
        percent_text(Fraction(536, 1000)),
        percent_text(step.rate),
        points_text(step.points),
    ) == (
        "53.6%",
        "59.0%",
        "+5.4",
    )


@given(
    st.integers(0, 10**9),
    st.integers(1, 10**9),
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=5),
)
def test_the_steps_of_a_bridge_add_up_to_the_change(
    invested: int, base: int, steps: list[tuple[int, int]]
) -> None:
    taken = bridge((invested, base), [("原因", more, plan) for more, plan in steps])
    last = Fraction(invested + sum(more for more, _ in steps), base + sum(p for _, p in steps))
    assert sum(step.points for step in taken) == (last - Fraction(invested, base)) * 100
