"""The class, subtotal and total rows of a table read for the figures they state, and checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from niubizi.documents.workbooks import messages
from niubizi.documents.workbooks.cells import UNITS, BadCell, amount, squeezed
from niubizi.documents.workbooks.columns import Column
from niubizi.documents.workbooks.grid import Cell, column_letter
from niubizi.documents.workbooks.preview import Issue
from niubizi.documents.workbooks.readrow import ReadRow, title_of
from niubizi.documents.workbooks.rowkinds import BodyRow, RowKind
from niubizi.documents.workbooks.totals import COUNT, SumChecker, Summed, count_in

_STATING = (RowKind.CLASS, RowKind.SUBTOTAL, RowKind.TOTAL)
UNIT_NAMES = {factor: name for name, factor in UNITS.items() if name.endswith("元")}


def wrong_sums(
    body: Sequence[BodyRow],
    projects: Sequence[ReadRow],
    rows: Sequence[Sequence[Cell]],
    money: Sequence[Column],
    unit: Decimal,
) -> Iterator[Issue]:
    """A warning at every stated figure that isn't the sum of its rows, naming both figures."""
    stating = [row for row in body if row.kind in _STATING]
    if not stating:
        return
    summed = [
        Summed(row.index, row.amounts, row.place.code if row.place else "") for row in projects
    ]
    checker = SumChecker(body, summed, [column.index for column in money])
    by_index = {column.index: column for column in money}
    for row in stating:
        stated, count_at = _stated(rows[row.index], money, unit)
        for wrong in checker.check(row, stated, count_at):
            if wrong.is_count:
                sentence = messages.count_mismatch(wrong.stated, wrong.found)
            else:
                column = by_index[wrong.column]
                own = column.unit or unit
                sentence = messages.subtotal_mismatch(
                    title_of(column), wrong.stated / own, wrong.found / own, UNIT_NAMES[own]
                )
            letter = column_letter(wrong.column)
            yield Issue("subtotal_mismatch", sentence, wrong.row + 1, letter)


def _stated(
    cells: Sequence[Cell], money: Sequence[Column], unit: Decimal
) -> tuple[dict[int, Decimal], int]:
    """Amounts in 万元 by column, and under ``COUNT`` how many projects the row says, with its column."""
    stated: dict[int, Decimal] = {}
    for column in money:
        if column.index < len(cells):
            try:
                found = amount(cells[column.index], column.unit or unit)
            except BadCell:
                continue
            if found:
                stated[column.index] = found.value
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and (count := count_in(squeezed(cell))) is not None:
            stated[COUNT] = Decimal(count)
            return stated, index
    return stated, 0
