"""Amounts as they are typed and pasted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain.errors import DomainError
from niubizi.doors.amounts import fen_given
from niubizi.doors.sentences import sentence

WAN = 1_000_000


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("7000", 7_000 * WAN),
        ("1,696,000", 1_696_000 * WAN),
        ("１２．５", 12_500_000),
        (" 12.5万元 ", 12_500_000),
        ("0.000001", 1),
        ("\u22123", -3 * WAN),
        ("", None),
        ("  ", None),
        ("—", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, fen: int | None) -> None:
    assert fen_given(text) == fen


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("约5", "“约5”不是金额"),
        ("1,69", "“1,69”不是金额"),
        ("1e5", "“1e5”不是金额"),
        ("NaN", "“NaN”不是金额"),
        ("12.5亿元", "“12.5亿元”不是金额"),
        ("0.0000001", "精确到了1分以下"),
        ("9999999999999", "过大"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(DomainError) as refusal:
        fen_given(text)
    assert words in sentence(refusal.value)


@given(st.integers(min_value=0, max_value=10**17))
def test_an_amount_as_shown_is_read_back(fen: int) -> None:
    assert fen_given(f"{Decimal(fen) / WAN:,f}") == fen
