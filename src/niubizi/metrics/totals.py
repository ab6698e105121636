"""What is summed over standing rows, and the statement that sums it.

The rows are those of ``Position`` (live) or ``ClosingEntry`` (frozen), or an Arrow table with the
same columns. Money is integer 分, so that every engine gives the same sums to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any


def _count(condition: str) -> str:
    # SUM over no rows is NULL in SQL; a group has at least one row, so COUNT-like sums are safe.
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


AGGREGATES: dict[str, str] = {
    "entries": "COUNT(*)",
    "parts": "SUM(parts)",
    "carry_over": _count("origin = 'carry_over'"),
    "new": _count("origin = 'new'"),
    "annual_plan_fen": "SUM(annual_plan_fen)",
    "due_fen": "SUM(due_fen)",
    "invested_fen": "SUM(invested_fen)",
    "owed": _count("owes"),
    "carried": _count("carried"),
    "unreported": _count("unreported"),
    "ahead": _count("progress_class = 'ahead'"),
    "on_track": _count("progress_class = 'on_track'"),
    "behind": _count("progress_class = 'behind'"),
}
"""Field of :class:`Totals` → SQL aggregate, portable over SQLite, PostgreSQL and DuckDB."""

DIMENSIONS = ("programme_id", "path", "origin", "industry", "category")
"""What the finest cells are grouped by; every published cut is a sum of cells."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a group of entries: counts, and money in 分."""

    entries: int = 0
    parts: int = 0
    carry_over: int = 0
    new: int = 0
    annual_plan_fen: int = 0
    due_fen: int = 0
    invested_fen: int = 0
    owed: int = 0
    carried: int = 0
    unreported: int = 0
    ahead: int = 0
    on_track: int = 0
    behind: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(*(getattr(self, n) + getattr(other, n) for n in TOTAL_FIELDS))


TOTAL_FIELDS = tuple(field.name for field in fields(Totals))


@dataclass(frozen=True, slots=True)
class Cell:
    """The totals of one combination of dimensions."""

    programme_id: int
    path: str
    origin: str
    industry: str
    category: str
    totals: Totals


def cells_sql(table: str, where: str = "", *, by: Sequence[str] = DIMENSIONS) -> str:
    """The statement that sums ``table`` into cells, or into groups of other columns.

    ``where`` is a condition with placeholders. A row is the columns of ``by``, then the totals.
    """
    group = ", ".join(by)
    sums = ", ".join(f"{sql} AS {name}" for name, sql in AGGREGATES.items())
    condition = f" WHERE {where}" if where else ""
    # The names come from this module, never from a user.
    return f"SELECT {group}, {sums} FROM {table}{condition} GROUP BY {group}"  # noqa: S608


def cells(rows: Iterable[tuple[Any, ...]]) -> Iterator[Cell]:
    """Cells from the rows that :func:`cells_sql` answers."""
    split = len(DIMENSIONS)
    for row in rows:
        programme_id, path, origin, industry, category = row[:split]
        totals = Totals(*(int(value) for value in row[split:]))
        yield Cell(programme_id, path, origin, industry, category, totals)
