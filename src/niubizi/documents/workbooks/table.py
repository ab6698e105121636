"""One table, header found: columns, rows, checks, and the preview made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from niubizi.documents.workbooks import messages, phrases
from niubizi.documents.workbooks.cells import UNITS, BadCell, amount, shown, squeezed
from niubizi.documents.workbooks.checks import RowChecker
from niubizi.documents.workbooks.columns import Column, ColumnMatcher
from niubizi.documents.workbooks.facts import BookKind, ImportContext, Places, Projects
from niubizi.documents.workbooks.fields import FIELDS, Kind
from niubizi.documents.workbooks.grid import Cell, Sheet, Workbook, column_index, column_letter
from niubizi.documents.workbooks.header import Header
from niubizi.documents.workbooks.preview import (
    ColumnView,
    ImportPreview,
    Issue,
    Row,
    SkippedRow,
)
from niubizi.documents.workbooks.rowkinds import (
    BodyRow,
    RowKind,
    RowSorter,
    bare_label,
)
from niubizi.documents.workbooks.rows import Inherited, ReadRow, RowReader, title_of
from niubizi.documents.workbooks.survey import month_of_names, survey
from niubizi.documents.workbooks.tablechecks import (
    find_duplicates,
    find_lookalikes,
    find_wrong_units,
)
from niubizi.documents.workbooks.totals import COUNT, SumChecker, Summed, count_in
from niubizi.domain.periods import Month

_DEFAULT_UNIT = "万元"
_UNIT_NAMES = {factor: name for name, factor in UNITS.items() if name.endswith("元")}
_LATER_PROJECTS = ("储备", "前期", "谋划", "预备")
_MANY_HIDDEN = 20


class TableReader:
    """Reads the table under ``header``; each step leaves what the next one needs."""

    def __init__(
        self, book: Workbook, sheet: Sheet, header: Header, context: ImportContext, filename: str
    ) -> None:
        self.book, self.sheet, self.header, self.context = book, sheet, header, context
        self.filename = filename
        self.places = Places(context.organizations)
        self.ledger = None if context.projects is None else Projects(context.projects)
        self.around = survey(sheet, header, filename)
        self.issues: list[Issue] = []

    def read(self, mapping: Mapping[str, str], unit: str | None) -> ImportPreview:
        """The preview; ``mapping`` and ``unit`` are the user's corrections."""
        self.year = self._year()
        self.stated_unit = unit or self.around.unit
        self.unit = UNITS[self.stated_unit or _DEFAULT_UNIT]
        self.rows, self.spanned = _spread_down(self.sheet, self.header.body)
        self.columns = self._match(mapping)
        self.by_field = {column.field: column for column in self.columns if column.field}
        self.kind = self._kind()
        self.period = self._period()
        self._units()
        self._hidden()
        body = self._sorted()
        projects = list(self._read(body))
        incomplete = self._missing_columns()
        self._check(projects)
        self._sums(body, projects)
        return self._preview(body, projects, usable=not incomplete)

    def _year(self) -> int | None:
        period = self.context.period
        return self.around.year or self.context.year or (period.year if period else None)

    def _match(self, mapping: Mapping[str, str]) -> tuple[Column, ...]:
        period = self.context.period
        matcher = ColumnMatcher(
            self.rows[self.header.body :],
            self.places,
            year=self.year,
            month=period.month if period else self.around.month,
            unit=self.unit,
        )
        columns = matcher.match(self.header.heads, {k.upper(): v for k, v in mapping.items()})
        headed = {column.index for column in columns}
        width = max(map(len, self.rows), default=0)
        bare = [
            Column(index, "", None)
            for index in range(width)
            if index not in headed
            and any(self._filled(row, index) for row in self.rows[self.header.body :])
        ]
        return tuple(sorted((*columns, *bare), key=lambda column: column.index))

    @staticmethod
    def _filled(row: Sequence[Cell], index: int) -> bool:
        return index < len(row) and bool(shown(row[index]))

    def _kind(self) -> BookKind:
        if self.context.kind:
            return self.context.kind
        asked = any("invested_ytd" in column.choices for column in self.columns)
        months = [c.month for c in self.columns if c.field in {"invested_ytd", "invested_month"}]
        speaks = self.around.month is not None
        if "invested_month" in self.by_field or any(months):
            return BookKind.MONTHLY
        reports = "invested_ytd" in self.by_field or "progress" in self.by_field or asked
        return (
            BookKind.MONTHLY
            if reports and (speaks or "invested_ytd" in self.by_field)
            else BookKind.LIST
        )

    def _period(self) -> Month | None:
        """The month of a monthly table; what contradicts it is an error at the head that does."""
        if self.kind is not BookKind.MONTHLY:
            return None
        expected = self.context.period
        heads = [self.by_field.get(name) for name in ("invested_ytd", "invested_month")]
        of_heads = next((c.month for c in heads if c and c.month), None)
        month = self.around.month or of_heads or month_of_names(self.sheet, self.filename)
        found = Month(self.year, month) if self.year and month else None
        wanted = expected or found
        if wanted is None:
            return None
        contradicted = False
        for column in heads:
            if column and column.month and column.month != wanted.month:
                self._mismatch(column, wanted)
                contradicted = True
        if expected and found and found != expected and not contradicted:
            row, at = self.around.title_at
            self.issues.append(
                Issue(
                    "period_mismatch",
                    messages.period_mismatch(found.name, expected.name),
                    row + 1,
                    column_letter(at),
                    None,
                    self.around.title or "",
                )
            )
        return found or expected

    def _mismatch(self, column: Column, wanted: Month) -> None:
        sentence = messages.period_mismatch(f"“{title_of(column)}”", wanted.name)
        self.issues.append(
            Issue(
                "period_mismatch",
                sentence,
                self.header.bottom + 1,
                column.letter,
                column.field,
                title_of(column),
            )
        )

    def _money_columns(self) -> list[Column]:
        return [c for c in self.columns if c.field and FIELDS[c.field].kind is Kind.MONEY]

    def _units(self) -> None:
        """Say so where no unit stands anywhere."""
        bare = [column for column in self._money_columns() if column.unit is None]
        if bare and self.stated_unit is None:
            self.issues.append(
                Issue(
                    "unit_assumed",
                    messages.unit_assumed(),
                    self.header.bottom + 1,
                    bare[0].letter,
                    bare[0].field,
                )
            )

    def _unit_name(self) -> str | None:
        factors = {column.unit or self.unit for column in self._money_columns()} or {self.unit}
        return _UNIT_NAMES[factors.pop()] if len(factors) == 1 else None

    def _hidden(self) -> None:
        for name in self.book.sheet_names:
            is_read = name == self.sheet.name
            if name in self.book.hidden_sheets and (is_read or self.book.sheet(name).rows):
                sentence = messages.hidden_sheet(name, read=is_read)
                self.issues.append(Issue("hidden", sentence, value=name))
        for column in self.columns:
            if column.index in self.sheet.hidden_columns:
                sentence = messages.hidden_column(column.header or f"{column.letter}列")
                self.issues.append(
                    Issue("hidden", sentence, self.header.bottom + 1, column.letter, column.field)
                )

    def _sorted(self) -> list[BodyRow]:
        heads = [part for head in self.header.heads for part in head.text.split("/")]
        sorter = RowSorter(self.columns, heads, self.sheet.merges, self.places)
        body = sorter.sort(self.rows, self.header.body)
        hidden = [
            row.index
            for row in body
            if row.index in self.sheet.hidden_rows and row.kind is not RowKind.BLANK
        ]
        for first, last in _runs(hidden, single=len(hidden) <= _MANY_HIDDEN):
            sentence = messages.hidden_row(first + 1, last + 1)
            self.issues.append(Issue("hidden", sentence, first + 1))
        return body

    def _read(self, body: Sequence[BodyRow]) -> Iterator[ReadRow]:
        reader = RowReader(self.columns, self.places, self.unit, self.spanned)
        planned_only = any(
            word in (self.around.title or self.sheet.name) for word in _LATER_PROJECTS
        )
        open_classes: list[BodyRow] = []
        blocks_first = False
        inherited = Inherited(is_planned_only=planned_only)
        for row in body:
            if row.kind is RowKind.CLASS:
                # Blocks that come before any numbered class hold the classes, not the other way.
                blocks_first = blocks_first or bool(row.place and not open_classes)
                _enter(open_classes, row, outermost=blocks_first and bool(row.place))
                inherited = _inherited(open_classes, planned_only=planned_only)
            elif row.kind is RowKind.PROJECT:
                yield reader.read(row.index, self.rows[row.index], inherited)

    def _required(self) -> tuple[str, ...]:
        if self.kind is BookKind.MONTHLY:
            return ("name", "invested_ytd") if "invested_ytd" in self.by_field else ("name",)
        if self.context.plan_required:
            return ("name", "total_investment", "annual_plan")
        return ("name", "total_investment")

    def _missing_columns(self) -> bool:
        """Whether a column is missing without which no row can be taken; it is reported once."""
        missing = [name for name in self._required() if name not in self.by_field]
        words = (self.around.title or "") + self.sheet.name
        if any(word in words for word in _LATER_PROJECTS):
            missing = [name for name in missing if name != "annual_plan"]
        at = self.header.bottom + 1
        for name in missing:
            sentence = messages.missing_column(FIELDS[name].title)
            self.issues.append(Issue("required", sentence, at, None, name))
        asked = [c for c in self.columns if "invested_ytd" in c.choices]
        if self.kind is BookKind.MONTHLY and asked and "invested_ytd" not in self.by_field:
            sentence = messages.ask_cumulative(asked[0].header)
            self.issues.append(Issue("required", sentence, at, asked[0].letter, "invested_ytd"))
            return True
        return bool(missing)

    def _check(self, projects: Sequence[ReadRow]) -> None:
        checker = RowChecker(
            kind=self.kind,
            columns=self.by_field,
            others={c.header or f"{c.letter}列": c.letter for c in self.columns if not c.field},
            required=tuple(name for name in self._required() if name in self.by_field),
            year=self.year,
            period=self.period,
            context=self.context,
            ledger=self.ledger,
        )
        for row in projects:
            checker.check(row)
        find_duplicates(projects, self.by_field)
        find_lookalikes(
            projects,
            self.by_field["name"],
            self.ledger,
            must_exist=self.kind is BookKind.MONTHLY,
        )
        find_wrong_units(projects, self._money_columns())

    def _sums(self, body: Sequence[BodyRow], projects: Sequence[ReadRow]) -> None:
        money = self._money_columns()
        summed = [
            Summed(row.index, row.amounts, row.place.code if row.place else "") for row in projects
        ]
        checker = SumChecker(body, summed, [column.index for column in money])
        by_index = {column.index: column for column in money}
        for row in body:
            if row.kind not in {RowKind.CLASS, RowKind.SUBTOTAL, RowKind.TOTAL}:
                continue
            stated, count_column = self._stated(row, money)
            for wrong in checker.check(row, stated, count_column):
                if wrong.is_count:
                    sentence = messages.count_mismatch(wrong.stated, wrong.found)
                else:
                    column = by_index[wrong.column]
                    unit = column.unit or self.unit
                    sentence = messages.subtotal_mismatch(
                        title_of(column), wrong.stated / unit, wrong.found / unit, _UNIT_NAMES[unit]
                    )
                letter = column_letter(wrong.column)
                self.issues.append(Issue("subtotal_mismatch", sentence, wrong.row + 1, letter))

    def _stated(self, row: BodyRow, money: Sequence[Column]) -> tuple[dict[int, Decimal], int]:
        """The figures of a row that sums: amounts by column, and how many projects it says."""
        cells_of_row = self.rows[row.index]
        stated: dict[int, Decimal] = {}
        for column in money:
            if column.index < len(cells_of_row):
                try:
                    found = amount(cells_of_row[column.index], column.unit or self.unit)
                except BadCell:
                    continue
                if found:
                    stated[column.index] = found.value
        for index, cell in enumerate(cells_of_row):
            if isinstance(cell, str) and (count := count_in(squeezed(cell))) is not None:
                stated[COUNT] = Decimal(count)
                return stated, index
        return stated, 0

    def _preview(
        self, body: Sequence[BodyRow], projects: Sequence[ReadRow], *, usable: bool
    ) -> ImportPreview:
        errors = [issue for row in projects for issue in row.errors]
        warnings = [issue for row in projects for issue in row.warnings]
        for issue in self.issues:
            (errors if issue.code in {"period_mismatch", "required"} else warnings).append(issue)
        valid = [row for row in projects if not row.errors] if usable else []
        notices = (
            ("文件引用了其他工作簿，已按其中保存的数值读取。",)
            if self.book.has_external_links
            else ()
        )
        return ImportPreview(
            kind=self.kind,
            sheet=self.sheet.name,
            sheets=self.book.sheet_names,
            title=self.around.title,
            unit=self._unit_name(),
            year=self.year,
            period=self.period,
            columns=tuple(_view(column) for column in self.columns),
            rows=tuple(_row(row) for row in valid),
            errors=tuple(sorted(errors, key=_address)),
            warnings=tuple(sorted(warnings, key=_address)),
            skipped=tuple(self._skipped(body)),
            project_rows=len(projects),
            header_row=self.header.bottom + 1,
            notices=notices,
        )

    def _skipped(self, body: Sequence[BodyRow]) -> Iterator[SkippedRow]:
        for row in body:
            if row.kind is RowKind.NOTE and _is_unit_line(row.text):
                continue
            if row.kind not in {RowKind.PROJECT, RowKind.HEAD}:
                yield SkippedRow(row.index + 1, row.kind.value, row.text)


def _spread_down(
    sheet: Sheet, body: int
) -> tuple[list[Sequence[Cell]], frozenset[tuple[int, int]]]:
    """The rows with vertically merged values in every row they span, and where those repeat."""
    rows: list[Sequence[Cell]] = list(sheet.rows)
    repeated = set()
    for merge in sheet.merges:
        if merge.bottom <= merge.top or merge.top < body or merge.top >= len(rows):
            continue
        anchor = rows[merge.top]
        value = anchor[merge.left] if merge.left < len(anchor) else ""
        if value == "":
            continue
        for index in range(merge.top + 1, min(merge.bottom, len(rows) - 1) + 1):
            cells = list(rows[index])
            cells.extend([""] * (merge.left + 1 - len(cells)))
            cells[merge.left] = value
            rows[index] = cells
            repeated.add((index, merge.left))
    return rows, frozenset(repeated)


def _enter(open_classes: list[BodyRow], row: BodyRow, *, outermost: bool) -> None:
    level = 0 if outermost else row.level
    while open_classes and open_classes[-1].level >= level:
        open_classes.pop()
    open_classes.append(row if not outermost else _outermost(row))


def _outermost(row: BodyRow) -> BodyRow:
    return BodyRow(row.index, row.kind, row.text, 0, row.place, row.is_numbered, row.is_part)


def _inherited(open_classes: Sequence[BodyRow], *, planned_only: bool) -> Inherited:
    labels = tuple(bare_label(row.text) for row in open_classes)
    origin = None
    for label in labels:
        if any(word in label for word in ("结转", "续建")):
            origin = "carry_over"
        elif any(word in label for word in ("新增", "新建", "新开工", "新入库")):
            origin = "new"
    return Inherited(
        classes=labels,
        place=next((row.place for row in reversed(open_classes) if row.place), None),
        origin=origin,
        is_planned_only=planned_only
        or any(word in label for label in labels for word in _LATER_PROJECTS),
    )


def _runs(indexes: Sequence[int], *, single: bool) -> Iterator[tuple[int, int]]:
    """The indexes one by one, or as runs where there are many."""
    start = 0
    for at, index in enumerate(indexes):
        last = at + 1 == len(indexes) or indexes[at + 1] != index + 1
        if single or last:
            yield indexes[start], index
            start = at + 1


def _is_unit_line(words: str) -> bool:
    return phrases.unit_of_line(words) is not None and len(words) < 20


def _view(column: Column) -> ColumnView:
    return ColumnView(
        column=column.letter,
        header=column.header,
        field=column.field,
        guessed=column.guessed,
        choices=column.choices,
        is_sequence=column.is_sequence,
    )


def _row(row: ReadRow) -> Row:
    return Row(
        number=row.number,
        values=row.values,
        extra=row.extra,
        classes=row.classes,
        block_code=row.place.code if row.place else "",
    )


def _address(issue: Issue) -> tuple[int, int, str]:
    return issue.row or 0, column_index(issue.column) if issue.column else -1, issue.code
