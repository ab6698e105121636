"""Intervals and judgement: what a printed number stands for, and what agrees with it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain.amounts import rounded
from niubizi.domain.figurecheck.intervals import Interval, Verdict, judge

fractions = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=1000)
places = st.integers(min_value=0, max_value=3)


@given(fractions, places)
def test_printed_number_stands_for_what_was_rounded_to_it(exact: Fraction, decimals: int) -> None:
    printed = Fraction(rounded(exact, decimals))
    assert Interval.of(printed, Fraction(1, 10**decimals)).holds(exact)


@given(fractions, fractions, places)
def test_sum_of_intervals_holds_the_sum(a: Fraction, b: Fraction, decimals: int) -> None:
    step = Fraction(1, 10**decimals)
    parts = [Interval.of(Fraction(rounded(x, decimals)), step) for x in (a, b)]
    assert (parts[0] + parts[1]).holds(a + b)
    assert (parts[0] - parts[1]).holds(a - b)
    assert (parts[0] * parts[1]).holds(a * b)


@given(fractions, st.fractions(min_value=1, max_value=1000, max_denominator=100))
def test_quotient_of_intervals_holds_the_quotient(a: Fraction, b: Fraction) -> None:
    step = Fraction(1, 10)
    part, whole = (Interval.of(Fraction(rounded(x, 1)), step) for x in (a, b))
    assert (part / whole).holds(a / b)


def test_division_by_what_may_be_nothing_raises() -> None:
    with pytest.raises(ZeroDivisionError):
        Interval.of(Fraction(1)) / Interval.of(Fraction(0), Fraction(1))


@given(fractions, places)
def test_rounding_half_up_holds(exact: Fraction, decimals: int) -> None:
    stated = Fraction(rounded(exact, decimals))
    assert judge(stated, decimals, exact, Interval.of(exact)) is Verdict.HOLDS


def test_dropped_digits_are_explained() -> None:
    exact = Fraction(97, 165) * 100
    assert judge(Fraction(58), 0, exact, Interval.of(exact)) is Verdict.EXPLAINED


def test_miss_within_the_interval_is_near() -> None:
    point, interval = Fraction("13.8667"), Interval(Fraction("13.8167"), Fraction("13.9167"))
    assert judge(Fraction("13.8"), 1, point, interval) is Verdict.NEAR


def test_miss_beyond_the_interval_fails() -> None:
    point = Fraction("13.8667")
    assert judge(Fraction("13.5"), 1, point, Interval.of(point, Fraction("0.1"))) is Verdict.FAILS
