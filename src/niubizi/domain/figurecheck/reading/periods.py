"""Dates and periods of a text: 2021年1—7月, 前三季度, 截至10月底, 头4个月, 8月30—31日.

A date is no claim, but it says what the claims around it speak of: a cumulative figure of
January to July, a single month, a whole year. Only what the check needs is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from niubizi.domain.figurecheck.reading.numerals import chinese_integer

_N = r"(?:[0-9]{1,2}|[元一二两三四五六七八九十]{1,3})"
_TO = r"(?:-|—{1,2}|–|―|~|～|至|到)"
_YEAR = r"(?:(?<![0-9.])[12][0-9]{3}年度?|[一二]〇[〇零一二三四五六七八九]{2}年|[今本当去上前明次]年度?(?!同[期月]))"
_MONTHS = (
    rf"{_N}月?份?{_TO}{_N}月(?:份)?(?![0-9]{{1,2}}日)"  # 1—7月
    rf"|{_N}月份?[0-9]{{1,2}}日?(?:{_TO}(?:{_N}月)?[0-9]{{1,2}})?日"  # 8月30—31日
    rf"|{_N}月(?:份|底|末|初|中旬|上旬|下旬|单月|当月)*"
    rf"|[前头]{_N}个?月|[前头][一二两三四1-4]个?季度|第?[一二三四1-4]季度|[上下]半年"
)
# As one alternative of the tokens' pattern: no groups of its own.
PATTERN = (
    rf"[12][0-9]{{3}}年?{_TO}[12][0-9]{{3}}年"
    rf"|{_YEAR}的?(?:{_MONTHS})?(?:底|末|初)?|{_MONTHS}|[0-9]{{1,2}}日"
)

_YEAR_IN = re.compile(
    r"(?P<digits>[12][0-9]{3})年?|(?P<chinese>[一二]〇.{2})年|(?P<relative>[今本当去上前明次])年"
)
_RANGE = re.compile(rf"({_N})月?份?{_TO}({_N})月")
_DAY = re.compile(rf"({_N})月份?([0-9]{{1,2}})(?:{_TO}(?:{_N}月)?([0-9]{{1,2}}))?日")
_MONTH = re.compile(rf"({_N})月")
_FIRST_MONTHS = re.compile(rf"[前头]({_N})个?月")
_QUARTERS = re.compile(r"([前头])?第?([一二两三四1-4])个?季度")
_UNTIL = re.compile(r"(?:截至|截止到?|截至到|至|到)(?:目前)?$")
_RELATIVE = {"今": 0, "本": 0, "当": 0, "去": -1, "上": -1, "前": -2, "明": 1, "次": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time as printed; ``None`` where the text is silent.

    ``first``..``last`` are months of ``year``; a day means that the stretch ends on it;
    ``suspect`` marks a date that no calendar has (13月, 2月30日).
    """

    year: int | None = None
    first: int | None = None
    last: int | None = None
    day: int | None = None
    suspect: bool = False

    def __str__(self) -> str:
        year = "Y" if self.year is None else f"{self.year:04d}"
        if self.first is None or self.last is None:
            return year
        if self.day is not None:
            return f"{year}-{self.last:02d}-{self.day:02d}"
        return f"{year}-{self.first:02d}..{year}-{self.last:02d}"

    @property
    def is_month_end(self) -> bool:
        """Whether the stretch ends where a month ends, as a schedule by months needs it."""
        return self.last is not None and (self.day is None or self.day >= 28)


def number(text: str) -> int | None:
    """The integer of 7, 七 or 元 (the first month)."""
    if text.isascii() and text.isdigit():
        return int(text)
    return chinese_integer(text.replace("元", "一"))


def parse(text: str, before: str, this_year: int | None) -> Period:
    """The period of one matched expression; ``before`` is the text in front of it.

    截至10月底 begins in January, 10月 alone doesn't.
    """
    months = _months(text, before)
    match = _YEAR_IN.search(text)
    if match is None:
        return months
    if match["digits"]:
        year: int | None = int(match["digits"])
    elif match["chinese"]:
        year = chinese_integer(match["chinese"])
    else:
        year = None if this_year is None else this_year + _RELATIVE[match["relative"]]
    return replace(months, year=year)


def _months(text: str, before: str) -> Period:
    if match := _RANGE.search(text):
        return _checked(number(match[1]), number(match[2]))
    if match := _DAY.search(text):
        month, day = number(match[1]), int(match[3] or match[2])
        return _checked(month, month, day)
    if match := _FIRST_MONTHS.search(text):
        return _checked(1, number(match[1]))
    if match := _QUARTERS.search(text):
        quarter = number(match[2]) or 1
        return Period(first=1 if match[1] else quarter * 3 - 2, last=quarter * 3)
    if "半年" in text:
        return Period(first=1 if "上" in text else 7, last=6 if "上" in text else 12)
    if match := _MONTH.search(text):
        month = number(match[1])
        from_january = _UNTIL.search(before) or "底" in text or "末" in text
        return _checked(1 if from_january else month, month)
    return Period()


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _checked(first: int | None, last: int | None, day: int | None = None) -> Period:
    good = first is not None and last is not None and 1 <= first <= 12 and 1 <= last <= 12
    if not good or (day is not None and last is not None and not 1 <= day <= _DAYS[last - 1]):
        return Period(suspect=True)
    return Period(first=first, last=last, day=day)


_HINT = re.compile(
    r"(?P<year>[0-9]{4}|Y)(?:-(?P<first>[0-9]{2}))?(?:\.\.(?:[0-9]{4}|Y)-(?P<last>[0-9]{2}))?"
)


def of_hint(hint: str | None) -> Period:
    """The period of ``2021-01..2021-07``, ``Y-01..Y-10``, ``2021-07`` or ``2021``; never raises."""
    match = _HINT.match(hint or "")
    if match is None:
        return Period()
    year = None if match["year"] == "Y" else int(match["year"])
    if match["first"] is None:
        return Period(year)
    first = int(match["first"])
    months = _checked(first, int(match["last"] or first))
    return replace(months, year=year)
