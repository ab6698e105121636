"""Tables out: what a page or a briefing's annex shows, as an ``.xlsx`` that prints like a document.

Texts stay texts whatever they begin with, long codes included; figures are numbers, so that an
office can go on calculating. The same sheets and date give the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import groupby

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from niubizi.domain.amounts import Rounding, rounded

NOT_AVAILABLE = "—"
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_MAX_NAME = 31


class ColumnKind(Enum):
    """How a column's values are written."""

    TEXT = "text"
    INT = "int"
    MONEY = "money"
    RATE = "rate"
    POINTS = "points"
    DATE = "date"


Value = str | int | Decimal | Fraction | float | date | None


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column. ``width`` is in characters; ``group`` is a head over neighbouring columns of one group.

    ``decimals`` are the places shown of amounts (default 0), rates and points (default 1); the cell
    keeps the whole figure. A rate of 0.759 shows as 75.9%; points are in percentage points.
    """

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: float = 12
    decimals: int | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet: title, a line that says what is filtered, the unit, rows, perhaps a line of totals.

    ``None`` in a row is *not available* and shown as —; ``""`` is an empty cell. ``footer`` is
    printed on every page, ``notes`` stand below the table. A spreadsheet shows a whole figure rounded
    half up; where the office truncates, the cell keeps no more than it is to show.
    """

    name: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: Sequence[Sequence[Value]]
    subtitle: str = ""
    unit: str = ""
    totals: Sequence[Value] | None = None
    notes: tuple[str, ...] = ()
    footer: str = "内部资料"
    frozen_columns: int = field(default=0)
    rounding: Rounding = Rounding.HALF_UP


def write_table(sheet: TableSheet, created: datetime) -> bytes:
    """One sheet as ``.xlsx``; ``created`` goes into the document's properties."""
    return write_tables([sheet], created)


def write_tables(sheets: Sequence[TableSheet], created: datetime) -> bytes:
    """Several sheets in one workbook."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": created, "title": sheets[0].title, "author": "牛鼻子"})
    styles = _Styles(book)
    taken: set[str] = set()
    for sheet in sheets:
        _Page(book.add_worksheet(_sheet_name(sheet.name, taken)), sheet, styles).write()
    book.close()
    return buffer.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel takes: no marks of its own, 31 characters, not twice."""
    plain = (_FORBIDDEN.sub(" ", name).strip() or "表")[:_MAX_NAME]
    found, number = plain, 2
    while found.casefold() in taken:
        found = f"{plain[: _MAX_NAME - 4]}({number})"
        number += 1
    taken.add(found.casefold())
    return found


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def get(self, **properties: object) -> Format:
        wanted = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"} | properties
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(wanted)
        return self._made[key]


class _Page:
    """Writes one sheet."""

    def __init__(self, page: Worksheet, sheet: TableSheet, styles: _Styles) -> None:
        self.page, self.sheet, self.styles = page, sheet, styles
        self.last = len(sheet.columns) - 1
        self.has_groups = any(column.group for column in sheet.columns)
        self.head = 2
        self.body = self.head + (2 if self.has_groups else 1)

    def write(self) -> None:
        self._top()
        self._heads()
        row = self.body
        for values in self.sheet.rows:
            self._row(row, values, bold=False)
            row += 1
        if self.sheet.totals is not None:
            self._row(row, self.sheet.totals, bold=True)
            row += 1
        for note in self.sheet.notes:
            self.page.write_string(row, 0, note, self.styles.get())
            row += 1
        self._layout(row)

    def _top(self) -> None:
        title = self.styles.get(bold=True, font_size=16, align="center")
        if self.last:
            self.page.merge_range(0, 0, 0, self.last, self.sheet.title, title)
        else:
            self.page.write_string(0, 0, self.sheet.title, title)
        self.page.set_row(0, 28)
        self.page.write_string(1, 0, self.sheet.subtitle, self.styles.get())
        if self.sheet.unit:
            style = self.styles.get(align="right")
            self.page.write_string(1, self.last, f"单位：{self.sheet.unit}", style)

    def _heads(self) -> None:
        style = self.styles.get(
            bold=True, align="center", text_wrap=True, border=1, bg_color="#E8EEF7"
        )
        leaf = self.body - 1
        for index, column in enumerate(self.sheet.columns):
            self.page.set_column(index, index, column.width)
            if self.has_groups and not column.group:
                self.page.merge_range(self.head, index, leaf, index, column.title, style)
            else:
                self.page.write_string(leaf, index, column.title, style)
        indexed = enumerate(self.sheet.columns)
        for group, members in groupby(indexed, key=lambda member: member[1].group):
            indexes = [index for index, _ in members]
            if group and len(indexes) > 1:
                self.page.merge_range(self.head, indexes[0], self.head, indexes[-1], group, style)
            elif group:
                self.page.write_string(self.head, indexes[0], group, style)

    def _row(self, row: int, values: Sequence[Value], *, bold: bool) -> None:
        for index, (column, value) in enumerate(zip(self.sheet.columns, values, strict=True)):
            self._cell(row, index, column, value, bold=bold)

    def _cell(self, row: int, index: int, column: TableColumn, value: Value, *, bold: bool) -> None:
        shared: dict[str, object] = {"border": 1, "bold": bold}
        if value is None:
            style = self.styles.get(align="right", **shared)
            self.page.write_string(row, index, NOT_AVAILABLE, style)
        elif value == "":
            self.page.write_blank(row, index, None, self.styles.get(**shared))
        elif isinstance(value, str):
            marked = {"quote_prefix": True} if value.startswith(_FORMULA_MARKS) else {}
            style = self.styles.get(text_wrap=True, align="left", **shared, **marked)
            self.page.write_string(row, index, value, style)
        elif isinstance(value, date):
            style = self.styles.get(num_format="yyyy-mm-dd", align="center", **shared)
            self.page.write_datetime(row, index, value, style)
        else:
            style = self.styles.get(num_format=_number_format(column), align="right", **shared)
            self.page.write_number(row, index, self._number(column, value), style)

    def _number(self, column: TableColumn, value: float | Decimal | Fraction) -> float:
        if self.sheet.rounding is Rounding.HALF_UP:
            return float(value)
        places = _places(column) + (2 if column.kind is ColumnKind.RATE else 0)
        return float(rounded(Fraction(value), places, self.sheet.rounding))

    def _layout(self, end: int) -> None:
        page, footer = self.page, self.sheet.footer.replace("&", "&&")
        page.freeze_panes(self.body, self.sheet.frozen_columns)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        page.fit_to_pages(1, 0)
        page.repeat_rows(self.head, self.body - 1)
        page.print_area(0, 0, max(end - 1, self.body), self.last)
        page.set_footer(f"&L{footer}&C第&P页，共&N页")


def _places(column: TableColumn) -> int:
    default = 1 if column.kind in {ColumnKind.RATE, ColumnKind.POINTS} else 0
    return default if column.decimals is None else column.decimals


def _number_format(column: TableColumn) -> str:
    places = _places(column)
    digits = "0" + ("." + "0" * places if places else "")
    formats = {
        ColumnKind.RATE: f"{digits}%",
        ColumnKind.POINTS: f"+{digits};−{digits};{digits}",
        ColumnKind.MONEY: f"#,##{digits};−#,##{digits}",
    }
    return formats.get(column.kind, "#,##0")
