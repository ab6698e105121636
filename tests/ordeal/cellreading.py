"""What a workbook's reader makes of one cell, by every reading there is: a figure, a date, a tick."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

from niubizi.documents.workbooks import cells, moments
from niubizi.documents.workbooks.cells import BadCell

Cell = str | float | bool | date | datetime


def read_every_way(cell: Cell, unit: Decimal) -> None:
    """Understood or refused: anything but ``BadCell`` is a fault of the program."""
    for read in (
        lambda: cells.amount(cell, unit),
        lambda: moments.month(cell),
        lambda: moments.day(cell),
        lambda: moments.span(cell),
        lambda: moments.is_duration(cell),
        lambda: cells.tick(cell),
        lambda: cells.degrees(cell, 73, 136),
        lambda: cells.memo(cell),
    ):
        with suppress(BadCell):
            read()
