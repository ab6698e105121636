"""What stands around a table: its title, unit, year, and the month it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from niubizi.documents.workbooks import phrases
from niubizi.documents.workbooks.cells import shown
from niubizi.documents.workbooks.grid import Sheet
from niubizi.documents.workbooks.header import Head, Header

_FORMALITY = re.compile(
    r"(?:填报|填表|报送|制表|打印|编制|责任|牵头|主管|联系)[^:]{0,6}[:]|日期[:]|时间[:]|^附[件表]\d*[:.]?$|^\d{4}[-.年/]\d{1,2}[-.月/]\d{1,2}日?$"
)


_UNIT_PART = re.compile(r"\s*[（(]?\s*(?:计量|金额)?单\s*位\s*[:：][^()（）]*[)）]?\s*$")


@dataclass(frozen=True, slots=True)
class Survey:
    """The lines above a table, read; ``title_at`` is the title's (row, column)."""

    title: str | None
    title_at: tuple[int, int]
    unit: str | None
    year: int | None
    month: int | None


def survey(sheet: Sheet, header: Header, filename: str) -> Survey:
    """Read the lines above ``header``, then its heads, the sheet's and the file's name."""
    lines = list(_lines(sheet, header.top))
    speaking = [(at, words) for at, words in lines if not _is_formality(words)]
    title_at, title = max(speaking, key=lambda line: len(line[1]), default=((0, 0), ""))
    ordered = sorted((words for _, words in speaking), key=len, reverse=True)
    plain = [phrases.head(words) for words in ordered]
    names = [phrases.head(sheet.name), phrases.head(filename)]
    return Survey(
        title=_UNIT_PART.sub("", title) or None,
        title_at=title_at,
        unit=next(filter(None, (phrases.unit_of_line(words) for _, words in lines)), None),
        year=_first(map(phrases.year_in, plain))
        or _year_of_heads(header.heads)
        or _first(map(phrases.year_in, names)),
        month=_first(_month(words) for words in plain),
    )


def month_of_names(sheet: Sheet, filename: str) -> int | None:
    """The month that a sheet's or file's name says, for want of anything better."""
    return _first(_month(phrases.head(words)) for words in (sheet.name, filename))


def _lines(sheet: Sheet, top: int) -> Iterator[tuple[tuple[int, int], str]]:
    for row in range(top):
        for column, cell in enumerate(sheet.rows[row]):
            words = " ".join(shown(cell).split())
            if words and isinstance(cell, str):
                yield (row, column), words


def _is_formality(words: str) -> bool:
    plain = phrases.head(words)
    if _FORMALITY.search(plain):
        return True
    return phrases.unit_of_line(words) is not None and len(plain) < 12


def _year_of_heads(heads: Iterable[Head]) -> int | None:
    """2021 of 2021年计划投资, or of 截至2020年底已完成投资."""
    for head in heads:
        words = head.group + head.leaf
        if "计划" in words and (year := phrases.year_in(words)):
            return year
    for head in heads:
        words = head.group + head.leaf
        if re.search("年(?:底|末|12月)", words) and (year := phrases.year_in(words)):
            return year + 1
    return None


def _month(words: str) -> int | None:
    stretch = phrases.stretch_in(words)
    return stretch.month if stretch else None


def _first(values: Iterable[int | None]) -> int | None:
    return next((value for value in values if value is not None), None)
