"""Due moments, and whether they were met."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from niubizi.domain.deadlines import (
    CHINA,
    DueMode,
    DueRule,
    EarlyClose,
    ReturnCalendar,
    Timeliness,
    WorkingDays,
    timeliness,
)
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month

DUE = DueRule(3).moment(Month(2021, 7))
INSTANT = timedelta(microseconds=1)


def test_a_month_is_due_by_the_end_of_a_day_of_the_next() -> None:
    assert datetime(2021, 8, 4, tzinfo=CHINA) - INSTANT == DUE


def test_december_is_due_in_january() -> None:
    assert DueRule(5).moment(Month(2021, 12)).date().isoformat() == "2022-01-05"


def test_a_day_that_the_next_month_lacks_is_its_last() -> None:
    assert DueRule(31).moment(Month(2021, 1)).date().isoformat() == "2021-02-28"


NATIONAL_DAY = WorkingDays(
    {
        **{date(2021, 10, day): False for day in range(1, 8)},
        date(2021, 9, 26): True,
        date(2021, 10, 9): True,
    }
)
SEPTEMBER = Month(2021, 9)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (DueMode.CALENDAR, "2021-10-03"),
        (DueMode.POSTPONED, "2021-10-08"),
        (DueMode.WORKING, "2021-10-11"),
    ],
)
def test_a_deadline_treats_holidays_as_the_office_says(mode: DueMode, expected: str) -> None:
    """1 to 7 October 2021 were holidays, Saturday the 9th was worked: 8, 9 and 11 were worked."""
    moment = DueRule(3, mode).moment(SEPTEMBER, NATIONAL_DAY)
    assert moment.date().isoformat() == expected


def test_a_make_up_saturday_is_worked_and_a_plain_sunday_is_not() -> None:
    assert NATIONAL_DAY.holds(date(2021, 9, 26))
    assert not NATIONAL_DAY.holds(date(2021, 9, 19))


def test_january_and_february_may_be_one_return() -> None:
    plain = ReturnCalendar(block_day=3, city_day=5)
    merged = replace(plain, merges_first_two=True)
    assert plain.following(Month(2020, 12)) == Month(2021, 1)
    assert merged.following(Month(2020, 12)) == Month(2021, 2)
    with pytest.raises(DomainError, match=r"period\.merged"):
        merged.require(Month(2021, 1))


def test_december_may_be_closed_early() -> None:
    calendar = ReturnCalendar(block_day=3, city_day=5, december=EarlyClose(20, 22, 25))
    block, city = calendar.due(Month(2021, 12))
    assert (block.date(), city.date()) == (date(2021, 12, 22), date(2021, 12, 25))
    assert calendar.cutoff(Month(2021, 12)) == date(2021, 12, 20)
    assert calendar.cutoff(Month(2021, 11)) == date(2021, 11, 30)


@pytest.mark.parametrize(
    ("submitted", "at", "expected"),
    [
        (DUE, DUE, Timeliness.ON_TIME),
        (DUE + INSTANT, DUE + INSTANT, Timeliness.LATE),
        (None, DUE, Timeliness.NOT_YET),
        (None, DUE + INSTANT, Timeliness.MISSING),
        (DUE + INSTANT, DUE, Timeliness.NOT_YET),
    ],
)
def test_a_return_is_on_time_late_missing_or_still_awaited(
    submitted: datetime | None, at: datetime, expected: Timeliness
) -> None:
    assert timeliness(submitted, DUE, at=at) is expected


def test_each_has_its_word() -> None:
    assert [each.word for each in Timeliness] == ["按时", "迟报", "逾期未报", "待报"]
