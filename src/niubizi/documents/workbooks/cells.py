"""What stands in one cell: texts, amounts, ticks, degrees, in the forms offices write them.

Every parser takes a stored value and returns what it means, ``None`` where the cell says nothing,
or raises :class:`BadCell` with the error code of the contract. Amounts come out in 万元.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
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
_LARGEST = Decimal(10) ** 11
"""A thousand trillion CNY in 万元: beyond any project even with its unit mistaken, which is for a
warning to say, and within the ledger's integers."""

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
