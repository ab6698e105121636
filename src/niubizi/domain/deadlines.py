"""Due moments of a period's levels, and what it means to have met one.

Times are aware datetimes; the caller turns them into China Standard Time. "Due" is derived from
the calendar, never stored on a return.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from enum import Enum

from niubizi.domain.periods import Month

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


@dataclass(frozen=True, slots=True)
class DueRule:
    """Due at the end of the ``day``-th of the following month, for one level of review."""

    day: int

    def moment(self, period: Month) -> datetime:
        following = period.plus(1)
        day = min(self.day, following.last_day.day)
        return datetime.combine(following.first_day.replace(day=day), time.max, CHINA)


def timeliness(submitted: datetime | None, due: datetime, *, at: datetime) -> Timeliness:
    """Whether a return met its due moment, seen at the moment ``at``."""
    if submitted is not None and submitted <= at:
        return Timeliness.ON_TIME if submitted <= due else Timeliness.LATE
    return Timeliness.MISSING if at > due else Timeliness.NOT_YET
