"""What a printed number stands for, and whether a recomputed one agrees with it.

75.9 stands for [75.85, 75.95), a count for itself. Two figures agree when the interval that can
be recomputed meets the interval that was printed; plain recomputation from the printed figures
then tells a clean hit from one at the edge of rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from niubizi.domain.amounts import Rounding, rounded


class Verdict(Enum):
    """What the check says of a relation; see the package docstring for the words."""

    HOLDS = "holds"
    NEAR = "near"
    EXPLAINED = "explained"
    FAILS = "fails"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True, slots=True)
class Interval:
    """All values a figure may have had before it was rounded, both ends included."""

    low: Fraction
    high: Fraction

    @staticmethod
    def of(value: Fraction, step: Fraction = Fraction(0)) -> Interval:
        """The interval of a number printed in steps of ``step``; 0 is exact."""
        return Interval(value - step / 2, value + step / 2)

    @property
    def width(self) -> Fraction:
        return self.high - self.low

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """Raises ``ZeroDivisionError`` where the divisor may be 0."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor's interval holds 0")
        return self * Interval(1 / other.high, 1 / other.low)

    def scaled(self, factor: Fraction | int) -> Interval:
        """The interval times an exact number."""
        return self * Interval(Fraction(factor), Fraction(factor))

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return self.low <= other.high and other.low <= self.high

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies in it."""
        return self.low <= value <= self.high


def total(intervals: Iterable[Interval]) -> Interval:
    """The sum of intervals."""
    return sum(intervals, Interval.of(Fraction(0)))


def judge(stated: Fraction, decimals: int, point: Fraction, recomputed: Interval) -> Verdict:
    """Compare a stated number with its recomputation.

    ``stated`` was printed with ``decimals`` places, ``point`` is recomputed from the printed
    figures, ``recomputed`` from all they may stand for. EXPLAINED here means: digits were dropped
    instead of rounded.
    """
    if Fraction(rounded(point, decimals)) == stated:
        return Verdict.HOLDS
    step = Fraction(1, 10**decimals)
    if recomputed.meets(Interval.of(stated, step)):
        return Verdict.NEAR
    if Fraction(rounded(point, decimals, Rounding.TRUNCATE)) == stated:
        return Verdict.EXPLAINED
    return Verdict.FAILS
