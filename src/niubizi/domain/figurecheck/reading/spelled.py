"""Quantities spelled in characters: 二十八个, 两成, 三分之一, 百分之七, 翻一番, 首位, 第3.

Small numbers in characters are often no figures; that is for later stages to say.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from niubizi.domain.figurecheck.lexicon import Lexicon, Unit
from niubizi.domain.figurecheck.reading.numerals import Numeral, arabic, chinese
from niubizi.domain.figurecheck.reading.quantity import (
    NOT_TENTH,
    Quantity,
    bounded,
    is_countable,
    tail,
)
from niubizi.domain.figurecheck.reading.tokens import Kind, Token

_PERCENT = Unit("%", "%", "percent", Fraction(1))
_RANK = Unit("位", "位", "rank", Fraction(1))
_YI = 10**8
_YUAN = ("元", "元人民币")

_RANK_ENDS = frozenset("位名、，,。；;：:)”\n和及与“ ")
_TENTH = re.compile(r"成(?P<more>[一二三四五六七八九半])?")
_GROWN = {"翻番": "100", "翻一番": "100", "翻两番": "300", "翻二番": "300", "翻三番": "700"}


def _chinese(text: str, token: Token, lexicon: Lexicon) -> Quantity | None:
    """A number in characters, with a unit behind it: 二十八个, 两成, 三十亿元."""
    if tenths := _tenths(text, token):
        return tenths
    if text.startswith(_YUAN, token.end) and token.text.endswith(("万", "亿")):
        return _sum_of_money(text, token, lexicon)
    numeral = chinese(token.text)
    match = tail(lexicon.unit_pattern).match(text, token.end)
    if numeral is None or match is None:
        return None
    unit = lexicon.units[match["unit"]]
    if unit.kind == "physical" and len(match["unit"]) == 1:
        return None  # 八升二降
    if not is_countable(text, match.end(), unit, lexicon):
        return None
    span = token.start, match.end()
    found = bounded(text, span, numeral, unit, numeral.value * unit.factor)
    return replace(found, chinese=True)


def _sum_of_money(text: str, token: Token, lexicon: Lexicon) -> Quantity | None:
    """三十亿元, 一亿二千万元: the scale belongs to the number, and the whole is in yuan."""
    yuan = chinese(token.text)
    if yuan is None:
        return None
    amount = Numeral(yuan.value / _YI, Fraction(0), f"{float(yuan.value / _YI):g}")
    span = token.start, token.end + len("元")
    return replace(bounded(text, span, amount, lexicon.units["亿元"], amount.value), chinese=True)


def _tenths(text: str, token: Token) -> Quantity | None:
    """两成, 一成一 (11 %), 三成半."""
    match, numeral = _TENTH.match(text, token.end), chinese(token.text)
    if match is None or numeral is None or numeral.value >= 10:
        return None
    if text[match.end() : match.end() + 1] in NOT_TENTH:
        return None
    more = chinese(match["more"].replace("半", "五")) if match["more"] else None
    percent = numeral.value * 10 + (more.value if more else 0)
    whole = Numeral(percent, Fraction(0), str(percent))
    return replace(
        bounded(text, (token.start, match.end()), whole, _PERCENT, percent), chinese=True
    )


def _fraction(text: str, token: Token, _lexicon: Lexicon) -> Quantity | None:
    """百分之七十五点九, 三分之一."""
    if token.text.startswith("百分之"):
        digits = token.text.removeprefix("百分之")
        numeral = arabic(digits) if digits.isascii() else chinese(digits)
        if numeral is None:
            return None
        return bounded(text, (token.start, token.end), numeral, _PERCENT, numeral.value)
    whole, part = (chinese(digits) for digits in token.text.split("分之"))
    if whole is None or part is None:
        return None
    permille = round(part.value / whole.value * 1000)
    numeral = Numeral(Fraction(permille, 10), Fraction(0), f"{permille // 10}.{permille % 10}")
    found = bounded(text, (token.start, token.end), numeral, _PERCENT, numeral.value)
    return replace(found, bound="approx" if found.bound == "eq" else found.bound, chinese=True)


def _phrase(text: str, token: Token, _lexicon: Lexicon) -> Quantity | None:
    """双过半, 翻一番, and 首位 as a rank."""
    exact = Fraction(0)
    if token.text in _GROWN:
        literal = _GROWN[token.text]
        grown = Numeral(Fraction(literal), exact, literal)
        return replace(
            bounded(text, (token.start, token.end), grown, _PERCENT, grown.value), chinese=True
        )
    first = Numeral(Fraction(1), exact, "1")
    if token.text in {"首位", "榜首"}:
        return replace(
            bounded(text, (token.start, token.end), first, _RANK, first.value), chinese=True
        )
    half = Numeral(Fraction(50), exact, "50")
    found = bounded(text, (token.start, token.end), half, _PERCENT, half.value)
    return replace(found, bound="ge", chinese=True)


def _ordinal(text: str, token: Token, _lexicon: Lexicon) -> Quantity | None:
    """第3, 第三位: a rank if nothing but the end of the phrase follows; 第三次 is none."""
    digits = token.text[1:]
    numeral = arabic(digits) if digits.isascii() else chinese(digits)
    if numeral is None or (token.end < len(text) and text[token.end] not in _RANK_ENDS):
        return None
    end = token.end + text.startswith(("位", "名"), token.end)
    exact = Numeral(numeral.value, Fraction(0), numeral.literal)
    return bounded(text, (token.start, end), exact, _RANK, numeral.value)


READERS = {
    Kind.CHINESE: _chinese,
    Kind.FRACTION: _fraction,
    Kind.PHRASE: _phrase,
    Kind.ORDINAL: _ordinal,
}
