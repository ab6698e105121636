"""档次: the tier of a project by its investment, and how many stand in each.

A tier has a floor in CNY and, for projects in foreign currency, one in USD of its own: 100亿元 or
10亿美元 by an office's choice, not by the rate of the day. 超 is more than the floor, 以上 includes
it. A project belongs to the highest tier that it reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier by name with its floors; ``strict`` is 超 (more than), else 以上 (from).

    Floors are in the unit in which amounts are given, CNY and USD each in its own.
    """

    name: str
    cny_floor: Fraction | int
    usd_floor: Fraction | int | None = None
    strict: bool = False

    def holds(self, amount: Fraction | int, *, in_usd: bool = False) -> bool:
        """Whether an amount reaches the floor of its currency; a tier without one holds none."""
        floor = self.usd_floor if in_usd else self.cny_floor
        if floor is None:
            return False
        return amount > floor if self.strict else amount >= floor


@dataclass(frozen=True, slots=True)
class Size:
    """What a project invests, in the currency it was agreed in."""

    amount: Fraction | int
    in_usd: bool = False


def tier_of(size: Size, tiers: Sequence[Tier]) -> Tier | None:
    """The highest tier that the size reaches; ``tiers`` in any order."""
    reached = [tier for tier in tiers if tier.holds(size.amount, in_usd=size.in_usd)]
    return max(reached, key=lambda tier: tier.cny_floor, default=None)


def tier_counts(sizes: Iterable[Size], tiers: Sequence[Tier]) -> Mapping[str, int]:
    """How many stand in each tier, highest first; each project is counted once."""
    ordered = sorted(tiers, key=lambda tier: tier.cny_floor, reverse=True)
    counts = {tier.name: 0 for tier in ordered}
    for size in sizes:
        found = tier_of(size, ordered)
        if found is not None:
            counts[found.name] += 1
    return counts
