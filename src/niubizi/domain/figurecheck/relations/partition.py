"""What a partition is: a whole with the parts that are said or found to make it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.intervals import Interval, total


@dataclass(frozen=True, slots=True)
class Partition:
    """A whole with the parts that are said or found to make it."""

    whole: Figure
    parts: tuple[Figure, ...]

    @property
    def point(self) -> Fraction:
        return sum((part.value for part in self.parts), Fraction(0))

    @property
    def interval(self) -> Interval:
        return total(part.interval for part in self.parts)

    @property
    def holds(self) -> bool:
        return self.point == self.whole.value

    @property
    def nearly_holds(self) -> bool:
        return self.interval.meets(self.whole.interval)
