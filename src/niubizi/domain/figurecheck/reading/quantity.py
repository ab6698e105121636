"""What a quantity is: a number of a unit, its bound, and what is common to reading all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from niubizi.domain.figurecheck.lexicon import Lexicon, Unit
from niubizi.domain.figurecheck.reading.numerals import Numeral

_BEFORE = re.compile(
    r"(?:(?P<le>不超过|未超过|不高于|不多于|控制在|最多|最高)|(?P<ge>不低于|不少于|至少|最低|不小于)"
    r"|(?P<gt>超过了?|突破了?|超出|逾|超|多于|高于|跨过|迈上)|(?P<lt>将近|接近|近|不足|不到|低于|少于|小于)"
    r"|(?P<approx>大约|(?<![履签合契节集预违条解赴邀制])约|大概))$"
)
_AFTER = re.compile(
    r"(?:\(含\))?(?:(?P<ge>以上|及以上)|(?P<le>以下|以内|之内|及以下)|(?P<approx>左右|上下))"
)
NOT_TENTH = frozenset("立为员果绩效本功熟交品长就了都份套型片堆群")
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
_OF_LEVEL = ("省市重", "省市级", "省市两", "省市列", "省市属")  # 215个省市重点项目 counts projects
_SPEECH = ("意见", "要求", "建议", "看法", "希望", "体会", "说明", "打算", "感受", "认识")


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


@lru_cache(maxsize=8)
def tail(units: str) -> re.Pattern[str]:
    """What stands behind a number: an odd amount (多, 余), a scale, the unit."""
    return re.compile(
        rf"(?P<odd>[多余几])?(?P<scale>[万千百](?=[多余]))?(?P<odder>[多余])?(?P<unit>{units})"
    )


def is_countable(text: str, end: int, unit: Unit, lexicon: Lexicon) -> bool:
    """Whether the number measures something, rather than naming places, minutes or a person's share."""
    if unit.kind == "count":
        return not text.startswith(lexicon.uncounted, end) or text.startswith(_OF_LEVEL, end)
    if unit.kind == "tenth":
        return text[end : end + 1] not in NOT_TENTH
    if unit.kind == "score":
        return not text.startswith(_NOT_SCORE, end)
    if unit.kind == "speech":
        return text.startswith(_SPEECH, end)
    return True


def bounded(
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
