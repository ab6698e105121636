"""Quantities: a number with its unit, its bound and its range, and nothing about its meaning.

约650亿元, 720多亿元, 1200亩以上, 10—15亿元, 两成, 三分之一, 第3, 1.8. Dates, codes and bare
digits never become quantities. What a quantity is to the sentence is for later stages to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from niubizi.domain.figurecheck.lexicon import Lexicon, Unit
from niubizi.domain.figurecheck.reading import spelled
from niubizi.domain.figurecheck.reading.numerals import Numeral, arabic
from niubizi.domain.figurecheck.reading.quantity import Quantity, bounded, is_countable, tail
from niubizi.domain.figurecheck.reading.tokens import Kind, Token

_BARE = Unit("", "", "ratio", Fraction(1))

_TO = r"(?:-|—{1,2}|–|―|~|～|至|到)"
_INDEXED = frozenset("为是达至到率数比")
_GOES_ON = frozenset("多余几个、，和及与-—–―~～至到万千百")


@lru_cache(maxsize=8)
def _range(units: str) -> re.Pattern[str]:
    number = r"[0-9]++(?:\.[0-9]++)?"
    return re.compile(rf"(?P<first>{units})?{_TO}(?P<last>{number})(?P<unit>{units})")


_SCALES = {"万": 10**4, "千": 10**3, "百": 100, None: 1}


def read(text: str, tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Quantity]:
    """The quantities of a clean text in order, without overlaps."""
    position = 0
    for token in tokens:
        reader = _READERS.get(token.kind)
        if reader is None or token.start < position:
            continue
        quantity = reader(text, token, lexicon)
        if quantity is not None:
            position = quantity.end
            yield quantity


def _arabic(text: str, token: Token, lexicon: Lexicon) -> Quantity | None:
    if not _is_measured(text, token, lexicon) or _continues_a_code(text, token.start):
        return None
    numeral = arabic(token.text)
    if numeral is None:
        return None
    if _is_negative(text, token.start):
        numeral = replace(numeral, value=-numeral.value)
    elif shared := _shared_unit(text, token, numeral, lexicon):
        return shared
    return _range_of(text, token, numeral, lexicon) or _measured(text, token, numeral, lexicon)


def _is_measured(text: str, token: Token, lexicon: Lexicon) -> bool:
    """A quick look behind the number: only what has a unit, or a point, can be a quantity."""
    follows = text[token.end : token.end + 1]
    return "." in token.text or follows in lexicon.unit_initials or follows in _GOES_ON


def _is_negative(text: str, start: int) -> bool:
    """增长-3.2%: a minus behind a word, not the dash of a range or a code."""
    return text[start - 1 : start] in {"-", "−"} and text[start - 2 : start - 1] in _SIGNED


_SIGNED = frozenset("长为和及、与，,至到是达降升")
_MORE = re.compile(r"个?(?:[、，和及与][0-9]++(?:\.[0-9]++)?个?){0,12}+")
_LAST = re.compile(r"(?<=[0-9])(?:个百分点|亿元|万元|亿美元|%)")


def _shared_unit(text: str, token: Token, numeral: Numeral, lexicon: Lexicon) -> Quantity | None:
    """4.2、10.3、6.6个百分点: the unit of a series printed once, at its end."""
    end = _MORE.match(text, token.end)
    if end is None or end.end() - token.end < 2:
        return None
    unit = _LAST.match(text, end.end() - text.endswith("个", 0, end.end()))
    if unit is None:
        return None
    printed = lexicon.units.get(unit.group())
    if printed is None or ("." not in token.text and printed.kind != "point"):
        return None
    return bounded(text, (token.start, token.end), numeral, printed, numeral.value * printed.factor)


def _continues_a_code(text: str, start: int) -> bool:
    return start > 1 and text[start - 1] in "-—.·" and text[start - 2] in "0123456789"


def _range_of(text: str, token: Token, numeral: Numeral, lexicon: Lexicon) -> Quantity | None:
    match = _range(lexicon.unit_pattern).match(text, token.end)
    if match is None:
        return None
    last, unit = arabic(match["last"]), lexicon.units[match["unit"]]
    low_unit = lexicon.units[match["first"]] if match["first"] else unit
    if last is None or not is_countable(text, match.end(), unit, lexicon):
        return None
    low, high = numeral.value * low_unit.factor, last.value * unit.factor
    if low > high:
        return None
    found = bounded(text, (token.start, match.end()), numeral, unit, low)
    return replace(found, upper=high, bound="range")


def _measured(text: str, token: Token, numeral: Numeral, lexicon: Lexicon) -> Quantity | None:
    match = tail(lexicon.unit_pattern).match(text, token.end)
    if match is None:
        return _index(text, token, numeral)
    unit = lexicon.units[match["unit"]]
    if not is_countable(text, match.end(), unit, lexicon):
        return None
    value = numeral.value * unit.factor * _SCALES[match["scale"]]
    found = bounded(text, (token.start, match.end()), numeral, unit, value)
    return replace(found, bound="gt") if match["odd"] or match["odder"] else found


def _index(text: str, token: Token, numeral: Numeral) -> Quantity | None:
    """A number without a unit: only one with a point, right behind 为, 是 or 达 (an index, a ratio)."""
    if "." in token.text and text[max(0, token.start - 1) : token.start] in _INDEXED:
        return bounded(text, (token.start, token.end), numeral, _BARE, numeral.value)
    return None


_READERS = {Kind.NUMBER: _arabic, **spelled.READERS}
