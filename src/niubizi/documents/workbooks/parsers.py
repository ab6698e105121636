"""One parser per column: from a cell to the row's value, or to the error at that cell.

What depends only on the column (its field, unit, head) is settled when the parser is made: the
parsers run once per cell of the file.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from niubizi.documents.workbooks import cells, moments
from niubizi.documents.workbooks.cells import Amount, BadCell, shown, squeezed
from niubizi.documents.workbooks.columns import Column
from niubizi.documents.workbooks.facts import Places
from niubizi.documents.workbooks.fields import FIELDS, Kind
from niubizi.documents.workbooks.grid import Cell
from niubizi.documents.workbooks.moments import Span, When
from niubizi.documents.workbooks.readrow import ReadRow, approximate, fail
from niubizi.domain.periods import Month

Parser = Callable[[ReadRow, Cell], None]

_NEW = frozenset(["新增", "新建", "新入库", "新开工", "新列入", "新"])
_CARRIED = frozenset(["结转", "续建", "在建", "接转", "续", "结转续建"])
_LATER = frozenset(["储备", "前期", "预备", "谋划"])
_LONGITUDES = (73, 136)
_LATITUDES = (3, 54)
_INEXACT = 10**15
"""From here on a number no longer holds every digit of a code."""


def parser_of(
    column: Column, places: Places, unit: Decimal, spanned: frozenset[tuple[int, int]]
) -> Parser:
    """The parser of a column; ``unit`` in 万元 is the table's, ``spanned`` the cells that repeat a
    merged value and don't count twice in sums."""
    if column.field is None:
        return _keep(column)
    if column.means:
        return _ticked(column, column.means)
    parsers: dict[Kind, Callable[[], Parser]] = {
        Kind.TEXT: lambda: _text(column),
        Kind.MEMO: lambda: _memo(column),
        Kind.CODE: lambda: _code(column),
        Kind.BLOCK: lambda: _block(column, places),
        Kind.ORIGIN: lambda: _origin(column),
        Kind.MONEY: lambda: _money(column, column.unit or unit, spanned),
        Kind.MONTH: lambda: _month(column),
        Kind.SPAN: lambda: _span(column),
        Kind.LONGITUDE: lambda: _degrees(column, *_LONGITUDES),
        Kind.LATITUDE: lambda: _degrees(column, *_LATITUDES),
    }
    return parsers[FIELDS[column.field].kind]()


def _money(column: Column, unit: Decimal, spanned: frozenset[tuple[int, int]]) -> Parser:
    name, index = column.field or "", column.index

    def parse(row: ReadRow, cell: Cell) -> None:
        try:
            found = cells.amount(cell, unit)
        except BadCell as fault:
            fail(row, column, cell, fault.code)
            return
        if found is None:
            return
        value = found.value
        row.values[name] = value
        if (row.index, index) not in spanned:
            row.amounts[index] = value
        if value < 0:
            fail(row, column, cell, "negative")
        if found.approximate:
            approximate(row, column, cell, _taken(found))

    return parse


def _block(column: Column, places: Places) -> Parser:
    def parse(row: ReadRow, cell: Cell) -> None:
        words = cells.text(cell)
        if words is None:
            return
        place = places.find(words)
        if place is not None:
            row.place = place
            row.values["block"] = place.name
        elif column.guessed:
            # A column of places of works, most of which are blocks: this one isn't.
            row.extra[column.header] = words
        else:
            fail(row, column, cell, "unknown_block")

    return parse


def _keep(column: Column) -> Parser:
    key = column.header or f"{column.letter}列"

    def parse(row: ReadRow, cell: Cell) -> None:
        if words := shown(cell):
            row.extra[key] = words

    return parse


def _text(column: Column) -> Parser:
    name = column.field or ""

    def parse(row: ReadRow, cell: Cell) -> None:
        words = cells.text(cell)
        if words is not None:
            row.values[name] = words

    return parse


def _memo(column: Column) -> Parser:
    name = column.field or ""

    def parse(row: ReadRow, cell: Cell) -> None:
        words = cells.memo(cell)
        if words is not None:
            row.values[name] = words

    return parse


def _code(column: Column) -> Parser:
    def parse(row: ReadRow, cell: Cell) -> None:
        words = cells.text(cell)
        if words is None:
            return
        if isinstance(cell, float) and abs(cell) >= _INEXACT:
            fail(
                row,
                column,
                cell,
                "out_of_range",
                why="代码被存成了数字，末几位已经丢失，应设为文本格式",
            )
            return
        row.values["code"] = squeezed(words)

    return parse


def _origin(column: Column) -> Parser:
    def parse(row: ReadRow, cell: Cell) -> None:
        words = cells.text(cell)
        if words is None:
            return
        plain = squeezed(words).removesuffix("项目")
        if plain in _LATER:
            row.is_planned_only = True
        elif plain in _NEW:
            row.values["origin"] = "new"
        elif plain in _CARRIED:
            row.values["origin"] = "carry_over"
        else:
            fail(row, column, cell, "out_of_range", why="应为新增（新建、新入库）或结转（续建）")

    return parse


def _ticked(column: Column, means: str) -> Parser:
    def parse(row: ReadRow, cell: Cell) -> None:
        try:
            if cells.tick(cell):
                row.values["origin"] = means
        except BadCell as fault:
            fail(row, column, cell, fault.code, why="应打√或留空")

    return parse


def _month(column: Column) -> Parser:
    name = column.field or ""

    def parse(row: ReadRow, cell: Cell) -> None:
        try:
            when = moments.month(cell)
        except BadCell as fault:
            fail(row, column, cell, fault.code)
            return
        if when is None:
            return
        if when.month is None:
            row.values.setdefault(f"{name}_year", when.year)
        else:
            row.values[name] = Month(when.year, when.month)
        if when.approximate:
            approximate(row, column, cell, _named(when))

    return parse


def _span(column: Column) -> Parser:
    def parse(row: ReadRow, cell: Cell) -> None:
        if moments.is_duration(cell):
            row.extra[column.header] = shown(cell)
            return
        try:
            found = moments.span(cell)
        except BadCell as fault:
            fail(row, column, cell, fault.code)
            return
        if found is not None:
            _put_span(row, found)

    return parse


def _put_span(row: ReadRow, found: Span) -> None:
    row.values["start_year"] = found.start.year
    if found.end:
        row.values["end_year"] = found.end.year
    if found.start.month:
        row.values["span_start"] = Month(found.start.year, found.start.month)
    if found.end and found.end.month:
        row.values["span_end"] = Month(found.end.year, found.end.month)


def _degrees(column: Column, low: int, high: int) -> Parser:
    name = column.field or ""

    def parse(row: ReadRow, cell: Cell) -> None:
        try:
            value = cells.degrees(cell, low, high)
        except BadCell as fault:
            fail(row, column, cell, fault.code, why=f"应在{low}—{high}度之间")
            return
        if value is not None:
            row.values[name] = value

    return parse


def _taken(found: Amount) -> str:
    return f"{cells.decimal_text(found.value)}万元"


def _named(when: When) -> str:
    return f"{when.year}年{when.month}月" if when.month else f"{when.year}年"
