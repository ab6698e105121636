"""``.csv`` and tab-separated text, in UTF-8, UTF-16 (what Excel calls Unicode text) or GB18030."""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import PurePath

from niubizi.documents.workbooks.grid import Cell, Sheet, Tally, Workbook, require_area, trimmed
from niubizi.documents.workbooks.refusals import UnreadableWorkbook

_DELIMITERS = (",", "\t", ";", "，", "|")
_CONTROLS = dict.fromkeys(code for code in range(32) if chr(code) not in "\t\r\n")
_SAMPLE_LINES = 30


def open_delimited(data: bytes, filename: str) -> Workbook:
    text = _decoded(data)
    if text[:200].lstrip().lower().startswith(("<html", "<!doctype", "<?xml", "<table")):
        raise UnreadableWorkbook("web_page")
    name = PurePath(filename.replace("\\", "/")).stem or "表格"
    try:
        rows = _rows(text)
    except csv.Error as fault:
        raise UnreadableWorkbook("damaged") from fault
    sheet = Sheet(name=name, rows=trimmed(rows))
    return Workbook(format="csv", sheet_names=(name,), load=lambda _: sheet)


def _rows(text: str) -> list[list[Cell]]:
    """The lines, blank ones too; stops as soon as they are more than any table has."""
    rows: list[list[Cell]] = []
    tally, cells = Tally(), 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
        cells += max(len(row), 1)
        require_area(1, cells)
        tally.take(row)
        rows.append(list(row))
    return rows


def _decoded(data: bytes) -> str:
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if is_utf16 else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise UnreadableWorkbook("not_a_workbook")
        return text.translate(_CONTROLS)
    raise UnreadableWorkbook("wrong_encoding")


def _delimiter(text: str) -> str:
    """The mark that splits the first lines into most fields."""
    lines = list(islice(io.StringIO(text), _SAMPLE_LINES))
    return max(_DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))
