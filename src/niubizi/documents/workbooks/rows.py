"""Reading the rows of projects: cells into values, and what is wrong with a row on its own.

This loop runs once per cell of the file; what depends only on the column is settled before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from niubizi.documents.workbooks import cells, messages
from niubizi.documents.workbooks.cells import Amount, BadCell, Span, When, shown, squeezed
from niubizi.documents.workbooks.columns import Column
from niubizi.documents.workbooks.facts import KnownOrganization, Places
from niubizi.documents.workbooks.fields import FIELDS, Kind
from niubizi.documents.workbooks.grid import Cell, column_letter
from niubizi.documents.workbooks.preview import Issue, Value
from niubizi.domain.periods import Month

_NEW = frozenset(["新增", "新建", "新入库", "新开工", "新列入", "新"])
_CARRIED = frozenset(["结转", "续建", "在建", "接转", "续", "结转续建"])
_OUTSIDE_ORIGIN = frozenset(["储备", "前期", "预备", "谋划", "储备项目", "前期项目", "预备项目"])
_LONGITUDES = (73, 136)
_LATITUDES = (3, 54)
MAX_DIGITS = Decimal(10) ** 15


@dataclass
class ReadRow:
    """A project row while it is being checked; becomes a ``Row`` when nothing is wrong with it.

    ``amounts`` are 万元 by column for the sums, without those that a merged cell repeats.
    """

    index: int
    values: dict[str, Value] = field(default_factory=dict)
    amounts: dict[int, Decimal] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    place: KnownOrganization | None = None
    errors: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    is_planned_only: bool = False

    @property
    def number(self) -> int:
        return self.index + 1

    def amount(self, name: str) -> Decimal | None:
        value = self.values.get(name)
        return value if isinstance(value, Decimal) else None

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return value if isinstance(value, str) else None


@dataclass(frozen=True)
class Inherited:
    """What class and block rows above give to a row."""

    classes: tuple[str, ...] = ()
    place: KnownOrganization | None = None
    origin: str | None = None
    is_planned_only: bool = False


_Parser = Callable[[ReadRow, Cell], None]


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self,
        columns: Sequence[Column],
        places: Places,
        unit: Decimal,
        spanned: frozenset[tuple[int, int]],
    ) -> None:
        self.places = places
        self.spanned = spanned
        self.columns = {column.field: column for column in columns if column.field}
        self.parsers: list[tuple[int, _Parser]] = [
            (column.index, self._parser(column, unit))
            for column in columns
            if not column.is_sequence
        ]
        self.gives_block = "block" not in self.columns
        self.gives_origin = "origin" not in self.columns

    def read(self, index: int, cells_of_row: Sequence[Cell], inherited: Inherited) -> ReadRow:
        row = ReadRow(index, classes=inherited.classes)
        row.is_planned_only = inherited.is_planned_only
        width = len(cells_of_row)
        for column, parse in self.parsers:
            if column < width and (cell := cells_of_row[column]) != "":
                parse(row, cell)
        if self.gives_block and inherited.place:
            row.place = inherited.place
            row.values["block"] = inherited.place.name
        if self.gives_origin and inherited.origin:
            row.values["origin"] = inherited.origin
        return row

    def _parser(self, column: Column, unit: Decimal) -> _Parser:
        if column.field is None:
            return _keep(column)
        kind = FIELDS[column.field].kind
        if kind is Kind.MONEY:
            return self._money(column, column.unit or unit)
        if column.means:
            return _ticked(column, column.means)
        parsers: dict[Kind, Callable[[Column], _Parser]] = {
            Kind.TEXT: _text,
            Kind.MEMO: _memo,
            Kind.CODE: _code,
            Kind.BLOCK: self._block,
            Kind.ORIGIN: _origin,
            Kind.MONTH: _month,
            Kind.SPAN: _span,
            Kind.LONGITUDE: lambda c: _degrees(c, *_LONGITUDES),
            Kind.LATITUDE: lambda c: _degrees(c, *_LATITUDES),
        }
        return parsers[kind](column)

    def _money(self, column: Column, unit: Decimal) -> _Parser:
        name, index, spanned = column.field or "", column.index, self.spanned

        def parse(row: ReadRow, cell: Cell) -> None:
            try:
                found = cells.amount(cell, unit)
            except BadCell as fault:
                _fail(row, column, cell, fault.code)
                return
            if found is None:
                return
            value = found.value
            row.values[name] = value
            if (row.index, index) not in spanned:
                row.amounts[index] = value
            if value < 0:
                _fail(row, column, cell, "negative")
            if found.approximate:
                _approximate(row, column, cell, _taken(found))

        return parse

    def _block(self, column: Column) -> _Parser:
        def parse(row: ReadRow, cell: Cell) -> None:
            words = cells.text(cell)
            if words is None:
                return
            place = self.places.find(words)
            if place is None:
                _fail(row, column, cell, "unknown_block")
                return
            row.place = place
            row.values["block"] = place.name

        return parse


def title_of(column: Column) -> str:
    """What messages call a column: its own head, the last of several."""
    return column.header.rpartition("/")[2] if column.field != "origin" else column.header


def _keep(column: Column) -> _Parser:
    key = column.header or f"{column.letter}列"

    def parse(row: ReadRow, cell: Cell) -> None:
        if words := shown(cell):
            row.extra[key] = words

    return parse


def _text(column: Column) -> _Parser:
    name = column.field or ""

    def parse(row: ReadRow, cell: Cell) -> None:
        words = cells.text(cell)
        if words is not None:
            row.values[name] = words

    return parse


def _memo(column: Column) -> _Parser:
    name = column.field or ""

    def parse(row: ReadRow, cell: Cell) -> None:
        words = cells.memo(cell)
        if words is not None:
            row.values[name] = words

    return parse


def _code(column: Column) -> _Parser:
    def parse(row: ReadRow, cell: Cell) -> None:
        words = cells.text(cell)
        if words is None:
            return
        if isinstance(cell, float) and abs(cell) >= MAX_DIGITS:
            _fail(
                row,
                column,
                cell,
                "out_of_range",
                why="代码被存成了数字，末几位已经丢失，应设为文本格式",
            )
            return
        row.values["code"] = squeezed(words)

    return parse


def _origin(column: Column) -> _Parser:
    def parse(row: ReadRow, cell: Cell) -> None:
        words = cells.text(cell)
        if words is None:
            return
        plain = squeezed(words).removesuffix("项目")
        if plain in _OUTSIDE_ORIGIN:
            row.is_planned_only = True
        elif plain in _NEW:
            row.values["origin"] = "new"
        elif plain in _CARRIED:
            row.values["origin"] = "carry_over"
        else:
            _fail(row, column, cell, "out_of_range", why="应为新增（新建、新入库）或结转（续建）")

    return parse


def _ticked(column: Column, means: str) -> _Parser:
    def parse(row: ReadRow, cell: Cell) -> None:
        try:
            if cells.tick(cell):
                row.values["origin"] = means
        except BadCell as fault:
            _fail(row, column, cell, fault.code, why="应打√或留空")

    return parse


def _month(column: Column) -> _Parser:
    name = column.field or ""

    def parse(row: ReadRow, cell: Cell) -> None:
        try:
            when = cells.month(cell)
        except BadCell as fault:
            _fail(row, column, cell, fault.code)
            return
        if when is None:
            return
        if when.month is None:
            row.values.setdefault(f"{name}_year", when.year)
        else:
            row.values[name] = Month(when.year, when.month)
        if when.approximate:
            _approximate(row, column, cell, _named(when))

    return parse


def _span(column: Column) -> _Parser:
    def parse(row: ReadRow, cell: Cell) -> None:
        if cells.is_duration(cell):
            row.extra[column.header] = shown(cell)
            return
        try:
            found = cells.span(cell)
        except BadCell as fault:
            _fail(row, column, cell, fault.code)
            return
        if found is not None:
            _put_span(row, found)

    return parse


def _put_span(row: ReadRow, found: Span) -> None:
    row.values["start_year"] = found.start.year
    row.values["end_year"] = found.end.year
    if found.start.month:
        row.values["span_start"] = Month(found.start.year, found.start.month)
    if found.end.month:
        row.values["span_end"] = Month(found.end.year, found.end.month)


def _degrees(column: Column, low: int, high: int) -> _Parser:
    name = column.field or ""

    def parse(row: ReadRow, cell: Cell) -> None:
        try:
            value = cells.degrees(cell, low, high)
        except BadCell as fault:
            _fail(row, column, cell, fault.code, why=f"应在{low}—{high}度之间")
            return
        if value is not None:
            row.values[name] = value

    return parse


def _fail(
    row: ReadRow, column: Column, cell: Cell, code: str, *, why: str = "超出合理范围"
) -> None:
    name, value, title = column.field or "", shown(cell), title_of(column)
    row.unread.add(name)
    sentences: Mapping[str, Callable[[], str]] = {
        "not_a_number": lambda: messages.not_a_number(title, value),
        "not_a_date": lambda: messages.not_a_date(title, value, is_span=name == "span"),
        "negative": lambda: messages.negative(title, value),
        "unknown_block": lambda: messages.unknown_block(value),
        "out_of_range": lambda: messages.out_of_range(title, value, why),
    }
    row.errors.append(
        Issue(code, sentences[code](), row.number, column_letter(column.index), name, value)
    )


def _approximate(row: ReadRow, column: Column, cell: Cell, taken: str) -> None:
    value = shown(cell)
    message = messages.approximate(title_of(column), value, taken)
    row.warnings.append(
        Issue("approximate", message, row.number, column.letter, column.field, value)
    )


def _taken(found: Amount) -> str:
    return f"{cells.decimal_text(found.value)}万元"


def _named(when: When) -> str:
    return f"{when.year}年{when.month}月" if when.month else f"{when.year}年"
