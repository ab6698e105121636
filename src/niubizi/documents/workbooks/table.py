"""One table, header found: columns, rows, checks, and the preview made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from niubizi.documents.workbooks import messages, phrases
from niubizi.documents.workbooks.cells import UNITS, shown
from niubizi.documents.workbooks.checks import RowChecker
from niubizi.documents.workbooks.columns import Column, ColumnMatcher
from niubizi.documents.workbooks.facts import BookKind, ImportContext, Places, Projects
from niubizi.documents.workbooks.fields import FIELDS, Kind
from niubizi.documents.workbooks.given import says_later, spread_down, with_given
from niubizi.documents.workbooks.grid import Cell, Sheet, Workbook, column_index
from niubizi.documents.workbooks.header import Header
from niubizi.documents.workbooks.hidden import hidden_parts
from niubizi.documents.workbooks.period import period_of
from niubizi.documents.workbooks.preview import (
    ColumnView,
    ImportPreview,
    Issue,
    Row,
    SkippedRow,
)
from niubizi.documents.workbooks.readrow import ReadRow
from niubizi.documents.workbooks.rowkinds import BodyRow, RowKind, RowSorter
from niubizi.documents.workbooks.rows import RowReader
from niubizi.documents.workbooks.sumchecks import UNIT_NAMES, wrong_sums
from niubizi.documents.workbooks.survey import survey
from niubizi.documents.workbooks.tablechecks import (
    find_duplicates,
    find_lookalikes,
    find_wrong_units,
)
from niubizi.domain.periods import Month

_DEFAULT_UNIT = "万元"


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
        self.rows, self.spanned = spread_down(self.sheet, self.header.body)
        self.columns = self._match(mapping)
        self.by_field = {column.field: column for column in self.columns if column.field}
        self.kind = self._kind()
        self.period = self._period()
        self._units()
        body = self._sorted()
        self.issues.extend(hidden_parts(self.book, self.sheet, self.header, self.columns, body))
        projects = self._read(body)
        incomplete = self._missing_columns()
        self._check(projects)
        self.issues.extend(wrong_sums(body, projects, self.rows, self._money_columns(), self.unit))
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
            ledger=self.ledger,
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
        asked = [column for column in self.columns if "invested_ytd" in column.choices]
        figures = self.by_field.keys() & {"invested_ytd", "invested_month"}
        dated = self.around.month or any(column.month for column in asked)
        monthly = figures or (asked and dated)
        return BookKind.MONTHLY if monthly else BookKind.LIST

    def _money_columns(self) -> list[Column]:
        return [c for c in self.columns if c.field and FIELDS[c.field].kind is Kind.MONEY]

    def _units(self) -> None:
        """Where some column has no unit and the sheet states none: the other columns' if they agree."""
        bare = [column for column in self._money_columns() if column.unit is None]
        if not bare or self.stated_unit is not None:
            return
        stated = {column.unit for column in self._money_columns() if column.unit is not None}
        self.unit = stated.pop() if len(stated) == 1 else UNITS[_DEFAULT_UNIT]
        self.issues.append(
            Issue(
                "unit_assumed",
                messages.unit_assumed(UNIT_NAMES[self.unit]),
                self.header.bottom + 1,
                bare[0].letter,
                bare[0].field,
            )
        )

    def _unit_name(self) -> str | None:
        factors = {column.unit or self.unit for column in self._money_columns()} or {self.unit}
        return UNIT_NAMES[factors.pop()] if len(factors) == 1 else None

    def _sorted(self) -> list[BodyRow]:
        heads = [part for head in self.header.heads for part in head.text.split("/")]
        sorter = RowSorter(self.columns, heads, self.sheet.merges, self.places)
        return sorter.sort(self.rows, self.header.body)

    def _read(self, body: Sequence[BodyRow]) -> list[ReadRow]:
        reader = RowReader(self.columns, self.places, self.unit, self.spanned)
        words = self.around.title or self.sheet.name
        return [
            reader.read(row.index, self.rows[row.index], given)
            for row, given in with_given(body, planned_only=says_later(words))
        ]

    def _period(self) -> Month | None:
        if self.kind is not BookKind.MONTHLY:
            return None
        found, issues = period_of(
            sheet=self.sheet,
            header=self.header,
            around=self.around,
            columns=self.by_field,
            year=self.year,
            expected=self.context.period,
            filename=self.filename,
        )
        self.issues.extend(issues)
        return found

    def _required(self) -> tuple[str, ...]:
        if self.kind is BookKind.MONTHLY:
            # Where a table has only the month, the year to date is last period's and this month.
            only_month = "invested_month" in self.by_field and "invested_ytd" not in self.by_field
            return ("name", "invested_month" if only_month else "invested_ytd")
        if self.context.plan_required:
            return ("name", "total_investment", "annual_plan")
        return ("name", "total_investment")

    def _missing_columns(self) -> bool:
        """Whether a column is missing without which no row can be taken; it is reported once."""
        missing = [name for name in self._required() if name not in self.by_field]
        if says_later((self.around.title or "") + self.sheet.name):
            missing = [name for name in missing if name != "annual_plan"]
        at = self.header.bottom + 1
        for name in missing:
            asked = next((c for c in self.columns if name in c.choices), None)
            if asked:
                sentence = messages.ask_cumulative(asked.header)
            else:
                sentence = messages.missing_column(FIELDS[name].title)
            letter = asked.letter if asked else None
            self.issues.append(Issue("required", sentence, at, letter, name))
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

    def _preview(
        self, body: Sequence[BodyRow], projects: Sequence[ReadRow], *, usable: bool
    ) -> ImportPreview:
        errors = [issue for row in projects for issue in row.errors]
        warnings = [issue for row in projects for issue in row.warnings]
        for issue in self.issues:
            (errors if issue.code in {"period_mismatch", "required"} else warnings).append(issue)
        valid = [row for row in projects if usable and not row.errors]
        faulty = [row for row in projects if not usable or row.errors]
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
            faulty=tuple(_row(row) for row in faulty),
            header_row=self.header.bottom + 1,
            notices=notices,
        )

    def _skipped(self, body: Sequence[BodyRow]) -> Iterator[SkippedRow]:
        for row in body:
            if row.kind is RowKind.NOTE and _is_unit_line(row.text):
                continue
            if row.kind not in (RowKind.PROJECT, RowKind.HEAD):
                yield SkippedRow(row.index + 1, row.kind.value, row.text)


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
