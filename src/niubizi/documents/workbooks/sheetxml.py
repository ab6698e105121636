"""One pass over the XML of an ``.xlsx`` sheet: how much there is, and what calamine doesn't tell.

A parser and no patterns: what a pattern overlooks, a cell at the far corner of a sheet behind an
unusual attribute, would still be laid out by calamine, and patterns on made-up tags can take as
long as their author likes. The pass ends as soon as a limit is passed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from niubizi.documents.workbooks.grid import Cell, Tally, column_index, require_area
from niubizi.documents.workbooks.refusals import UnreadableWorkbook

_REFERENCE = re.compile("[A-Za-z]{1,7}[0-9]{1,9}")
_FILLED = {"v", "f", "is"}
"""What a cell holds that isn't only formatted."""
_MAX_COLUMNS = 16_384
_MAX_MARKS = 4_000_000
"""Beginnings and ends of elements."""
_MAX_MERGES = 50_000


@dataclass(slots=True)
class Seen:
    """Rows and columns are counted from 0; ``faults`` are error values by their place."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    faults: dict[tuple[int, int], Cell] = field(default_factory=dict)


def look(xml: bytes, tally: Tally) -> Seen:
    """Measures a sheet against what its workbook may still hold; raises ``too_large`` and others."""
    passing = _Pass(tally)
    if xml.count(b"<") > _MAX_MARKS:
        raise UnreadableWorkbook("too_large")
    if xml:
        try:
            passing.parser.Parse(xml, True)  # noqa: FBT003 expat takes no name
        except expat.ExpatError as fault:
            raise UnreadableWorkbook("damaged") from fault
    require_area(passing.bottom, passing.right)
    return passing.seen


class _Pass:
    """Ten thousand rows have a hundred thousand cells: what happens for each of them is kept short."""

    def __init__(self, tally: Tally) -> None:
        self.seen = Seen()
        self.left = tally.cells
        self.bottom = self.right = 0
        self._merges = self._hidden_to = 0
        self._row = self._column = -1
        self._digits = ""
        self._columns_by_letters: dict[str, int] = {}
        self._letters: list[str] = []
        self._is_fault = False
        self._said: list[str] = []
        parser = self.parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._refuse

    @staticmethod
    def _refuse(*_: object) -> None:
        raise UnreadableWorkbook("unsafe")

    def _start(self, name: str, given: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._column += 1
            if "r" in given:
                self._place(given["r"])
            self._is_fault = given.get("t") == "e"
        elif name in _FILLED:
            self._fill(name)
        elif name == "row":
            self._begin_row(given)
        elif name == "col":
            self._columns(given)
        elif name == "mergeCell":
            self._merges += 1
            if self._merges > _MAX_MERGES:
                raise UnreadableWorkbook("too_large")

    def _begin_row(self, given: dict[str, str]) -> None:
        """A row may leave out its number, and a cell its place: then it is the next one."""
        self._digits = ""
        self._row = _number(given.get("r"), self._row + 2) - 1
        self._column = -1
        if given.get("hidden") in {"1", "true"}:
            self.seen.hidden_rows.add(self._row)

    def _place(self, reference: str) -> None:
        """Cells of a row share its number, and those of a column its letters.

        Most stand where they are expected: behind the one before.
        """
        if self._column < len(self._letters) and (
            reference == self._letters[self._column] + self._digits
        ):
            return
        letters = reference.rstrip("0123456789")
        digits = reference[len(letters) :]
        column = self._columns_by_letters.get(letters)
        if column is None or digits != self._digits:
            place = _REFERENCE.fullmatch(reference)
            if not place:
                return
            column = self._columns_by_letters[letters] = column_index(letters)
            self._digits, self._row = digits, int(digits) - 1
        if column == len(self._letters):
            self._letters.append(letters)
        self._column = column

    def _fill(self, name: str) -> None:
        if name != "f":
            self.left -= 1
            if self.left < 0:
                raise UnreadableWorkbook("too_many_cells")
        if self._row >= self.bottom:
            self.bottom = self._row + 1
        if self._column >= self.right:
            self.right = self._column + 1
        if name == "v" and self._is_fault:
            self._said.clear()
            self.parser.CharacterDataHandler = self._said.append
            self.parser.EndElementHandler = self._end_fault

    def _end_fault(self, _name: str) -> None:
        self.seen.faults[self._row, self._column] = "".join(self._said)
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None

    def _columns(self, given: dict[str, str]) -> None:
        """Ranges follow each other: one that goes back has been counted."""
        first = max(_number(given.get("min"), 1), self._hidden_to + 1)
        last = min(_number(given.get("max"), first), _MAX_COLUMNS)
        if given.get("hidden") in {"1", "true"} and first <= last:
            self.seen.hidden_columns.update(range(first - 1, last))
            self._hidden_to = last


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default
