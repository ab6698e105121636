"""The lexicon is data: an office adds words, and the check reads them."""

from __future__ import annotations

import tomllib

import pytest

from niubizi.domain.figurecheck import Lexicon, check

OFFICE = """
[[indicators]]
name = "盘活存量"
slot = "revived"
words = ["盘活存量资产", "盘活存量"]

[[states]]
name = "摘牌项目数"
slot = "auctioned"
words = ["摘牌"]

[[units]]
kind = "area"
same = ["垧"]

[phrases]
codes = ["九大攻坚"]
"""


def test_office_adds_an_indicator() -> None:
    lexicon = Lexicon.default().merged(Lexicon.from_toml(OFFICE))
    (claim,) = check("全县盘活存量资产3.2亿元。", lexicon=lexicon).claims
    assert claim.indicator == "盘活存量"


def test_office_adds_a_state_and_a_unit() -> None:
    lexicon = Lexicon.default().merged(Lexicon.from_toml(OFFICE))
    found = check("已摘牌12个，供地300垧。", lexicon=lexicon).claims
    assert [(c.indicator, c.unit) for c in found] == [("摘牌项目数", "个"), ("面积", "垧")]


def test_default_is_not_changed_by_an_office() -> None:
    Lexicon.default().merged(Lexicon.from_toml(OFFICE))
    assert "盘活存量" not in Lexicon.default().indicators


def test_every_word_of_the_default_is_found_in_a_text() -> None:
    lexicon = Lexicon.default()
    assert len(lexicon.parts) > 500
    assert all(lexicon.parts.values())


def test_broken_file_of_an_office_is_refused() -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        Lexicon.from_toml("[[indicators]\n")
