"""Due moments of a period's levels, and what it means to have met one.

Times are aware datetimes; the caller turns them into China Standard Time. "Due" is derived from
the calendar, never stored on a return.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum

from niubizi.domain.errors import DomainError
from niubizi.domain.periods import MONTHS, Month

SATURDAY = 5
CHINA = timezone(timedelta(hours=8), "CST")


class Timeliness(Enum):
    """按时, 迟报, 未报."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    NOT_YET = "not_yet"

    @property
    def word(self) -> str:
        return {"on_time": "按时", "late": "迟报", "missing": "逾期未报", "not_yet": "待报"}[
            self.value
        ]


def end_of(day: date) -> datetime:
    """The last moment of a day: until then what is due on it is on time."""
    return datetime.combine(day, time.max, CHINA)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """工作日: Monday to Friday, but for the State Council's holidays and make-up days.

    ``exceptions`` say of a day whether it is worked; a year of which nothing is known has none.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def holds(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def on_or_after(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is."""
        while not self.holds(day):
            day += timedelta(days=1)
        return day

    def nth_from(self, day: date, number: int) -> date:
        """The ``number``-th working day counted from ``day`` on, from 1."""
        found = self.on_or_after(day)
        for _ in range(number - 1):
            found = self.on_or_after(found + timedelta(days=1))
        return found


class DueMode(Enum):
    """How a deadline treats days that aren't worked."""

    CALENDAR = "calendar"
    POSTPONED = "postponed"
    WORKING = "working"

    @property
    def word(self) -> str:
        return {
            "calendar": "按日历日",
            "postponed": "按日历日，遇节假日顺延",
            "working": "按工作日",
        }[self.value]


@dataclass(frozen=True, slots=True)
class DueRule:
    """Due at the end of the ``day``-th of the following month, for one level of review.

    ``early`` counts from the period's own month: December is often closed before the year ends.
    """

    day: int
    mode: DueMode = DueMode.CALENDAR
    early: bool = False

    def moment(self, period: Month, days: WorkingDays | None = None) -> datetime:
        month = period if self.early else period.plus(1)
        worked = days or WorkingDays()
        if self.mode is DueMode.WORKING:
            day = worked.nth_from(month.first_day, self.day)
        else:
            day = month.first_day.replace(day=min(self.day, month.last_day.day))
            day = worked.on_or_after(day) if self.mode is DueMode.POSTPONED else day
        return end_of(day)


@dataclass(frozen=True, slots=True)
class EarlyClose:
    """December: its data end on ``cutoff_day`` and are due on days of December itself."""

    cutoff_day: int
    block_day: int
    city_day: int


@dataclass(frozen=True, slots=True)
class ReturnCalendar:
    """报送日历: which months are reported, until which day their data run, when each level is due.

    ``merges_first_two``: January isn't reported by itself, February speaks of 1—2月.
    """

    block_day: int
    city_day: int
    mode: DueMode = DueMode.CALENDAR
    merges_first_two: bool = False
    december: EarlyClose | None = None
    days: WorkingDays = field(default_factory=WorkingDays)

    def following(self, month: Month) -> Month:
        """The month that is reported after ``month``."""
        found = month.plus(1)
        return found.plus(1) if self.merges_first_two and found.month == 1 else found

    def require(self, month: Month) -> None:
        """Raises ``period.merged`` for a January that February speaks for."""
        if self.merges_first_two and month.month == 1:
            raise DomainError("period.merged", period=month.name, into=month.plus(1).name)

    def cutoff(self, month: Month) -> date:
        early = self._early(month)
        return month.first_day.replace(day=early.cutoff_day) if early else month.last_day

    def due(self, month: Month) -> tuple[datetime, datetime]:
        """The due moments of the block's and the city's level."""
        early = self._early(month)
        given = (early.block_day, early.city_day) if early else (self.block_day, self.city_day)
        block, city = (
            DueRule(day, self.mode, early=early is not None).moment(month, self.days)
            for day in given
        )
        return block, city

    def _early(self, month: Month) -> EarlyClose | None:
        return self.december if month.month == MONTHS else None


def timeliness(submitted: datetime | None, due: datetime, *, at: datetime) -> Timeliness:
    """Whether a return met its due moment, seen at the moment ``at``."""
    if submitted is not None and submitted <= at:
        return Timeliness.ON_TIME if submitted <= due else Timeliness.LATE
    return Timeliness.MISSING if at > due else Timeliness.NOT_YET
