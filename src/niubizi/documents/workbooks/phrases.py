"""What titles and column heads say of unit, year and month: 单位:万元, 2021 年度, 1-7月, 截至7月底."""

from __future__ import annotations

import re
from dataclasses import dataclass

from niubizi.documents.workbooks.cells import UNITS, squeezed

_CHINESE_DIGITS = "〇零一二三四五六七八九"
_CHINESE_YEAR = re.compile("[二][〇零○OoＯ0][一二三四五六七八九〇零○O]{2}年")
_CHINESE_MONTH = re.compile(
    "(十[一二]?|[一二三四五六七八九])(?=月|[-~至到—](?:十[一二]?|[一二三四五六七八九])月)"
)

_UNIT_WORD = "万亿元|千万元|百万元|亿元|万元|千元|元"
_BRACKETED_UNIT = re.compile(
    rf"[(\[【<](?:[^()\[\]]*?[:,、])?(?:人民币)?({_UNIT_WORD})(?:[,、/][^()\[\]]*)?[)\]】>]"
)
_TRAILING_UNIT = re.compile(rf"[:,/]?(?:单位[:]?)?({_UNIT_WORD})$")
_UNIT_LINE = re.compile(rf"(?:单位|金额)[:]?(?:人民币)?[^:]{{0,6}}?({_UNIT_WORD})")

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?:年|(?=重大|重点|省|市|项目|[-.]\d{1,2}(?!\d)))")
_FROM_JANUARY = re.compile(r"(?<!\d)1月?份?[-~至到]+(?:20\d{2}年)?(\d{1,2})月份?")
_RANGE = re.compile(r"(?<!\d)1-(\d{1,2})月")
_UP_TO = re.compile(r"(?:截至|截止|截止到|至|到)(?:20\d{2}年)?(\d{1,2})月")
_ONE_MONTH = re.compile(r"(?<![\d-])(\d{1,2})月")
_PARTS = (
    (re.compile(r"(?<!\d)前(\d{1,2})个?月"), r"1-\1月"),
    (re.compile("上半年"), "1-6月"),
    (re.compile("前[三3]个?季度|[一1]至[三3]季度|[一1]-[三3]季度"), "1-9月"),
    (re.compile("第?[一1]季度"), "1-3月"),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A month that a phrase names; ``cumulative`` where it means January to that month."""

    month: int
    cumulative: bool


def head(words: str) -> str:
    """A head or title in the one form that patterns are written for: no blanks, half width,
    Arabic years and months, stretches since January as 1-7月, no marks of obligation."""
    plain = squeezed(words).replace("*", "").replace("★", "").replace("※", "")
    plain = _CHINESE_YEAR.sub(lambda found: _year_digits(found[0]), plain)
    plain = _CHINESE_MONTH.sub(lambda found: str(_month_number(found[1])), plain)
    for pattern, months in _PARTS:
        plain = pattern.sub(months, plain)
    return _FROM_JANUARY.sub(r"1-\1月", plain)


def _year_digits(words: str) -> str:
    digits = words[:-1].replace("○", "〇").replace("O", "〇").replace("o", "〇").replace("0", "〇")
    return "".join(str(max(0, _CHINESE_DIGITS.index(d) - 1)) for d in digits) + "年"


def _month_number(words: str) -> int:
    if words.startswith("十"):
        return 10 + (_CHINESE_DIGITS.index(words[1]) - 1 if len(words) > 1 else 0)
    return _CHINESE_DIGITS.index(words) - 1


def split_unit(words: str) -> tuple[str, str | None]:
    """A head without its unit, and the unit: ``("总投资", "亿元")`` of 总投资(亿元)."""
    if found := _BRACKETED_UNIT.search(words):
        return words[: found.start()] + words[found.end() :], found[1]
    if found := _TRAILING_UNIT.search(words):
        return words[: found.start()], found[1]
    return words, None


def is_only_unit(words: str) -> bool:
    """Whether a head says a unit and nothing else: (亿元), 万元."""
    return not split_unit(words)[0]


def unit_of_line(words: str) -> str | None:
    """The unit that a line above the table states: 单位:万元, or a title's (万元)."""
    plain = head(words)
    found = _UNIT_LINE.search(plain) or _BRACKETED_UNIT.search(plain)
    return found[1] if found else None


def is_unit(words: str) -> bool:
    return words in UNITS


def year_in(words: str) -> int | None:
    """The first year a head or title names."""
    found = _YEAR.search(words)
    return int(found[1]) if found else None


def years_in(words: str) -> list[int]:
    return [int(year) for year in re.findall(r"(?<!\d)(20\d{2})年?", words)]


def stretch_in(words: str) -> Stretch | None:
    """The month that a head or title speaks of."""
    for pattern in (_RANGE, _UP_TO):
        if found := pattern.search(words):
            return _stretch(int(found[1]), cumulative=True)
    if found := _ONE_MONTH.search(words):
        return _stretch(int(found[1]), cumulative=False)
    return None


def is_range(words: str) -> bool:
    """Whether a head speaks of a stretch from January on and not of one month."""
    stretch = stretch_in(words)
    return bool(stretch and stretch.cumulative)


def _stretch(month: int, *, cumulative: bool) -> Stretch | None:
    return Stretch(month, cumulative) if 1 <= month <= 12 else None
