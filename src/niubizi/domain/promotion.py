"""招商三项工作: blank units and breakthroughs, shares of an increment, days from signing to start.

Counts of a unit are its trips (外出招商), talks (在谈) and signings (签约落地), cumulative since
January. A unit is blank (空白单位) while all three are zero; one that was blank at the last meeting
and no longer is has made its breakthrough (零的突破).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median_high
from typing import TypeVar

Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a unit has done since January."""

    trips: int = 0
    talks: int = 0
    signed: int = 0

    @property
    def is_blank(self) -> bool:
        return not (self.trips or self.talks or self.signed)


def blank_units(units: Mapping[Unit, Counts]) -> frozenset[Unit]:
    return frozenset(unit for unit, counts in units.items() if counts.is_blank)


def breakthroughs(before: Mapping[Unit, Counts], now: Mapping[Unit, Counts]) -> frozenset[Unit]:
    """Units that were blank and aren't; one that is new or gone has broken through nothing."""
    return frozenset(unit for unit in blank_units(before) if unit in now and not now[unit].is_blank)


def contribution_share(part: int | Fraction, whole: int | Fraction) -> Fraction | None:
    """贡献份额: a block's increment ÷ the city's; not available where the city hasn't grown."""
    return Fraction(part) / Fraction(whole) if whole > 0 else None


@dataclass(frozen=True, slots=True)
class Waits:
    """Days between two stage events: the middle one, and that within which nine of ten come."""

    median: int
    ninetieth: int


def signing_to_start(pairs: Sequence[tuple[date, date]]) -> Waits | None:
    """签约到开工 of (signed, started); ``None`` where nothing has started."""
    days = sorted((started - signed).days for signed, started in pairs)
    if not days:
        return None
    # The nearest rank, so that both are waits that occurred.
    return Waits(median_high(days), days[-(-9 * len(days) // 10) - 1])
