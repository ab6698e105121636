"""Missing returns: last approved figure of the same year, or 未报."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain.carrying import Source, is_carried, is_unreported, source_of
from niubizi.domain.periods import Month

JULY = Month(2021, 7)
APPROVED = st.dictionaries(
    st.builds(Month, st.integers(2020, 2022), st.integers(1, 12)), st.integers(0, 100)
)


def test_a_periods_own_report_speaks_for_it() -> None:
    approved = {Month(2021, 6): 60, JULY: 70}
    assert source_of(approved, JULY) == Source(JULY, 70)


def test_a_missing_report_carries_the_last_one_forward() -> None:
    approved = {Month(2021, 3): 30, Month(2021, 5): 50}
    assert source_of(approved, JULY) == Source(Month(2021, 5), 50)


def test_the_search_stops_at_january() -> None:
    assert source_of({Month(2020, 12): 120}, JULY) is None


def test_a_later_report_says_nothing_of_an_earlier_period() -> None:
    assert source_of({Month(2021, 8): 80}, JULY) is None


@given(APPROVED, st.integers(1, 12))
def test_the_source_is_the_latest_of_the_year_up_to_the_period(
    approved: dict[Month, int], month: int
) -> None:
    period = Month(2021, month)
    candidates = [each for each in approved if each.year == 2021 and each <= period]
    found = source_of(approved, period)
    assert (found and found.period) == max(candidates, default=None)


def test_due_and_taken_from_an_earlier_period_is_carried() -> None:
    assert is_carried(due=True, source=Month(2021, 6), period=JULY)


def test_a_periods_own_figure_is_not_carried() -> None:
    assert not is_carried(due=True, source=JULY, period=JULY)


def test_what_is_not_due_is_neither_carried_nor_unreported() -> None:
    """A completed project keeps its last figure, and nobody waits for another."""
    assert not is_carried(due=False, source=Month(2021, 6), period=JULY)
    assert not is_unreported(due=False, source=None)


def test_due_and_never_reported_this_year_is_unreported() -> None:
    assert is_unreported(due=True, source=None)
    assert not is_carried(due=True, source=None, period=JULY)
