"""Periods: the month a figure speaks of, its name, its neighbours and its share of the year.

The monthly cycle is what the regimes report by; other cycles would add their own key type here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from niubizi.domain.errors import DomainError

MONTHS = 12
_CODE = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month, ``Month(2021, 7)``; sorts in time."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 2200 and 1 <= self.month <= MONTHS):
            raise DomainError("period.not_a_month", text=f"{self.year}-{self.month}")

    @classmethod
    def parse(cls, code: str) -> Month:
        """The month of a code like ``2021-07``; refuses anything else."""
        found = _CODE.fullmatch(code)
        if not found:
            raise DomainError("period.not_a_month", text=code)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def code(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.plus(1).first_day - timedelta(days=1)

    @property
    def cumulative_name(self) -> str:
        """The stretch since January as a bulletin writes it: 1—7月, and 1月 for January."""
        return "1月" if self.month == 1 else f"1—{self.month}月"

    @property
    def name(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def months_left(self) -> int:
        """Months of the year still to come after this one."""
        return MONTHS - self.month

    def plus(self, months: int) -> Month:
        ordinal = self.year * MONTHS + self.month - 1 + months
        return Month(ordinal // MONTHS, ordinal % MONTHS + 1)

    @property
    def previous(self) -> Month:
        return self.plus(-1)

    @property
    def a_year_before(self) -> Month:
        return Month(self.year - 1, self.month)

    def year_to_date(self) -> tuple[Month, ...]:
        """January up to and including this month."""
        return tuple(Month(self.year, month) for month in range(1, self.month + 1))

    def __str__(self) -> str:
        return self.code
