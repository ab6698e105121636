"""What stands in one cell: texts, amounts, months, spans, ticks, in the forms offices write them.

Every parser takes a stored value and returns what it means, ``None`` where the cell says nothing,
or raises :class:`BadCell` with the error code of the contract. Amounts come out in 万元.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from unicodedata import normalize

from niubizi.documents.workbooks.grid import Cell

# str.strip() leaves the blanks without width alone.
_BLANKS = (
    " \t\r\n\f\v\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
)
_BLANKS += "\u2008\u2009\u200a\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\xad"
_SPACE = re.compile(f"[{_BLANKS}]+")
_LINE = re.compile(rf"[{_BLANKS}]*[\r\n]+[{_BLANKS}]*")
_NOTHING = frozenset(
    [
        "",
        "无",
        "空",
        "/",
        "／",
        "//",
        "\\",
        "-",
        "－",
        "–",
        "—",
        "——",
        "--",
        "---",
        "―",
        "─",
        "N/A",
        "n/a",
    ]
)
_DASHES = str.maketrans(dict.fromkeys("－–—―−‐‑‒─﹣", "-") | dict.fromkeys("～〜∼˜", "~"))

FEN = Decimal("0.000001")
"""One 分 in 万元: the finest amount that the ledger keeps."""
_LARGEST = Decimal(10) ** 9
"""10 trillion CNY in 万元: beyond any project, and within the ledger's integers."""

UNITS = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万": Decimal(1),
    "万元": Decimal(1),
    "百万": Decimal(100),
    "百万元": Decimal(100),
    "千万": Decimal(1000),
    "千万元": Decimal(1000),
    "亿": Decimal(10_000),
    "亿元": Decimal(10_000),
    "万亿": Decimal(10) ** 8,
    "万亿元": Decimal(10) ** 8,
}
"""How many 万元 one of each is."""

_UNIT_WORDS = "|".join(sorted(UNITS, key=len, reverse=True))
_ABOUT_BEFORE = "大约|约为|约|大概|近|将近|预计|估计|暂估|≈|~"
_ABOUT_AFTER = "左右|上下|余|多"
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,4}(?:,\d{4})+(?:\.\d*)?|\d+(?:\.\d*)?(?:[eE][+-]?\d{1,3})?|\.\d+"
_AMOUNT = re.compile(
    rf"(?P<about>{_ABOUT_BEFORE})?(?:人民币|¥|RMB|CNY)?(?P<sign>[+-])?(?P<figure>{_FIGURE})"
    rf"(?P<more>{_ABOUT_AFTER})?(?P<unit>{_UNIT_WORDS})?(?:人民币|整)?(?P<after>{_ABOUT_AFTER})?"
)
_IN_BRACKETS = re.compile(rf"\(({_FIGURE})\)")
_TORN = re.compile(rf"\d[{_BLANKS}]+\d")
_THOUSANDS_BY_SPACE = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?")


class BadCell(ValueError):  # noqa: N818 -- it says what is bad, and is always caught
    """The cell can't be understood; ``code`` is one of the contract's error codes."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in 万元; ``approximate`` where the cell says 约, 左右 or the like."""

    value: Decimal
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A year, with its month where the cell says one."""

    year: int
    month: int | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The years of construction, with months where the cell says them."""

    start: When
    end: When


def shown(value: Cell) -> str:
    """The cell as its reader sees it, outer blanks of every kind taken off."""
    if isinstance(value, str):
        return value.strip(_BLANKS)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return _plain(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    return str(value)


def _plain(value: float) -> str:
    # 15 digits are what Excel itself shows: 9.550000000000001 is stored where 9.55 was typed.
    return format(Decimal(f"{value:.15g}"), "f")


def is_nothing(text: str) -> bool:
    """Whether a text, outer blanks off, is one of the ways to say that there is nothing."""
    return text in _NOTHING


def text(value: Cell) -> str | None:
    """One line of text; line breaks inside a cell are layout."""
    words = shown(value)
    if is_nothing(words):
        return None
    if "\n" in words or "\r" in words:
        words = _LINE.sub("", words)
    return words


def memo(value: Cell) -> str | None:
    """Text that may have several lines."""
    words = shown(value)
    return None if is_nothing(words) else words.replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=65_536)
def squeezed(words: str) -> str:
    """A text without blanks, full-width forms or kinds of dashes: for comparing, never for keeping."""
    return _SPACE.sub("", normalize("NFKC", words)).translate(_DASHES)


def amount(value: Cell, unit: Decimal) -> Amount | None:
    """An amount in 万元 of a cell in a column whose unit is ``unit`` 万元.

    Raises ``not_a_number``, and ``out_of_range`` beyond what any project costs. The sign is kept:
    whether an amount may be negative is for the caller.
    """
    if isinstance(value, float):
        return _bounded(Decimal(f"{value:.15g}"), unit, approximate=False)
    if isinstance(value, bool):
        raise BadCell("not_a_number")
    if isinstance(value, int):
        return _bounded(Decimal(value), unit, approximate=False)
    if not isinstance(value, str):
        raise BadCell("not_a_number")
    words = value.strip(_BLANKS)
    if words in _NOTHING:
        return None
    return _written_amount(words, unit)


def _written_amount(words: str, unit: Decimal) -> Amount:
    plain = squeezed(words)
    # Blanks may stand between a figure and its words; inside a figure they part thousands or nothing.
    if _TORN.search(words) and not _THOUSANDS_BY_SPACE.fullmatch(normalize("NFKC", words)):
        raise BadCell("not_a_number")
    bracketed = _IN_BRACKETS.fullmatch(plain)
    found = _AMOUNT.fullmatch(f"-{bracketed[1]}" if bracketed else plain)
    if not found:
        raise BadCell("not_a_number")
    figure = Decimal(found["figure"].replace(",", ""))
    if found["sign"] == "-":
        figure = -figure
    about = bool(found["about"] or found["more"] or found["after"])
    return _bounded(figure, UNITS.get(found["unit"] or "", unit), approximate=about)


def _bounded(figure: Decimal, unit: Decimal, *, approximate: bool) -> Amount:
    if not figure.is_finite():
        raise BadCell("not_a_number")
    if abs(figure) > _LARGEST * 10_000:
        raise BadCell("out_of_range")
    wan = figure * unit
    if abs(wan) > _LARGEST:
        raise BadCell("out_of_range")
    if not isinstance(exponent := wan.as_tuple().exponent, int) or exponent < -6:
        wan = wan.quantize(FEN, ROUND_HALF_UP)
    return Amount(wan, approximate)


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
    plain = _CLOCK.sub("", words.strip(_BLANKS))
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
_DURATION = re.compile(r"(?:约|共)?\d+(?:\.\d+)?个?(?:月|年|天|日历天|日)")


def is_duration(value: Cell) -> bool:
    """Whether a cell under 建设周期 tells how long and not from when to when."""
    return (
        isinstance(value, str) and bool(_DURATION.fullmatch(squeezed(value))) and value[:2] != "20"
    )


def span(value: Cell) -> Span | None:
    """Start and end of construction: 2020-2022, 2020.06—2022.12, 2019年—2021年, or one year.

    Raises ``not_a_date``, and ``out_of_range`` where it ends before it starts.
    """
    if isinstance(value, date) or not isinstance(value, str):
        when = month(value)
        return Span(when, when) if when else None
    words = shown(value)
    if is_nothing(words):
        return None
    start, end = (_written_month(part) for part in _ends(squeezed(words)))
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


_TICKS = frozenset(
    ["√", "✓", "✔", "☑", "■", "●", "○", "是", "有", "Y", "y", "YES", "yes", "对", "1"]
)
_CROSSES = frozenset(["×", "✗", "✘", "☐", "□", "否", "N", "n", "NO", "no", "0", "X", "x"])


def tick(value: Cell) -> bool | None:
    """Whether a cell is ticked; ``None`` where it is empty. Raises ``out_of_range`` for other words."""
    if isinstance(value, bool):
        return value
    words = shown(value)
    if is_nothing(words):
        return None
    if words in _TICKS:
        return True
    if words in _CROSSES:
        return False
    raise BadCell("out_of_range")


_DEGREES = re.compile(
    r"[东北EN]?[经纬]?(\d{1,3}(?:\.\d+)?)[°度]?(?:(\d{1,2}(?:\.\d+)?)['′分])?(?:(\d{1,2}(?:\.\d+)?)(?:\"|″|''|秒))?[EN]?"
)


def degrees(value: Cell, low: int, high: int) -> Decimal | None:
    """A coordinate in decimal degrees between ``low`` and ``high``."""
    if isinstance(value, bool):
        raise BadCell("not_a_number")
    words = shown(value)
    if is_nothing(words):
        return None
    found = _DEGREES.fullmatch(squeezed(words))
    if not found:
        raise BadCell("not_a_number")
    whole, minutes, seconds = (Decimal(part or 0) for part in found.groups())
    result = whole + minutes / 60 + seconds / 3600
    if not low <= result <= high:
        raise BadCell("out_of_range")
    return round(result, 6) if minutes or seconds else result


def decimal_text(value: Decimal) -> str:
    """A decimal string without trailing zeros: how JSON and messages carry amounts."""
    words = format(value, "f")
    return words.rstrip("0").rstrip(".") if "." in words else words
