"""Blank units, breakthroughs, shares and waits: the published figures."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from niubizi.domain.amounts import percent_text
from niubizi.domain.promotion import (
    Counts,
    Waits,
    blank_units,
    breakthroughs,
    contribution_share,
    signing_to_start,
)

DONE = Counts(trips=1)


def test_eighty_nine_blank_units_become_sixty_five_by_twenty_four_breakthroughs() -> None:
    before = {unit: Counts() if unit < 89 else DONE for unit in range(118)}
    now = {unit: Counts() if unit < 65 else DONE for unit in range(118)}
    assert (len(blank_units(before)), len(blank_units(now))) == (89, 65)
    assert len(breakthroughs(before, now)) == 24


def test_any_of_the_three_counts_ends_a_blank() -> None:
    assert Counts().is_blank
    assert not any(each.is_blank for each in (DONE, Counts(talks=1), Counts(signed=1)))


def test_a_unit_that_is_new_breaks_through_nothing() -> None:
    assert breakthroughs({"旧": Counts()}, {"新": DONE}) == frozenset()


def test_a_share_of_an_increment_needs_an_increment() -> None:
    assert percent_text(contribution_share(Fraction(12), 40)) == "30.0%"
    assert contribution_share(3, 0) is None


def test_waits_are_days_that_occurred() -> None:
    signed = date(2022, 1, 1)
    pairs = [(signed, signed + timedelta(days=10 * number)) for number in range(1, 11)]
    assert signing_to_start(pairs) == Waits(median=60, ninetieth=90)
    assert signing_to_start([]) is None
