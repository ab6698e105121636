"""Due moments, and whether they were met."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from niubizi.domain.deadlines import CHINA, DueRule, Timeliness, timeliness
from niubizi.domain.periods import Month

DUE = DueRule(3).moment(Month(2021, 7))
INSTANT = timedelta(microseconds=1)


def test_a_month_is_due_by_the_end_of_a_day_of_the_next() -> None:
    assert datetime(2021, 8, 4, tzinfo=CHINA) - INSTANT == DUE


def test_december_is_due_in_january() -> None:
    assert DueRule(5).moment(Month(2021, 12)).date().isoformat() == "2022-01-05"


def test_a_day_that_the_next_month_lacks_is_its_last() -> None:
    assert DueRule(31).moment(Month(2021, 1)).date().isoformat() == "2021-02-28"


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
