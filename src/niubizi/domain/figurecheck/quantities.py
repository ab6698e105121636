"""Quantities: a number with its unit, its bound and its range, and nothing about its meaning.

约650亿元, 720多亿元, 1200亩以上, 10—15亿元, 两成, 三分之一, 第3, 1.8. Dates, codes and bare
digits never become quantities. What a quantity is to the sentence is for later stages to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from niubizi.domain.figurecheck.lexicon import Lexicon, Unit
from niubizi.domain.figurecheck.numerals import Numeral, arabic, chinese
from niubizi.domain.figurecheck.tokens import Kind, Token


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a unit as printed.

    ``start``..``end`` is the span in the clean text with its bound words, ``core`` where the
    number itself begins. ``value`` and ``step`` are in ``unit`` (money: 亿元); ``upper`` is the
    other end of a range. ``bound`` is one of eq, gt, ge, lt, le, approx, range. ``suffixed``:
    the bound stands behind (以上), as in a condition of size.
    """

    start: int
    core: int
    end: int
    value: Fraction
    step: Fraction
    literal: str
    unit: str
    kind: str
    factor: Fraction = Fraction(1)
    upper: Fraction | None = None
    bound: str = "eq"
    chinese: bool = False
    suffixed: bool = False

    @property
    def is_exact_count(self) -> bool:
        """A count is exact; every other printed number stands for an interval."""
        return self.kind == "count" and self.bound == "eq" and "." not in self.literal

    @property
    def operand(self) -> str:
        """The number as relations quote it: ``75.9``, ``#28``."""
        return f"#{self.literal}" if self.is_exact_count else self.literal

    @property
    def decimals(self) -> int:
        """Printed places behind the point."""
        return len(self.literal.partition(".")[2])


_PERCENT = Unit("%", "%", "percent", Fraction(1))
_BARE = Unit("", "", "ratio", Fraction(1))
_RANK = Unit("位", "位", "rank", Fraction(1))
_YI = 10**8
_YUAN = ("元", "元人民币")

_BEFORE = re.compile(
    r"(?:(?P<le>不超过|未超过|不高于|不多于|控制在|最多|最高)|(?P<ge>不低于|不少于|至少|最低|不小于)"
    r"|(?P<gt>超过了?|突破了?|超出|逾|超|多于|高于|跨过|迈上)|(?P<lt>将近|接近|近|不足|不到|低于|少于|小于)"
    r"|(?P<approx>大约|约|大概))$"
)
_AFTER = re.compile(
    r"(?:\(含\))?(?:(?P<ge>以上|及以上)|(?P<le>以下|以内|之内|及以下)|(?P<approx>左右|上下))"
)
_TO = r"(?:-|—{1,2}|–|―|~|～|至|到)"
_NOT_TENTH = frozenset("立为员果绩效本功熟交品长就了都份套型片堆群")
_NOT_SCORE = (
    "钟",
    "之",
    "别",
    "享",
    "期",
    "类",
    "析",
    "公司",
    "布",
    "局",
    "院",
    "管",
    "为",
    "会",
    "行",
)
_INDEXED = frozenset("为是达至到率数比")
_SPEECH = ("意见", "要求", "建议", "看法", "希望", "体会", "说明", "打算", "感受", "认识")
_GOES_ON = frozenset("多余几个、，和及与-—–―~～至到万千百")
_RANK_ENDS = frozenset("位名、，,。；;：:)”\n和及与“ ")


@lru_cache(maxsize=8)
def _tail(units: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<odd>[多余几])?(?P<scale>[万千百](?=[多余]))?(?P<odder>[多余])?(?P<unit>{units})"
    )


@lru_cache(maxsize=8)
def _range(units: str) -> re.Pattern[str]:
    number = r"[0-9]++(?:\.[0-9]++)?"
    return re.compile(rf"(?P<first>{units})?{_TO}(?P<last>{number})(?P<unit>{units})")


_SCALES = {"万": 10**4, "千": 10**3, "百": 100, None: 1}
_TENTH = re.compile(r"成(?P<more>[一二三四五六七八九半])?")
_GROWN = {"翻番": "100", "翻一番": "100", "翻两番": "300", "翻二番": "300", "翻三番": "700"}


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
    return _bounded(
        text, (token.start, token.end), numeral, printed, numeral.value * printed.factor
    )


def _continues_a_code(text: str, start: int) -> bool:
    return start > 1 and text[start - 1] in "-—.·" and text[start - 2] in "0123456789"


def _range_of(text: str, token: Token, numeral: Numeral, lexicon: Lexicon) -> Quantity | None:
    match = _range(lexicon.unit_pattern).match(text, token.end)
    if match is None:
        return None
    last, unit = arabic(match["last"]), lexicon.units[match["unit"]]
    low_unit = lexicon.units[match["first"]] if match["first"] else unit
    if last is None or not _countable(text, match.end(), unit, lexicon):
        return None
    low, high = numeral.value * low_unit.factor, last.value * unit.factor
    if low > high:
        return None
    found = _bounded(text, (token.start, match.end()), numeral, unit, low)
    return replace(found, upper=high, bound="range")


def _measured(text: str, token: Token, numeral: Numeral, lexicon: Lexicon) -> Quantity | None:
    match = _tail(lexicon.unit_pattern).match(text, token.end)
    if match is None:
        return _index(text, token, numeral)
    unit = lexicon.units[match["unit"]]
    if not _countable(text, match.end(), unit, lexicon):
        return None
    value = numeral.value * unit.factor * _SCALES[match["scale"]]
    found = _bounded(text, (token.start, match.end()), numeral, unit, value)
    return replace(found, bound="gt") if match["odd"] or match["odder"] else found


def _countable(text: str, end: int, unit: Unit, lexicon: Lexicon) -> bool:
    """Whether the number measures something, rather than naming places, minutes or a person's share."""
    if unit.kind == "count":
        return not text.startswith(lexicon.uncounted, end)
    if unit.kind == "tenth":
        return text[end : end + 1] not in _NOT_TENTH
    if unit.kind == "score":
        return not text.startswith(_NOT_SCORE, end)
    if unit.kind == "speech":
        return text.startswith(_SPEECH, end)
    return True


def _index(text: str, token: Token, numeral: Numeral) -> Quantity | None:
    """A number without a unit: only one with a point, right behind 为, 是 or 达 (an index, a ratio)."""
    if "." in token.text and text[max(0, token.start - 1) : token.start] in _INDEXED:
        return _bounded(text, (token.start, token.end), numeral, _BARE, numeral.value)
    return None


def _bounded(
    text: str, span: tuple[int, int], numeral: Numeral, unit: Unit, value: Fraction
) -> Quantity:
    """The quantity with the words of bound in front of it and behind it."""
    (start, end), bound = span, "eq"
    begin = start
    if before := _BEFORE.search(text, max(0, start - 4), start):
        bound, begin = str(before.lastgroup), before.start()
    if after := _AFTER.match(text, end):
        bound, end = str(after.lastgroup), after.end()
    if unit.kind == "money" and text.endswith("每亩", 0, begin):
        unit, value = Unit(unit.printed, f"{unit.printed}/亩", "ratio", Fraction(1)), numeral.value
    if value < 0:
        begin = start = start - 1
    return Quantity(
        start=begin,
        core=start,
        end=end,
        value=value,
        step=numeral.step * (value / numeral.value if numeral.value else unit.factor),
        literal=numeral.literal,
        unit=unit.name,
        kind="percent" if unit.kind == "tenth" else unit.kind,
        factor=unit.factor,
        bound=bound,
        suffixed=after is not None,
    )


def _chinese(text: str, token: Token, lexicon: Lexicon) -> Quantity | None:
    """A number in characters, with a unit behind it: 二十八个, 两成, 三十亿元."""
    if tenths := _tenths(text, token):
        return tenths
    if text.startswith(_YUAN, token.end) and token.text.endswith(("万", "亿")):
        return _sum_of_money(text, token, lexicon)
    numeral = chinese(token.text)
    match = _tail(lexicon.unit_pattern).match(text, token.end)
    if numeral is None or match is None:
        return None
    unit = lexicon.units[match["unit"]]
    if not _countable(text, match.end(), unit, lexicon):
        return None
    span = token.start, match.end()
    found = _bounded(text, span, numeral, unit, numeral.value * unit.factor)
    return replace(found, chinese=True)


def _sum_of_money(text: str, token: Token, lexicon: Lexicon) -> Quantity | None:
    """三十亿元, 一亿二千万元: the scale belongs to the number, and the whole is in yuan."""
    yuan = chinese(token.text)
    if yuan is None:
        return None
    amount = Numeral(yuan.value / _YI, Fraction(0), f"{float(yuan.value / _YI):g}")
    span = token.start, token.end + len("元")
    return replace(_bounded(text, span, amount, lexicon.units["亿元"], amount.value), chinese=True)


def _tenths(text: str, token: Token) -> Quantity | None:
    """两成, 一成一 (11 %), 三成半."""
    match, numeral = _TENTH.match(text, token.end), chinese(token.text)
    if match is None or numeral is None or numeral.value >= 10:
        return None
    if text[match.end() : match.end() + 1] in _NOT_TENTH:
        return None
    more = chinese(match["more"].replace("半", "五")) if match["more"] else None
    percent = numeral.value * 10 + (more.value if more else 0)
    whole = Numeral(percent, Fraction(0), str(percent))
    return replace(
        _bounded(text, (token.start, match.end()), whole, _PERCENT, percent), chinese=True
    )


def _fraction(text: str, token: Token, _lexicon: Lexicon) -> Quantity | None:
    """百分之七十五点九, 三分之一."""
    if token.text.startswith("百分之"):
        digits = token.text.removeprefix("百分之")
        numeral = arabic(digits) if digits.isascii() else chinese(digits)
        if numeral is None:
            return None
        return _bounded(text, (token.start, token.end), numeral, _PERCENT, numeral.value)
    whole, part = (chinese(digits) for digits in token.text.split("分之"))
    if whole is None or part is None:
        return None
    permille = round(part.value / whole.value * 1000)
    numeral = Numeral(Fraction(permille, 10), Fraction(0), f"{permille // 10}.{permille % 10}")
    found = _bounded(text, (token.start, token.end), numeral, _PERCENT, numeral.value)
    return replace(found, bound="approx" if found.bound == "eq" else found.bound, chinese=True)


def _phrase(text: str, token: Token, _lexicon: Lexicon) -> Quantity | None:
    """双过半, 翻一番, and 首位 as a rank."""
    exact = Fraction(0)
    if token.text in _GROWN:
        literal = _GROWN[token.text]
        grown = Numeral(Fraction(literal), exact, literal)
        return replace(
            _bounded(text, (token.start, token.end), grown, _PERCENT, grown.value), chinese=True
        )
    first = Numeral(Fraction(1), exact, "1")
    if token.text in {"首位", "榜首"}:
        return replace(
            _bounded(text, (token.start, token.end), first, _RANK, first.value), chinese=True
        )
    half = Numeral(Fraction(50), exact, "50")
    found = _bounded(text, (token.start, token.end), half, _PERCENT, half.value)
    return replace(found, bound="ge", chinese=True)


def _ordinal(text: str, token: Token, _lexicon: Lexicon) -> Quantity | None:
    """第3, 第三位: a rank if nothing but the end of the phrase follows; 第三次 is none."""
    digits = token.text[1:]
    numeral = arabic(digits) if digits.isascii() else chinese(digits)
    if numeral is None or (token.end < len(text) and text[token.end] not in _RANK_ENDS):
        return None
    end = token.end + text.startswith(("位", "名"), token.end)
    exact = Numeral(numeral.value, Fraction(0), numeral.literal)
    return _bounded(text, (token.start, end), exact, _RANK, numeral.value)


_READERS = {
    Kind.NUMBER: _arabic,
    Kind.CHINESE: _chinese,
    Kind.FRACTION: _fraction,
    Kind.PHRASE: _phrase,
    Kind.ORDINAL: _ordinal,
}
