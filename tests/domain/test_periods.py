"""Months: their codes, names and neighbours."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month

MONTHS = st.builds(Month, st.integers(1950, 2150), st.integers(1, 12))


@given(MONTHS)
def test_a_month_reads_back_from_its_code(month: Month) -> None:
    assert Month.parse(month.code) == month


@given(MONTHS, st.integers(-500, 500))
def test_going_and_coming_back_ends_where_it_began(month: Month, months: int) -> None:
    assert month.plus(months).plus(-months) == month


@given(MONTHS)
def test_months_follow_each_other_without_a_gap(month: Month) -> None:
    assert (month.plus(1).first_day - month.last_day).days == 1


@given(MONTHS, MONTHS)
def test_months_sort_as_time_does(one: Month, other: Month) -> None:
    assert (one < other) == (one.first_day < other.first_day)


@given(st.dates(date(1950, 1, 1), date(2150, 12, 31)))
def test_a_day_lies_in_its_month(day: date) -> None:
    assert Month.of(day).first_day <= day <= Month.of(day).last_day


@pytest.mark.parametrize(
    "code", ["2021-7", "2021-13", "2021-00", "21-07", "2021/07", "2021-07 ", "1899-12", ""]
)
def test_what_is_no_month_is_refused(code: str) -> None:
    with pytest.raises(DomainError) as refused:
        Month.parse(code)
    assert refused.value.code == "period.not_a_month"


def test_a_bulletin_names_the_stretch_since_january() -> None:
    assert [Month(2021, month).cumulative_name for month in (1, 7)] == ["1月", "1—7月"]


def test_four_months_are_left_after_august() -> None:
    assert Month(2021, 8).months_left == 4


def test_the_year_to_date_stops_at_january() -> None:
    assert Month(2021, 2).year_to_date() == (Month(2021, 1), Month(2021, 2))


def test_the_month_before_january_is_last_december() -> None:
    assert Month(2021, 1).previous == Month(2020, 12)


def test_a_year_before_is_the_same_month() -> None:
    assert Month(2021, 7).a_year_before == Month(2020, 7)
