"""Ranks: 1, 2, 2, 4, by unrounded figures."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain.amounts import percent_text
from niubizi.domain.ranking import competition_ranks, decimals_telling_apart, next_above

FIGURES = st.dictionaries(st.integers(0, 30), st.none() | st.fractions(0, 2, max_denominator=20))


def percent(text: str) -> Fraction:
    return Fraction(text) / 100


def test_equal_figures_share_a_rank_and_the_next_is_skipped() -> None:
    figures = {"甲": percent("90"), "乙": percent("80"), "丙": percent("80"), "丁": percent("70")}
    assert competition_ranks(figures) == {"甲": 1, "乙": 2, "丙": 2, "丁": 4}


def test_an_indicator_may_count_the_other_way() -> None:
    assert competition_ranks({"甲": percent("90"), "乙": percent("80")}, descending=False) == {
        "乙": 1,
        "甲": 2,
    }


def test_without_a_figure_there_is_no_rank() -> None:
    assert competition_ranks({"甲": None, "乙": percent("80")}) == {"乙": 1}


@given(FIGURES)
def test_a_rank_counts_who_is_strictly_better(figures: dict[int, Fraction | None]) -> None:
    known = {key: value for key, value in figures.items() if value is not None}
    expected = {
        key: 1 + sum(other > value for other in known.values()) for key, value in known.items()
    }
    assert competition_ranks(figures) == expected


def test_figures_that_tie_only_on_screen_get_another_decimal() -> None:
    figures = {"甲": percent("81.24"), "乙": percent("81.16"), "丙": percent("70")}
    decimals = decimals_telling_apart({key: value * 100 for key, value in figures.items()})
    shown = [percent_text(value, decimals) for value in figures.values()]
    assert shown == ["81.24%", "81.16%", "70.00%"]


def test_figures_that_tie_in_fact_stay_at_one_decimal() -> None:
    assert decimals_telling_apart({"甲": Fraction(80), "乙": Fraction(80), "丙": None}) == 1


def test_telling_apart_gives_up_at_the_limit() -> None:
    figures = {"甲": Fraction(1, 10**9), "乙": Fraction(2, 10**9)}
    assert decimals_telling_apart(figures, at_most=4) == 4


def test_the_next_above_is_the_nearest_better_one() -> None:
    figures = {"甲": percent("90"), "乙": percent("85"), "丙": percent("80"), "丁": percent("80")}
    assert next_above(figures, "丁") == "乙"


def test_nobody_stands_above_the_first_nor_above_one_without_a_figure() -> None:
    figures = {"甲": percent("90"), "乙": None}
    assert (next_above(figures, "甲"), next_above(figures, "乙")) == (None, None)
