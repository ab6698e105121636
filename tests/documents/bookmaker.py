"""Workbooks for tests: a grid of values made into bytes of every format that offices send."""

import csv as csv_module
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

Grid = Sequence[Sequence[object]]


def xlsx(
    grid: Grid,
    *,
    merges: Sequence[str] = (),
    sheet: str = "Sheet1",
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[str] = (),
    more_sheets: Sequence[tuple[str, Grid, bool]] = (),
    blank_rows: int = 0,
) -> bytes:
    """A workbook; rows count from 1 as on screen. ``more_sheets`` are (name, grid, hidden)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    border = book.add_format({"border": 1})
    first = book.add_worksheet(sheet)
    _fill(book, first, grid)
    for name, cells, hidden in more_sheets:
        page = book.add_worksheet(name)
        _fill(book, page, cells)
        if hidden:
            page.hide()
    for merge in merges:
        # The value is written already; only the range is marked.
        row, column = _cell(merge.partition(":")[0])
        first.merge_range(merge, "", border)
        first.write(row, column, grid[row][column], border)
    for row in range(len(grid), len(grid) + blank_rows):
        for column in range(max(map(len, grid))):
            first.write_blank(row, column, None, border)
    for row in hidden_rows:
        first.set_row(row - 1, None, None, {"hidden": True})
    for letter in hidden_columns:
        first.set_column(f"{letter}:{letter}", None, None, {"hidden": True})
    book.close()
    return buffer.getvalue()


def _fill(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet, grid: Grid) -> None:
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            if isinstance(value, date):
                page.write_datetime(row, column, value, day)
            elif value not in (None, ""):
                page.write(row, column, value)


def csv(grid: Grid, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    buffer = io.StringIO()
    csv_module.writer(buffer, delimiter=delimiter).writerows(grid)
    return buffer.getvalue().encode(encoding)


def ods(
    grid: Grid,
    *,
    spans: dict[tuple[int, int], tuple[int, int]] | None = None,
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    sheet: str = "Sheet1",
    trailing_rows: int = 1_048_000,
) -> bytes:
    """``spans``: (row, column) from 0 → (rows, columns) that the cell is merged over."""
    columns = "".join(
        f"<table:table-column{_collapsed(index in hidden_columns)}/>"
        for index in range(max(map(len, grid)))
    )
    rows = "".join(
        f"<table:table-row{_collapsed(number in hidden_rows)}>"
        + "".join(
            _ods_cell(value, (spans or {}).get((number - 1, at))) for at, value in enumerate(row)
        )
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for number, row in enumerate(grid, 1)
    )
    rows += (
        f'<table:table-row table:number-rows-repeated="{trailing_rows}">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return ods_of(f"<table:table table:name={quoteattr(sheet)}>{columns}{rows}</table:table>")


def ods_of(tables: str, prolog: str = "") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _collapsed(hidden: bool) -> str:
    return ' table:visibility="collapse"' if hidden else ""


def _ods_cell(value: object, span: tuple[int, int] | None) -> str:
    over = (
        f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
        if span
        else ""
    )
    if value in (None, ""):
        return f"<table:table-cell{over}/>"
    if isinstance(value, date):
        return (
            f'<table:table-cell{over} office:value-type="date"'
            f' office:date-value="{value.isoformat()}"><text:p>{value}</text:p></table:table-cell>'
        )
    if isinstance(value, int | float):
        return (
            f'<table:table-cell{over} office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell{over} office:value-type="string">{lines}</table:table-cell>'


def _cell(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]) - 1, column - 1
