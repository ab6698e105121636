"""Checking the sums that stand in a table against the rows they sum.

Which rows a sum is of isn't written anywhere: 小计 usually sums what stands above it since the last
class row, a class row with figures what stands below, 合计 everything. All readings that make sense
are tried in order of likelihood; the one under which most of the row's figures agree is taken, and
what still differs is reported with both figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from niubizi.documents.workbooks.cells import FEN
from niubizi.documents.workbooks.rowkinds import UNNUMBERED, BodyRow, RowKind

_COUNT = re.compile(r"(?<!\d)(\d{1,6})(?:个|项|家)")
COUNT = -1
"""The key of a number of projects among the figures of a sum."""


@dataclass(frozen=True, slots=True)
class Summed:
    """A project row as far as sums need it: amounts in 万元 by column, and its block's code."""

    index: int
    amounts: Mapping[int, Decimal]
    place: str


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A sum that isn't: ``column`` is where the figure stands, ``is_count`` that it counts projects."""

    row: int
    column: int
    stated: Decimal
    found: Decimal
    is_count: bool


def count_in(words: str) -> int | None:
    """20 of 20个, 共32个, 合计(444项,拆分后569项)."""
    found = _COUNT.search(words)
    return int(found[1]) if found else None


class SumChecker:
    """Holds the body of one table and answers which of a row's figures no reading explains.

    Positions count the rows of the body; sums over stretches come from running totals, so that a
    thousand subtotals of ten thousand rows cost no more than one.
    """

    def __init__(
        self, body: Sequence[BodyRow], projects: Sequence[Summed], columns: Iterable[int]
    ) -> None:
        self.marks = [(at, row) for at, row in enumerate(body) if _is_boundary(row)]
        self.at = {row.index: position for position, row in enumerate(body)}
        self.length = len(body)
        self.projects = projects
        self.slack = FEN * (len(projects) + 1)
        by_index = {project.index: project for project in projects}
        ordered = [by_index.get(row.index) for row in body]
        self.running = {key: _running(ordered, key) for key in (*columns, COUNT)}
        self.of_place: dict[str, dict[int, Decimal]] = {}

    def check(
        self, row: BodyRow, stated: Mapping[int, Decimal], count_column: int
    ) -> list[Mismatch]:
        """The figures of ``row`` that differ under the reading with which most agree."""
        if row.is_part or not stated:
            return []
        readings = [sums for sums in self._readings(row) if sums[COUNT]]
        if not readings:
            return []

        def agreeing(sums: Mapping[int, Decimal]) -> int:
            return sum(abs(sums[key] - figure) <= self.slack for key, figure in stated.items())

        # max() keeps the first of equals: the likelier reading.
        best = max(readings, key=agreeing)
        return [
            Mismatch(
                row.index, count_column if key == COUNT else key, figure, best[key], key == COUNT
            )
            for key, figure in stated.items()
            if abs(best[key] - figure) > self.slack
        ]

    def _readings(self, row: BodyRow) -> Iterator[Mapping[int, Decimal]]:
        here = self.at[row.index]
        if row.kind is RowKind.CLASS:
            yield self._down(here, lambda r: _is_class(r) and r.level <= row.level)
            yield self._down(here, _is_boundary)
            yield from self._of_place(row)
            return
        if row.kind is RowKind.TOTAL:
            yield self._sums(0, self.length)
        yield self._up(here, _is_boundary)
        yield from self._since_open_classes(here)
        yield from self._of_place(row)
        yield self._up(here, lambda r: r.kind is RowKind.SUBTOTAL)
        yield self._sums(0, here)
        yield self._down(here, _is_sum)
        yield self._down(here, _is_boundary)

    def _up(self, here: int, stop: Callable[[BodyRow], bool]) -> Mapping[int, Decimal]:
        start = next((at for at, row in reversed(self.marks) if at < here and stop(row)), 0)
        return self._sums(start, here)

    def _down(self, here: int, stop: Callable[[BodyRow], bool]) -> Mapping[int, Decimal]:
        end = next((at for at, row in self.marks if at > here and stop(row)), self.length)
        return self._sums(here, end)

    def _since_open_classes(self, here: int) -> Iterator[Mapping[int, Decimal]]:
        """Everything since each class row that is still open, innermost first."""
        level = UNNUMBERED + 1
        for at, row in reversed(self.marks):
            if at < here and _is_class(row) and row.level < level:
                level = row.level
                yield self._sums(at, here)

    def _of_place(self, row: BodyRow) -> Iterator[Mapping[int, Decimal]]:
        if row.place:
            code = row.place.code
            if code not in self.of_place:
                own = [project if project.place == code else None for project in self.projects]
                self.of_place[code] = {key: _running(own, key)[-1] for key in self.running}
            yield self.of_place[code]

    def _sums(self, start: int, end: int) -> Mapping[int, Decimal]:
        return {key: totals[end] - totals[start] for key, totals in self.running.items()}


def _running(projects: Sequence[Summed | None], key: int) -> list[Decimal]:
    def figure(project: Summed | None) -> Decimal:
        if project is None:
            return Decimal(0)
        return Decimal(1) if key == COUNT else project.amounts.get(key, Decimal(0))

    return list(accumulate(map(figure, projects), initial=Decimal(0)))


def _is_class(row: BodyRow) -> bool:
    return row.kind is RowKind.CLASS


def _is_sum(row: BodyRow) -> bool:
    return row.kind in (RowKind.SUBTOTAL, RowKind.TOTAL) and not row.is_part


def _is_boundary(row: BodyRow) -> bool:
    return _is_class(row) or _is_sum(row)
