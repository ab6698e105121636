"""Hidden sheets, rows and columns: read like any other, and mentioned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from niubizi.documents.workbooks import messages
from niubizi.documents.workbooks.columns import Column
from niubizi.documents.workbooks.grid import Sheet, Workbook
from niubizi.documents.workbooks.header import Header
from niubizi.documents.workbooks.preview import Issue
from niubizi.documents.workbooks.rowkinds import BodyRow, RowKind

_MANY = 20
"""Above this many hidden rows, runs of them are mentioned instead of each (a filter hides thousands)."""


def hidden_parts(
    book: Workbook,
    sheet: Sheet,
    header: Header,
    columns: Sequence[Column],
    body: Sequence[BodyRow],
) -> Iterator[Issue]:
    """A warning for each hidden part that holds something."""
    for name in book.sheet_names:
        is_read = name == sheet.name
        if name in book.hidden_sheets and (is_read or book.sheet(name).rows):
            yield Issue("hidden", messages.hidden_sheet(name, read=is_read), value=name)
    for column in columns:
        if column.index in sheet.hidden_columns:
            sentence = messages.hidden_column(column.header or f"{column.letter}列")
            yield Issue("hidden", sentence, header.bottom + 1, column.letter, column.field)
    rows = [
        row.index
        for row in body
        if row.index in sheet.hidden_rows and row.kind is not RowKind.BLANK
    ]
    for first, last in _runs(rows, single=len(rows) <= _MANY):
        yield Issue("hidden", messages.hidden_row(first + 1, last + 1), first + 1)


def _runs(indexes: Sequence[int], *, single: bool) -> Iterator[tuple[int, int]]:
    """The indexes one by one, or as runs where there are many."""
    start = 0
    for at, index in enumerate(indexes):
        last = at + 1 == len(indexes) or indexes[at + 1] != index + 1
        if single or last:
            yield indexes[start], index
            start = at + 1
