"""Reading the rows of projects: the loop that runs once per cell of the file."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from niubizi.documents.workbooks.columns import Column
from niubizi.documents.workbooks.facts import Places
from niubizi.documents.workbooks.given import Inherited
from niubizi.documents.workbooks.grid import Cell
from niubizi.documents.workbooks.parsers import parser_of
from niubizi.documents.workbooks.readrow import ReadRow


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self,
        columns: Sequence[Column],
        places: Places,
        unit: Decimal,
        spanned: frozenset[tuple[int, int]],
    ) -> None:
        fields = {column.field for column in columns}
        self.parsers = [
            (column.index, parser_of(column, places, unit, spanned))
            for column in columns
            if not column.is_sequence
        ]
        self.takes_block = "block" not in fields
        self.takes_origin = "origin" not in fields

    def read(self, index: int, cells_of_row: Sequence[Cell], inherited: Inherited) -> ReadRow:
        row = ReadRow(index, classes=inherited.classes)
        row.is_planned_only = inherited.is_planned_only
        width = len(cells_of_row)
        for column, parse in self.parsers:
            if column < width and (cell := cells_of_row[column]) != "":
                parse(row, cell)
        if self.takes_block and inherited.place:
            row.place = inherited.place
            row.values["block"] = inherited.place.name
        if self.takes_origin and inherited.origin:
            row.values["origin"] = inherited.origin
        return row
