"""Numbers as printed: their exact value and the step of their last digit."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain.figurecheck.reading.numerals import arabic, chinese, chinese_integer


def test_trailing_zero_keeps_its_promise() -> None:
    numeral = arabic("75.90")
    assert numeral is not None
    assert (numeral.value, numeral.step) == (Fraction("75.9"), Fraction(1, 100))


def test_thousands_are_one_number() -> None:
    numeral = arabic("2,486")
    assert numeral is not None
    assert (numeral.value, numeral.literal) == (Fraction(2486), "2486")


def test_more_digits_than_any_figure_has_are_no_number() -> None:
    assert arabic("1" * 16) is None


def test_ten_million_digits_neither_raise_nor_take_time() -> None:
    assert sys.get_int_max_str_digits() < 10**7
    assert arabic("9" * 10**7) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("二十八", 28),
        ("一百零五", 105),
        ("两千三百", 2300),
        ("二〇二三", 2023),
        ("三万五千", 35000),
        ("一亿二千万", 120_000_000),
    ],
)
def test_chinese_numbers_have_their_value(text: str, value: int) -> None:
    assert chinese_integer(text) == value


def test_chinese_number_with_a_point() -> None:
    numeral = chinese("七点五")
    assert numeral is not None
    assert numeral.value == Fraction("7.5")


def test_scale_without_a_digit_is_no_number() -> None:
    assert chinese_integer("亿") is None


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=4))
def test_arabic_number_keeps_its_value(digits: int, places: int) -> None:
    literal = f"{digits // 10**places}.{digits % 10**places:0{places}d}" if places else str(digits)
    numeral = arabic(literal)
    assert numeral is not None
    assert numeral.value == Fraction(digits, 10**places)
    assert numeral.decimals == places
