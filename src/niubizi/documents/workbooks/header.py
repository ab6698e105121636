"""Finding the header of a table: one to three rows, with groups over several columns, under titles.

Nothing is assumed of where it stands. Every stretch of one to three rows near the top is tried as
the header; the one under which most columns are known wins, the tallest of equals: a group may do
no more than state the unit. What a column is known by is handed in, so that lists, people and
organizations share one finder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from niubizi.documents.workbooks import phrases
from niubizi.documents.workbooks.cells import shown
from niubizi.documents.workbooks.grid import Cell, Sheet

Known = Callable[[str, str], Sequence[str]]
"""(group, leaf), both normalised → the fields a head may name."""

_SEARCHED_ROWS = 60
_SEARCHED_COLUMNS = 256
_MAX_HEIGHT = 3
_LONGEST = 60
_ABOVE_TABLE = re.compile(
    r"^[(\[]?[万亿千百]*元[)\]]?$|单位:|填报|填表|报送|制表|日期:|时间:|^\d{4}[-.年/]\d{1,2}[-.月/]\d{1,2}日?$"
)
_MONTH_ALONE = re.compile(r"20\d{2}年\d{1,2}月")
_INDEX = re.compile(r"[(\[]?\d{1,2}[)\]]?|[甲乙丙丁戊己A-Za-z]|栏次|.{0,6}=.*")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column.

    ``text`` is what the reader sees, groups first; ``group`` and ``leaf`` are normalised and without
    the unit, which is the column's own or, failing that, its group's.
    """

    column: int
    text: str
    group: str
    leaf: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """Rows ``top`` to ``bottom`` of a sheet; data start at ``body``."""

    top: int
    bottom: int
    body: int
    heads: tuple[Head, ...]
    known: int


def find_header(sheet: Sheet, known: Known, key: str) -> Header | None:
    """The header of the table on ``sheet``, or ``None`` where no column ``key`` is found."""
    grid = _Grid(sheet, known)
    best: Header | None = None
    for top in range(grid.height):
        for bottom in range(top, min(top + _MAX_HEIGHT, grid.height)):
            if not grid.is_header(top, bottom):
                continue
            header = grid.header(top, bottom, key)
            if header and (best is None or _rank(header) > _rank(best)):
                best = header
    return best


def _rank(header: Header) -> tuple[int, int]:
    return header.known, header.bottom - header.top


class _Grid:
    """The top of a sheet as normalised texts, with how far each is merged to the right."""

    def __init__(self, sheet: Sheet, known: Known) -> None:
        rows = sheet.rows[:_SEARCHED_ROWS]
        self.known = known
        self.raw = [[_raw(cell) for cell in row[:_SEARCHED_COLUMNS]] for row in rows]
        self.height = len(rows)
        self.width = max((len(row) for row in self.raw), default=0)
        for row in self.raw:
            row.extend([""] * (self.width - len(row)))
        self.text = [[phrases.head(words) for words in row] for row in self.raw]
        self.numeric = [
            any(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in row)
            for row in rows
        ]
        self.across = {
            (m.top, m.left): m.right - m.left + 1 for m in sheet.merges if m.right > m.left
        }
        self.hits = [
            sum(
                bool(words) and len(words) <= _LONGEST and bool(known("", _leaf(words)))
                for words in row
            )
            for row in self.text
        ]

    def is_header(self, top: int, bottom: int) -> bool:
        if max(self.hits[top : bottom + 1]) < 2 or any(self.numeric[top : bottom + 1]):
            return False
        groups = all(self._may_group(row) for row in range(top, bottom))
        return groups and all(
            self._may_follow(row, top, bottom) for row in range(top + 1, bottom + 1)
        )

    def _may_group(self, row: int) -> bool:
        """A row over the leaves: no title, no line of unit or date.

        A row of one or two cells is one only if they go over several columns and not over the
        first, where titles start and running numbers stand.
        """
        filled = [column for column in range(self.width) if self.text[row][column]]
        if not filled or any(_ABOVE_TABLE.search(self.text[row][column]) for column in filled):
            return False
        if len(filled) > 2:
            return True
        reaches = [self.across.get((row, column), 1) for column in filled]
        lonely = len(filled) == 1 and _MONTH_ALONE.fullmatch(self.text[row][filled[0]])
        return bool(filled[0]) and max(reaches) > 1 and not lonely

    def _may_follow(self, row: int, top: int, bottom: int) -> bool:
        """A row under the groups: each cell stands under nothing, under a group, or says a unit."""
        named = [column for column in range(self.width) if self.text[row][column]]
        filled = [column for column in named if not phrases.is_only_unit(self.text[row][column])]
        over = self._spread(self.text, top, bottom)[row - 1 - top]
        free = [c for c in filled if not over[c] or self._is_group(row - 1, c, top, bottom)]
        for column in set(filled) - set(free):
            above, own = over[column], self.text[row][column]
            if own != above and not self.known(_leaf(above), _leaf(own)):
                return False
        return bool(free) or (len(filled) < len(named) and row == bottom)

    def _is_group(self, row: int, column: int, top: int, bottom: int) -> bool:
        """Whether what stands at or left of a cell goes over more than its own column."""
        left = next((c for c in range(column, -1, -1) if self.text[row][c]), None)
        if left is None:
            return False
        reach = self.across.get((row, left), 1)
        if reach == 1:
            reach = self._reach(row, left, top, bottom)
        return reach > 1 and left + reach > column

    def _spread(self, texts: list[list[str]], top: int, bottom: int) -> list[list[str]]:
        spread = [list(texts[row]) for row in range(top, bottom + 1)]
        for row in range(top, bottom + 1):
            cells = spread[row - top]
            for column in range(self.width):
                if not texts[row][column]:
                    continue
                reach = self.across.get((row, column), 1)
                if reach == 1 and row < bottom:
                    reach = self._reach(row, column, top, bottom)
                cells[column : column + reach] = [texts[row][column]] * min(
                    reach, self.width - column
                )
        return spread

    def _reach(self, row: int, column: int, top: int, bottom: int) -> int:
        """How far an unmerged group goes: over blanks that have heads beneath."""

        def beneath(at: int) -> bool:
            return any(self.text[below][at] for below in range(row + 1, bottom + 1))

        def above(at: int) -> bool:
            return any(self.text[over][at] for over in range(top, row))

        end = column + 1
        if not beneath(column):
            return 1
        while end < self.width and not self.text[row][end] and beneath(end) and not above(end):
            end += 1
        return end - column

    def header(self, top: int, bottom: int, key: str) -> Header | None:
        heads = tuple(self._heads(top, bottom))
        fields = [field for head in heads for field in self.known(head.group, head.leaf)[:1]]
        if key not in fields:
            return None
        body = bottom + 1
        while body < self.height and self._is_index(body):
            body += 1
        return Header(top, bottom, body, heads, len(set(fields)))

    def _heads(self, top: int, bottom: int) -> Iterator[Head]:
        texts = self._spread(self.text, top, bottom)
        raws = self._spread(self.raw, top, bottom)
        for column in range(self.width):
            stack = _distinct(row[column] for row in texts)
            if not stack:
                continue
            parts = [phrases.split_unit(words) for words in stack]
            units = [unit for _, unit in reversed(parts) if unit]
            # A unit with a cell of its own is no name: 总投资 over (亿元).
            parts = [part for part in parts if part[0]] or parts
            yield Head(
                column=column,
                text="/".join(_distinct(row[column] for row in raws)),
                group="".join(words for words, _ in parts[:-1]),
                leaf=parts[-1][0] or stack[-1],
                unit=units[0] if units else None,
            )

    def _is_index(self, row: int) -> bool:
        """A row that numbers the columns: 甲 乙 1 2 3."""
        words = [text for text in self.text[row] if text]
        if len(words) < 3 or not all(_INDEX.fullmatch(text) for text in words):
            return False
        numbers = [int(found[0]) for text in words if (found := re.search(r"\d+", text))]
        return len(numbers) >= 2 and all(b == a + 1 for a, b in pairwise(numbers))


def _raw(cell: Cell) -> str:
    return "".join(shown(cell).split())


def _leaf(words: str) -> str:
    return phrases.split_unit(words)[0]


def _distinct(words: Iterator[str]) -> list[str]:
    stack: list[str] = []
    for word in words:
        if word and (not stack or stack[-1] != word):
            stack.append(word)
    return stack
