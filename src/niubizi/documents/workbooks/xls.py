"""``.xls`` of Excel 97–2003 and WPS, read by xlrd: values, merged cells and what is hidden."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Literal

import xlrd
from xlrd.biffh import XLRDError
from xlrd.sheet import Sheet as XlrdSheet

from niubizi.documents.workbooks.biff import require_little
from niubizi.documents.workbooks.grid import (
    Cell,
    Merge,
    Sheet,
    Tally,
    Workbook,
    require_area,
    trimmed,
)
from niubizi.documents.workbooks.refusals import UnreadableWorkbook

_ENCRYPTED = "encrypted"
_MACRO_STORAGE = "_VBA_PROJECT_CUR".encode("utf-16-le")
_OTHER_STREAMS = tuple(name.encode("utf-16-le") for name in ("WordDocument", "PowerPoint Document"))
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def open_xls(data: bytes) -> Workbook:
    # OOXML with a password hides in the same container as .xls.
    if _ENCRYPTED_STREAM in data:
        raise UnreadableWorkbook("encrypted")
    if any(name in data for name in _OTHER_STREAMS):
        raise UnreadableWorkbook("not_a_workbook")
    if _MACRO_STORAGE in data:
        raise UnreadableWorkbook("macros")
    try:
        require_little(data)
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        tally = Tally()
        sheets = {n: _sheet(book, book.sheet_by_name(n), tally) for n in book.sheet_names()}
    except UnreadableWorkbook:
        raise
    except XLRDError as fault:
        code = "encrypted" if _ENCRYPTED in str(fault) else "damaged"
        raise UnreadableWorkbook(code) from fault
    except Exception as fault:
        raise UnreadableWorkbook("damaged") from fault
    return Workbook(
        format="xls",
        sheet_names=tuple(sheets),
        load=sheets.__getitem__,
        hidden_sheets=frozenset(name for name, sheet in sheets.items() if sheet.hidden),
    )


def _sheet(book: xlrd.Book, sheet: XlrdSheet, tally: Tally) -> Sheet:
    require_area(sheet.nrows, sheet.ncols)
    rows: list[list[Cell]] = [
        [
            _cell(kind, value, book.datemode)
            for kind, value in zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        ]
        for row in range(sheet.nrows)
    ]
    tally.take_sheet(rows)
    return Sheet(
        name=sheet.name,
        rows=trimmed(rows),
        merges=tuple(
            Merge(top, left, bottom - 1, right - 1)
            for top, bottom, left, right in sheet.merged_cells
        ),
        hidden=bool(sheet.visibility),
        hidden_rows=frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(c for c, info in sheet.colinfo_map.items() if info.hidden),
    )


def _cell(kind: int, value: object, datemode: Literal[0, 1]) -> Cell:
    if kind == xlrd.XL_CELL_DATE and isinstance(value, float):
        return _moment(value, datemode)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR and isinstance(value, int):
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    return value if isinstance(value, str | float) else ""


def _moment(serial: float, datemode: Literal[0, 1]) -> Cell:
    try:
        moment: datetime = xlrd.xldate_as_datetime(serial, datemode)
    except (xlrd.xldate.XLDateError, OverflowError, ValueError):
        return serial
    return moment
