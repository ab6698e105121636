"""What every format is turned into before anything is understood: sheets of plain cell values.

Rows and columns are counted from 0 in here; people's addresses (row 7, column F) are made at the
edge by :func:`column_letter` and ``+ 1``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from niubizi.documents.workbooks.refusals import UnreadableWorkbook

Cell = str | int | float | bool | date | datetime | time | timedelta
"""A stored value; ``""`` is an empty cell. Formulas are their stored results."""

MAX_AREA = 1_000_000
"""The largest used area of a sheet, in cells, most of them empty."""
MAX_ROWS = 12_000
"""Rows of a sheet that hold anything. With ``MAX_CELLS``, what is read in two seconds."""
MAX_CELLS = 250_000
"""Cells of a workbook that hold anything: 10,000 rows of 25 columns."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, corners included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows may differ in length, trailing empty rows are gone."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file, each read when asked for."""

    format: str
    sheet_names: tuple[str, ...]
    load: Callable[[str], Sheet]
    hidden_sheets: frozenset[str] = frozenset()
    has_external_links: bool = False
    _read: dict[str, Sheet] = field(default_factory=dict, compare=False, repr=False)

    def sheet(self, name: str) -> Sheet:
        if name not in self.sheet_names:
            raise UnreadableWorkbook("no_sheet")
        if name not in self._read:
            self._read[name] = self.load(name)
        return self._read[name]


def trimmed(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows up to the last that holds anything; formatted blanks below are nothing."""
    last = len(rows)
    while last and all(_blank(cell) for cell in rows[last - 1]):
        last -= 1
    return rows[:last]


def _blank(cell: Cell) -> bool:
    return cell == "" or (isinstance(cell, str) and not cell.strip())


@dataclass
class Tally:
    """What a workbook may still hold: rows of a sheet, and cells of all its sheets."""

    rows: int = MAX_ROWS
    cells: int = MAX_CELLS

    def begin(self) -> None:
        """Another sheet."""
        self.rows = MAX_ROWS

    def take(self, cells: Sequence[Cell]) -> None:
        """Counts a row that holds anything; raises ``too_many_rows`` or ``too_many_cells``."""
        held = len(cells) - cells.count("")
        if not held:
            return
        self.rows -= 1
        self.cells -= held
        if self.rows < 0:
            raise UnreadableWorkbook("too_many_rows")
        if self.cells < 0:
            raise UnreadableWorkbook("too_many_cells")

    def take_sheet(self, rows: Sequence[Sequence[Cell]]) -> None:
        self.begin()
        for cells in rows:
            self.take(cells)


def require_area(rows: int, columns: int) -> None:
    """Refuse a sheet whose corners lie so far apart that reading it would fill the memory."""
    if rows * columns > MAX_AREA:
        raise UnreadableWorkbook("too_large")


def column_letter(index: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """0 for ``A``, 26 for ``AA``."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def with_values(rows: list[list[Cell]], values: Mapping[tuple[int, int], Cell]) -> list[list[Cell]]:
    """``rows`` with some cells set, widened where they lie outside."""
    for (row, column), value in values.items():
        while len(rows) <= row:
            rows.append([])
        cells = rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = value
    return rows
