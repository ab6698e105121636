"""The copy of a workbook that is handed back, made in a process of its own.

openpyxl lays out every cell of a merged range or of a link's, so that a file of five kilobytes can
ask for all memory there is. Standard input is a line of JSON, ``sheet``, ``filename``, ``whole``,
``errors`` and ``warnings`` (see :func:`niubizi.documents.workbooks.marking.mark_errors`), and the
file; standard output is the ``.xlsx``.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as OpenpyxlCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from niubizi.documents.bounded import bound_myself
from niubizi.documents.workbooks.grid import Sheet, Workbook, column_letter
from niubizi.documents.workbooks.opening import open_workbook
from niubizi.documents.workbooks.preview import Issue

SECONDS = 30
"""Of the processor; the largest list with an error in every other row takes about six."""
LIST_SHEET = "错误清单"
_ERROR = PatternFill("solid", fgColor="FFC7CE")
_WARNING = PatternFill("solid", fgColor="FFEB9C")
_HEADS = (("序号", 6), ("类别", 8), ("工作表", 16), ("单元格", 10), ("内容", 24), ("说明", 80))


@dataclass(frozen=True, slots=True)
class Given:
    """What was found in a sheet; ``whole`` asks for the file as it is, not for a copy of the sheet."""

    sheet: str
    filename: str
    whole: bool
    errors: Sequence[Issue]
    warnings: Sequence[Issue]


def marked(data: bytes, given: Given) -> bytes:
    book = _copy_of(data, given)
    page = book[given.sheet]
    page.sheet_state = "visible"
    by_cell: dict[str, list[Issue]] = defaultdict(list)
    for issue in (*given.errors, *given.warnings):
        if issue.row:
            by_cell[f"{issue.column or 'A'}{issue.row}"].append(issue)
    errors = {id(issue) for issue in given.errors}
    for address, issues in by_cell.items():
        is_error = any(id(issue) in errors for issue in issues)
        _mark(page, address, issues, _ERROR if is_error else _WARNING)
    _list(book, given)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _copy_of(data: bytes, given: Given) -> OpenpyxlWorkbook:
    source = open_workbook(data, given.filename)
    if not given.whole:
        return _values(source, (given.sheet,))
    if source.format == "xlsx":
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return load_workbook(io.BytesIO(data))
        except Exception:  # noqa: BLE001, S110 -- what openpyxl can't keep, a copy of the values can
            pass
    return _values(source, source.sheet_names)


def _values(source: Workbook, names: Sequence[str]) -> OpenpyxlWorkbook:
    book = OpenpyxlWorkbook()
    book.remove(book.worksheets[0])
    for name in names:
        _copy(book.create_sheet(name), source.sheet(name))
    return book


def _copy(page: Worksheet, sheet: Sheet) -> None:
    for row, cells in enumerate(sheet.rows, 1):
        for column, value in enumerate(cells, 1):
            if value != "":
                _write(page, row, column, value)
    width = max(map(len, sheet.rows), default=0)
    for merge in sheet.merges:
        bottom = min(merge.bottom, max(len(sheet.rows) - 1, merge.top))
        right = min(merge.right, max(width - 1, merge.left))
        page.merge_cells(
            f"{column_letter(merge.left)}{merge.top + 1}:{column_letter(right)}{bottom + 1}"
        )


def _write(page: Worksheet, row: int, column: int, value: object) -> None:
    cell = page.cell(row, column)
    cell.value = _legal(value)  # type: ignore[assignment]
    if isinstance(value, str):
        # A text that begins with = would become a formula.
        cell.data_type = "s"


def _legal(value: object) -> object:
    if not isinstance(value, str):
        return value
    return "".join(ch for ch in value if ch >= " " or ch in "\t\n\r")


def _mark(page: Worksheet, address: str, issues: Sequence[Issue], fill: PatternFill) -> None:
    cell = page[address]
    if isinstance(cell, MergedCell):
        cell = _anchor(page, cell)
    cell.fill = fill
    words = "\n".join(dict.fromkeys(issue.message for issue in issues))
    cell.comment = Comment(words, "牛鼻子", width=320, height=40 + 20 * len(issues))


def _anchor(page: Worksheet, cell: MergedCell) -> OpenpyxlCell:
    for merged in page.merged_cells.ranges:
        if cell.coordinate in merged:
            anchor = page.cell(merged.min_row, merged.min_col)
            if isinstance(anchor, OpenpyxlCell):
                return anchor
    raise KeyError(cell.coordinate)


def _list(book: OpenpyxlWorkbook, given: Given) -> None:
    page = book.create_sheet(LIST_SHEET, 0)
    for column, (head, width) in enumerate(_HEADS, 1):
        cell = page.cell(1, column, head)
        cell.font = Font(bold=True)
        page.column_dimensions[column_letter(column - 1)].width = width
    numbered = [("错误", issue) for issue in given.errors]
    numbered += [("提示", issue) for issue in given.warnings]
    for number, (kind, issue) in enumerate(numbered, 1):
        address = f"{issue.column or ''}{issue.row or ''}"
        row = number + 1
        values = (number, kind, given.sheet, address, issue.value, issue.message)
        for column, value in enumerate(values, 1):
            _write(page, row, column, value)
        page.cell(row, 2).fill = _ERROR if kind == "错误" else _WARNING
        page.cell(row, 6).alignment = Alignment(wrap_text=True)
        if issue.row:
            quoted = given.sheet.replace("'", "''")
            link = page.cell(row, 4)
            location = f"'{quoted}'!{issue.column or 'A'}{issue.row}"
            link.hyperlink = Hyperlink(ref=link.coordinate, location=location)
            link.font = Font(underline="single", color="0563C1")
    page.freeze_panes = "A2"
    book.active = 0


if __name__ == "__main__":
    bound_myself(SECONDS)
    head, _, file = sys.stdin.buffer.read().partition(b"\n")
    said = json.loads(head)
    for kind in ("errors", "warnings"):
        said[kind] = [Issue(**issue) for issue in said[kind]]
    sys.stdout.buffer.write(marked(file, Given(**said)))
