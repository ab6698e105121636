"""Money and rates: kept exactly, rounded once, written as an office writes."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain.amounts import (
    Rounding,
    fen_of_wan,
    lead_sentence,
    number_text,
    parts_miss,
    percent_text,
    points_text,
    rounded,
    rounded_words,
    wan_of_fen,
    wan_text,
    yi_text,
)

ANY_FEN = st.integers(1 - 10**18, 10**18 - 1)
ANY_RATE = st.fractions(-1000, 1000, max_denominator=10**9)


@given(ANY_FEN)
def test_an_amount_survives_the_way_to_wan_and_back(fen: int) -> None:
    assert fen_of_wan(wan_of_fen(fen)) == fen


@given(ANY_FEN)
def test_the_text_of_an_amount_reads_back_as_the_amount(fen: int) -> None:
    assert fen_of_wan(wan_text(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (1_696_000_000_000, "1696000"),
        (2_234_519_000_000, "2234519"),
        (1_500_000, "1.5"),
        (1, "0.000001"),
        (0, "0"),
        (-2_500_000, "-2.5"),
    ],
)
def test_json_and_workbooks_carry_plain_wan(fen: int, text: str) -> None:
    assert wan_text(fen) == text


@pytest.mark.parametrize("text", ["0.0000001", "1e-1000000", "12345678901.1234567"])
def test_an_amount_finer_than_a_fen_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="finer than 1 分"):
        fen_of_wan(text)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e12", "1e999999"])
def test_an_amount_that_no_table_holds_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="can't be kept"):
        fen_of_wan(text)


def test_the_largest_amount_fits_a_bigint() -> None:
    assert fen_of_wan("999999999999.999999") < 2**63


@given(ANY_RATE, st.integers(0, 4), st.sampled_from(Rounding))
def test_a_rate_is_rounded_once_and_from_its_exact_value(
    rate: Fraction, decimals: int, rounding: Rounding
) -> None:
    wide = (Decimal(rate.numerator) / rate.denominator).quantize(Decimal(1).scaleb(-20))
    exact = Fraction(wide)
    expected = wide.quantize(Decimal(1).scaleb(-decimals), rounding=rounding.mode)
    assert rounded(exact, decimals, rounding) == expected


@pytest.mark.parametrize(
    ("rounding", "mode"), [(Rounding.HALF_UP, ROUND_HALF_UP), (Rounding.TRUNCATE, ROUND_DOWN)]
)
def test_offices_round_half_up_or_cut(rounding: Rounding, mode: str) -> None:
    assert rounding.mode == mode


@pytest.mark.parametrize(
    ("value", "rounding", "expected"),
    [
        (Fraction(135, 10), Rounding.HALF_UP, "14"),
        (Fraction(-135, 10), Rounding.HALF_UP, "-14"),
        (Fraction(139, 10), Rounding.TRUNCATE, "13"),
        (Fraction(-139, 10), Rounding.TRUNCATE, "-13"),
        (Fraction(-1, 10), Rounding.HALF_UP, "0"),
    ],
)
def test_rounding_works_on_the_magnitude_and_never_gives_minus_zero(
    value: Fraction, rounding: Rounding, expected: str
) -> None:
    assert str(rounded(value, 0, rounding)) == expected


@pytest.mark.parametrize(
    ("wan", "text"), [("1696000", "169.6"), ("5839000", "583.9"), ("499", "0.0"), ("500", "0.1")]
)
def test_readers_see_yi_with_one_decimal(wan: str, text: str) -> None:
    assert yi_text(fen_of_wan(wan)) == text


def test_an_indicator_may_show_more_decimals() -> None:
    assert yi_text(fen_of_wan("1095400"), 2) == "109.54"


def test_thousands_are_grouped_in_tables() -> None:
    assert number_text(2_234_519, 0, grouped=True) == "2,234,519"


def test_a_minus_is_a_minus_sign_and_no_hyphen() -> None:
    assert number_text(Fraction(-32, 10)) == "−3.2"


def test_a_change_is_signed_and_zero_is_not() -> None:
    values = (Fraction(176, 10), Fraction(-32, 10), Fraction(0))
    assert [points_text(value) for value in values] == ["+17.6", "−3.2", "0.0"]


@pytest.mark.parametrize("write", [yi_text, percent_text, points_text, lead_sentence])
def test_what_is_not_available_is_a_dash_and_never_nought(write: object) -> None:
    assert callable(write)
    assert write(None) == "—"


@pytest.mark.parametrize(
    ("rate", "decimals", "text"),
    [
        (Fraction(20, 34), 2, "58.82%"),
        (Fraction(13, 6), 0, "217%"),
        (Fraction(1_696_000, 2_234_519), 1, "75.9%"),
    ],
)
def test_published_percentages(rate: Fraction, decimals: int, text: str) -> None:
    assert percent_text(rate, decimals) == text


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        (Fraction(1757, 100), "高于序时17.6个百分点"),
        (Fraction(-32, 10), "低于序时3.2个百分点"),
        (Fraction(4, 100), "与序时持平"),
        (Fraction(-4, 100), "与序时持平"),
        (Fraction(5, 100), "高于序时0.1个百分点"),
    ],
)
def test_a_lead_is_said_as_an_office_says_it(points: Fraction, sentence: str) -> None:
    assert lead_sentence(points) == sentence


def test_a_lead_that_is_cut_to_nought_is_level() -> None:
    assert lead_sentence(Fraction(9, 100), rounding=Rounding.TRUNCATE) == "与序时持平"


def test_differences_come_from_unrounded_figures() -> None:
    """97.2 % against 83.3 % is 13.8 points and not 13.9."""
    this, last = Fraction(9715, 10_000), Fraction(8334, 10_000)
    shown = (percent_text(this), percent_text(last), points_text((this - last) * 100))
    assert shown == ("97.2%", "83.3%", "+13.8")


def test_rounded_parts_that_miss_their_total_are_noticed() -> None:
    """33.3 + 33.3 + 33.3 are 99.9 and not 100.0; halves that round up overshoot."""
    third = Fraction(100, 3)
    assert parts_miss([third, third, third], 100)
    assert not parts_miss([Fraction(1, 4), Fraction(3, 4)], 1, decimals=2)
    assert parts_miss([Fraction(7, 20), Fraction(7, 20)], Fraction(7, 10))
    assert not parts_miss([Fraction(1, 5), Fraction(1, 2)], Fraction(7, 10))
    assert rounded_words(Rounding.TRUNCATE).startswith("因舍去尾数")
