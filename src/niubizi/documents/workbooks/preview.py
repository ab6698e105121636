"""What the reader found in a file, as values and as the JSON of the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from niubizi.documents.workbooks.cells import decimal_text
from niubizi.documents.workbooks.facts import BookKind
from niubizi.documents.workbooks.fields import FIELDS, ROW_KEYS, Kind
from niubizi.domain.periods import Month

Value = str | Decimal | Month | int
_COORDINATES = {name for name, f in FIELDS.items() if f.kind in {Kind.LONGITUDE, Kind.LATITUDE}}


@dataclass(frozen=True, slots=True)
class Issue:
    """An error or a warning at a cell.

    ``row`` counts from 1; ``column`` is a letter. Either is ``None`` for what belongs to no single
    row or column (a hidden sheet). ``message`` is for the user.
    """

    code: str
    message: str
    row: int | None = None
    column: str | None = None
    field: str | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A valid row. ``values`` by field: amounts in 万元 as ``Decimal``, ``start`` and ``end`` as
    :class:`Month`, ``start_year`` and ``end_year`` as numbers, all else text.

    A span's months, where it says any, are ``span_start`` and ``span_end``: the contract's JSON has
    no place for them. ``extra`` holds the columns not understood, by head; ``classes`` the class
    rows above, outermost first; ``block_code`` the organization that ``block`` names.
    """

    number: int
    values: Mapping[str, Value]
    extra: Mapping[str, str] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    block_code: str = ""

    def to_json(self) -> dict[str, object]:
        line: dict[str, object] = {"row": self.number}
        for key in ROW_KEYS:
            value = self.values.get(key)
            if value is None:
                continue
            if isinstance(value, Decimal):
                line[key] = float(value) if key in _COORDINATES else decimal_text(value)
            else:
                line[key] = value.code if isinstance(value, Month) else value
        if self.extra:
            line["extra"] = dict(self.extra)
        return line


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no project: ``class_row``, ``subtotal_row``, ``total_row``, ``note``, ``blank``."""

    row: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column as the preview shows it; ``choices`` are the fields that the user is asked to choose
    from, ``guessed`` says that values or a weak head decided."""

    column: str
    header: str
    field: str | None
    guessed: bool = False
    choices: tuple[str, ...] = ()
    is_sequence: bool = False


@dataclass(frozen=True)
class ImportPreview:
    """Everything a dry run answers. ``sheets`` are all of the file's, for choosing another;
    ``faulty`` the rows that ``errors`` keep out, with what could be read of them."""

    kind: BookKind
    sheet: str
    sheets: tuple[str, ...]
    title: str | None
    unit: str | None
    year: int | None
    period: Month | None
    columns: tuple[ColumnView, ...]
    rows: tuple[Row, ...]
    errors: tuple[Issue, ...]
    warnings: tuple[Issue, ...]
    skipped: tuple[SkippedRow, ...]
    faulty: tuple[Row, ...]
    header_row: int
    notices: tuple[str, ...] = ()

    @property
    def project_rows(self) -> int:
        """How many rows of projects the table has, valid or not."""
        return len(self.rows) + len(self.faulty)

    @property
    def is_valid(self) -> bool:
        """Whether every row may be taken."""
        return not self.errors

    def to_json(self) -> dict[str, object]:
        """The object of the contract (workbook description, "What the dry run answers")."""
        answer: dict[str, object] = {"kind": self.kind.value}
        if self.kind is BookKind.MONTHLY:
            answer["period"] = self.period.code if self.period else None
        answer |= {
            "sheet": self.sheet,
            "title": self.title,
            "unit": self.unit,
            "rows": [row.to_json() for row in self.rows],
            "errors": [_error(issue) for issue in self.errors],
            "warnings": [_warning(issue) for issue in self.warnings],
            "skipped": [{"row": s.row, "reason": s.reason, "text": s.text} for s in self.skipped],
            "columns": [_column(column) for column in self.columns],
        }
        return answer

    def json_text(self) -> str:
        return json.dumps(self.to_json(), ensure_ascii=False)


def _error(issue: Issue) -> dict[str, object]:
    return {
        "row": issue.row,
        "column": issue.column,
        "field": issue.field,
        "value": issue.value,
        "code": issue.code,
        "message": issue.message,
    }


def _warning(issue: Issue) -> dict[str, object]:
    return {
        "row": issue.row,
        "column": issue.column,
        "code": issue.code,
        "message": issue.message,
    }


def _column(view: ColumnView) -> dict[str, object]:
    shown: dict[str, object] = {"column": view.column, "header": view.header, "field": view.field}
    if view.choices:
        shown["choices"] = list(view.choices)
    return shown
