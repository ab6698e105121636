"""Months and spans of construction in the forms offices write them: 2021.3, 202103, 2020.06—2022.12.

Like :mod:`niubizi.documents.workbooks.cells`: the meaning, ``None`` for nothing, or ``BadCell``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from niubizi.documents.workbooks.cells import BadCell, is_nothing, shown, squeezed
from niubizi.documents.workbooks.grid import Cell


@dataclass(frozen=True, slots=True)
class When:
    """A year, with its month where the cell says one."""

    year: int
    month: int | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The years of construction, with months where the cell says them; 2019至今 has no end."""

    start: When
    end: When | None


_YEARS = range(1950, 2101)
_SERIALS = range(18_264, 73_051)
"""Serial numbers of 1950 to 2099: what a date is where the cell lost its date format."""
_PLANNED = re.compile("^(?:计划|预计|拟于|拟|力争|争取|约|大约)")
_DAY_SUFFIX = r"(?:底前|底|末|初|份|前|上旬|中旬|下旬|中)?"
_MONTH_OF_YEAR = re.compile(
    rf"(?P<y>\d{{4}}|\d{{2}}(?=年))[年./-](?P<m>\d{{1,2}})(?:月|[./-])?(?:(?P<d>\d{{1,2}})[日号]?)?{_DAY_SUFFIX}"
)
_RUN_TOGETHER = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})?")
_ONLY_YEAR = re.compile(r"(\d{4})年?度?")
_PART_OF_YEAR = re.compile(
    r"(\d{4})年?(?:(年?[底末])|(年?初)|第?([一二三四1-4])季度(?:末|底)?|(上半年)(?:末|底)?|(下半年)|([Qq])([1-4]))"
)
_CLOCK = re.compile(r"[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12}


def month(value: Cell) -> When | None:
    """The month of a date in any of the forms in use; a bare year has no month.

    Raises ``not_a_date``, and ``out_of_range`` for years no project is of.
    """
    if isinstance(value, date):
        return _checked(value.year, value.month)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadCell("not_a_date")
    words = shown(value)
    if is_nothing(words):
        return None
    if re.fullmatch(r"\d{5}", words) and int(words) in _SERIALS:
        day = date(1899, 12, 30) + timedelta(days=int(words))
        return _checked(day.year, day.month)
    when = _written_month(words)
    # The number 2021.1 is what is left of a typed 2021.10.
    doubtful = isinstance(value, float) and bool(re.fullmatch(r"\d{4}\.1", words))
    return When(when.year, when.month, when.approximate or doubtful)


@lru_cache(maxsize=4_096)
def _written_month(words: str) -> When:
    plain = _CLOCK.sub("", words)
    plain = squeezed(plain).rstrip("。.;")
    planned = _PLANNED.match(plain)
    plain = _PLANNED.sub("", plain)
    found = _MONTH_OF_YEAR.fullmatch(plain) or _RUN_TOGETHER.fullmatch(plain)
    if found:
        year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
        when = _checked(year, int(found["m"]))
        if found["d"]:
            _require_day(year, int(found["m"]), int(found["d"]))
    elif found := _ONLY_YEAR.fullmatch(plain):
        when = _checked(int(found[1]), None)
    elif found := _PART_OF_YEAR.fullmatch(plain):
        when = _checked(int(found[1]), _last_month(found), approximate=True)
    else:
        raise BadCell("not_a_date")
    return When(when.year, when.month, approximate=True) if planned else when


def _last_month(found: re.Match[str]) -> int:
    if found[3]:
        return 1
    if quarter := found[4] or found[8]:
        return _QUARTERS.get(quarter) or int(quarter) * 3
    return 6 if found[5] else 12


def _checked(year: int, month_number: int | None, *, approximate: bool = False) -> When:
    if month_number is not None and not 1 <= month_number <= 12:
        raise BadCell("not_a_date")
    if year not in _YEARS:
        raise BadCell("out_of_range")
    return When(year, month_number, approximate)


def _require_day(year: int, month_number: int, day: int) -> None:
    try:
        date(year, month_number, day)
    except ValueError as fault:
        raise BadCell("not_a_date") from fault


_FULL_DAY = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})[日号]?|(\d{4})(\d{2})(\d{2})")


def day(value: Cell) -> date | None:
    """A full date. Raises ``not_a_date`` where the day is missing."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadCell("not_a_date")
    words = _CLOCK.sub("", shown(value))
    if is_nothing(words):
        return None
    if re.fullmatch(r"\d{5}", words) and int(words) in _SERIALS:
        return date(1899, 12, 30) + timedelta(days=int(words))
    found = _FULL_DAY.fullmatch(squeezed(words))
    if not found:
        raise BadCell("not_a_date")
    year, month_number, day_number = (int(part) for part in found.groups() if part)
    _checked(year, month_number)
    _require_day(year, month_number, day_number)
    return date(year, month_number, day_number)


_STRONG_JOIN = re.compile(r"--+|[-~]?至|~+|到")
_WEAK_SPANS = (
    re.compile(r"(\d{4}年?)-(\d{4}年?)"),
    re.compile(
        r"(\d{4}[年.]\d{1,2}月?(?:[.]?\d{1,2}日?)?)-(\d{4}[年.]\d{1,2}月?(?:[.]?\d{1,2}日?)?)"
    ),
    re.compile(r"(\d{4}/\d{1,2}(?:/\d{1,2})?)-(\d{4}/\d{1,2}(?:/\d{1,2})?)"),
    re.compile(r"(\d{4}-\d{1,2}(?:-\d{1,2})?)-(\d{4}-\d{1,2}(?:-\d{1,2})?)"),
    re.compile(r"(\d{6})-(\d{6})"),
    re.compile(r"(\d{4}[年.]\d{1,2}月?)-(\d{4}年?)"),
    re.compile(r"(\d{4}年?)-(\d{4}[年.]\d{1,2}月?)"),
)
_SHORT_END = re.compile(r"(\d{2})(\d{2})年?-(\d{2})年?")
_OPEN_END = re.compile(r"(\d.*?)(?:起|开始)?[-~]*(?:至今|到今|迄今)")
_DURATION = re.compile(r"(?:约|共)?\d+(?:\.\d+)?个?(?:月|年|天|日历天|日)")


def is_duration(value: Cell) -> bool:
    """Whether a cell under 建设周期 tells how long and not from when to when."""
    return (
        isinstance(value, str) and bool(_DURATION.fullmatch(squeezed(value))) and value[:2] != "20"
    )


def span(value: Cell) -> Span | None:
    """Start and end of construction: 2020-2022, 2020.06—2022.12, 2019年—2021年, one year, 2019至今.

    Raises ``not_a_date``, and ``out_of_range`` where it ends before it starts.
    """
    if isinstance(value, date) or not isinstance(value, str):
        when = month(value)
        return Span(when, when) if when else None
    words = shown(value)
    if is_nothing(words):
        return None
    plain = squeezed(words)
    if found := _OPEN_END.fullmatch(plain):
        return Span(_written_month(found[1]), None)
    start, end = (_written_month(part) for part in _ends(plain))
    if (start.year, start.month or 1) > (end.year, end.month or 12):
        raise BadCell("out_of_range")
    return Span(start, end)


def _ends(plain: str) -> tuple[str, str]:
    if _ONLY_YEAR.fullmatch(plain):
        return plain, plain
    for pattern in _WEAK_SPANS:
        if found := pattern.fullmatch(plain):
            return found[1], found[2]
    if found := _SHORT_END.fullmatch(plain):
        return found[1] + found[2], found[1] + found[3]
    parts = _STRONG_JOIN.split(plain)
    if len(parts) != 2 or not all(parts):
        raise BadCell("not_a_date")
    start, end = parts
    if re.fullmatch(r"\d{1,2}月", end):
        end = start[:4] + "年" + end
    return start, end
