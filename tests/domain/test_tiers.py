"""Tiers: by the floor of the project's own currency, the highest one counts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from niubizi.domain.tiers import Size, Tier, tier_counts, tier_of

TIERS = (Tier("10亿元以上", 10, 1), Tier("30亿元以上", 30, 3), Tier("100亿元以上", 100, 10))


def test_thirteen_projects_are_one_three_and_nine() -> None:
    """100亿元 or 10亿美元; 30 or 3; 10 or 1: 1 + 3 + 9 = 13."""
    sizes = [
        Size(10, in_usd=True),
        *(Size(30), Size(99), Size(3, in_usd=True)),
        *(Size(amount) for amount in (10, 12, 15, 18, 22, 25, 29)),
        *(Size(1, in_usd=True), Size(2, in_usd=True)),
        *(Size(9), Size(Fraction(1, 2), in_usd=True)),
    ]
    counts = tier_counts(sizes, TIERS)
    assert list(counts.values()) == [1, 3, 9]
    assert sum(counts.values()) == 13


@pytest.mark.parametrize(("strict", "reached"), [(True, False), (False, True)])
def test_more_than_a_floor_excludes_it_and_from_includes_it(*, strict: bool, reached: bool) -> None:
    assert Tier("100亿元", 100, strict=strict).holds(100) is reached


def test_a_currency_without_a_floor_reaches_no_tier() -> None:
    assert tier_of(Size(1_000, in_usd=True), [Tier("10亿元以上", 10)]) is None
