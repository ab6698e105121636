"""Rank: standard competition ranking (1, 2, 2, 4) by unrounded figures within a named group."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

from niubizi.domain.amounts import Rounding, rounded

Key = TypeVar("Key")


def competition_ranks(
    values: Mapping[Key, Fraction | None], *, descending: bool = True
) -> dict[Key, int]:
    """Ranks from 1; equal values share one and the next rank is skipped. No value, no rank."""
    known = [(key, value) for key, value in values.items() if value is not None]
    known.sort(key=lambda pair: pair[1], reverse=descending)
    ranks: dict[Key, int] = {}
    previous: Fraction | None = None
    rank = 0
    for place, (key, value) in enumerate(known, start=1):
        if previous is None or value != previous:
            rank = place
        ranks[key] = rank
        previous = value
    return ranks


def decimals_telling_apart(
    values: Mapping[Key, Fraction | None],
    *,
    decimals: int = 1,
    at_most: int = 4,
    rounding: Rounding = Rounding.HALF_UP,
) -> int:
    """The decimals to print so that figures that differ in fact also differ on the screen."""
    distinct = {value for value in values.values() if value is not None}
    for places in range(decimals, at_most):
        if len({rounded(value, places, rounding) for value in distinct}) == len(distinct):
            return places
    return at_most


def next_above(values: Mapping[Key, Fraction | None], key: Key) -> Key | None:
    """Who stands one rank higher (the nearest strictly better value); ``None`` for the first."""
    mine = values.get(key)
    if mine is None:
        return None
    better = [
        (value, other) for other, value in values.items() if value is not None and value > mine
    ]
    return min(better, key=lambda pair: pair[0])[1] if better else None
