"""Reading a filled return form back: is it ours, is it untouched, what was filled in.

A form whose signature, locked figures or rows differ from what was issued is refused with the
place that differs. A form that is merely old is not refused here: ids and versions are returned,
and the service, which knows the present ones, compares.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial

from niubizi.documents.workbooks import cells, messages
from niubizi.documents.workbooks.cells import BadCell, decimal_text, shown, squeezed
from niubizi.documents.workbooks.grid import Cell, Sheet, Workbook, column_letter
from niubizi.documents.workbooks.opening import open_workbook
from niubizi.documents.workbooks.preview import Issue
from niubizi.documents.workbooks.refusals import UnreadableWorkbook
from niubizi.documents.workbooks.returnform import (
    FIRST_ROW,
    FORMAT,
    LOCKED,
    MACHINE_SHEET,
    SHEET,
    FormColumn,
    form_columns,
    signature,
)
from niubizi.domain.periods import Month

_WAN = Decimal(1)


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """What was filled in for one project; amounts in 万元, ``None`` where a cell is empty.

    ``row`` counts from 1; ``cells`` says where each field stands (``invested_ytd`` → ``H6``).
    ``invested_ytd`` is last period's plus the month where only the month was filled.
    """

    project_id: int
    version: int
    name: str
    row: int
    invested_month: Decimal | None
    invested_ytd: Decimal | None
    invested_total: Decimal | None
    progress: str
    problems: str
    reason: str
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        figures = (self.invested_month, self.invested_ytd, self.invested_total)
        return all(f is None for f in figures) and not (self.progress or self.problems)


@dataclass(frozen=True)
class ReturnUpload:
    """A form read back. ``lines`` holds every issued row; faulty cells are ``None`` and in ``errors``."""

    period: Month
    org_code: str
    issued_at: datetime
    sheet: str
    lines: tuple[ReturnedLine, ...]
    errors: tuple[Issue, ...]
    warnings: tuple[Issue, ...]

    @property
    def is_valid(self) -> bool:
        return not self.errors


@dataclass(frozen=True, slots=True)
class _Line:
    project_id: int
    version: int
    locked: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Issued:
    period: Month
    org_code: str
    at: datetime
    lines: tuple[_Line, ...]


def is_return_workbook(data: bytes, filename: str) -> bool:
    """Whether a file is a form of ours, whatever became of it since."""
    try:
        return MACHINE_SHEET in open_workbook(data, filename).sheet_names
    except UnreadableWorkbook:
        return False


def read_return_workbook(data: bytes, filename: str, key: bytes) -> ReturnUpload:
    """What was filled in; raises :class:`UnreadableWorkbook` (``wrong_form``, ``tampered``)."""
    book = open_workbook(data, filename)
    issued = _issued(book, key)
    if SHEET not in book.sheet_names:
        raise UnreadableWorkbook("tampered", f"缺少工作表“{SHEET}”。请重新下载月报表填写。")
    sheet = book.sheet(SHEET)
    columns = form_columns(issued.period)
    _refuse_changes(sheet, columns, issued.lines)
    reader = _LineReader(sheet, columns)
    lines = tuple(reader.read(FIRST_ROW + at, line) for at, line in enumerate(issued.lines))
    return ReturnUpload(
        period=issued.period,
        org_code=issued.org_code,
        issued_at=issued.at,
        sheet=sheet.name,
        lines=lines,
        errors=tuple(reader.errors),
        warnings=tuple(reader.warnings),
    )


def _issued(book: Workbook, key: bytes) -> _Issued:
    if MACHINE_SHEET not in book.sheet_names:
        raise UnreadableWorkbook("wrong_form")
    rows = [row[0] if row else "" for row in book.sheet(MACHINE_SHEET).rows]
    signed, *parts = (str(cell) for cell in rows or [""])
    text = "".join(parts)
    # Bytes, because compare_digest() refuses text outside ASCII.
    if not hmac.compare_digest(signed.encode(), signature(text, key).encode()):
        raise UnreadableWorkbook("tampered")
    issued = json.loads(text)
    if issued["format"] != FORMAT:
        raise UnreadableWorkbook("wrong_form")
    return _Issued(
        period=Month.parse(issued["period"]),
        org_code=issued["org_code"],
        at=datetime.fromisoformat(issued["issued_at"]),
        lines=tuple(
            _Line(project_id, version, dict(zip(LOCKED, locked, strict=True)))
            for project_id, version, *locked in issued["lines"]
        ),
    )


def _refuse_changes(sheet: Sheet, columns: Sequence[FormColumn], lines: Sequence[_Line]) -> None:
    """The locked cells must still say what was issued, row by row, with no row more or less."""
    for index, column in enumerate(columns):
        if shown(_cell(sheet, FIRST_ROW - 1, index)).split() != column.title.split():
            raise _changed(FIRST_ROW - 1, column.title, column.title)
        if column.field not in LOCKED:
            continue
        for offset, line in enumerate(lines):
            row = FIRST_ROW + offset
            stated = _plain(_cell(sheet, row, index), is_money=column.is_money)
            issued = line.locked[column.field or ""]
            if squeezed(stated) != squeezed(issued):
                raise _changed(row, column.title, issued)
    for row in range(FIRST_ROW + len(lines), len(sheet.rows)):
        if any(shown(cell) for cell in sheet.rows[row][: len(columns)]):
            raise UnreadableWorkbook(
                "tampered", f"第{row + 1}行是下发后增加的内容，不能接收。请重新下载月报表填写。"
            )


def _changed(row: int, title: str, issued: str) -> UnreadableWorkbook:
    was = f"（下发时为“{''.join(issued.split())}”）" if issued else "（下发时为空）"
    return UnreadableWorkbook(
        "tampered",
        f"第{row + 1}行“{''.join(title.split())}”与下发时不一致{was}，不能接收。请重新下载月报表填写。",
    )


def _cell(sheet: Sheet, row: int, column: int) -> Cell:
    cells_of_row = sheet.rows[row] if row < len(sheet.rows) else ()
    return cells_of_row[column] if column < len(cells_of_row) else ""


def _plain(cell: Cell, *, is_money: bool) -> str:
    if not is_money:
        return shown(cell)
    try:
        found = cells.amount(cell, _WAN)
    except BadCell:
        return shown(cell)
    return decimal_text(found.value) if found else ""


class _LineReader:
    """Reads the open cells, noting what can't be read."""

    def __init__(self, sheet: Sheet, columns: Sequence[FormColumn]) -> None:
        self.sheet = sheet
        self.at = {column.field: (i, column) for i, column in enumerate(columns) if column.is_open}
        self.errors: list[Issue] = []
        self.warnings: list[Issue] = []

    def read(self, row: int, line: _Line) -> ReturnedLine:
        month, ytd = self._amount(row, "invested_month"), self._amount(row, "invested_ytd")
        if ytd is None and month is not None and not shown(self._raw(row, "invested_ytd")):
            ytd = Decimal(line.locked["last_ytd"] or 0) + month
        return ReturnedLine(
            project_id=line.project_id,
            version=line.version,
            name=line.locked["name"],
            row=row + 1,
            invested_month=month,
            invested_ytd=ytd,
            invested_total=self._amount(row, "invested_total"),
            progress=self._words(row, "progress"),
            problems=self._words(row, "problems"),
            reason=self._words(row, "reason"),
            cells={
                str(name): f"{column_letter(index)}{row + 1}"
                for name, (index, _) in self.at.items()
            },
        )

    def _raw(self, row: int, name: str) -> Cell:
        return _cell(self.sheet, row, self.at[name][0])

    def _words(self, row: int, name: str) -> str:
        return cells.memo(self._raw(row, name)) or ""

    def _amount(self, row: int, name: str) -> Decimal | None:
        raw = self._raw(row, name)
        index, column = self.at[name]
        title, value = "".join(column.title.split()), shown(raw)
        place = partial(Issue, row=row + 1, column=column_letter(index), field=name, value=value)
        try:
            found = cells.amount(raw, _WAN)
        except BadCell as fault:
            self.errors.append(place(fault.code, _sentence(fault.code, title, value)))
            return None
        if found is None:
            return None
        if found.value < 0:
            self.errors.append(place("negative", messages.negative(title, value)))
            return None
        if found.approximate:
            taken = f"{decimal_text(found.value)}万元"
            self.warnings.append(place("approximate", messages.approximate(title, value, taken)))
        return found.value


def _sentence(code: str, title: str, value: str) -> str:
    if code == "not_a_number":
        return messages.not_a_number(title, value)
    return messages.out_of_range(title, value, "超出合理范围")
