"""What is summed over standing rows, and the statement that sums it.

The rows are those of ``Position`` (live) or ``ClosingEntry`` (frozen), or an Arrow table with the
same columns. Money is integer 分, so that every engine gives the same sums to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any


def _count(condition: str) -> str:
    """How many entries fulfil it; a package may count as its parts."""
    # SUM over no rows is NULL in SQL; a group has at least one row, so COUNT-like sums are safe.
    return f"SUM(CASE WHEN NOT ({condition}) THEN 0 WHEN as_parts THEN parts ELSE 1 END)"


def _reporting(flag: str) -> str:
    """How many entries bear a flag of their returns: each part of a package for itself."""
    return f"SUM(CASE WHEN as_parts THEN {PARTS_OF[flag]} WHEN {flag} THEN 1 ELSE 0 END)"


PARTS_OF = {"owes": "parts_owing", "carried": "parts_carried", "unreported": "parts_unreported"}
"""Flag of an entry's returns → the column that says of how many of its parts it holds."""

AGGREGATES: dict[str, str] = {
    "entries": "SUM(CASE WHEN as_parts THEN parts ELSE 1 END)",
    "parts": "SUM(parts)",
    "carry_over": _count("origin = 'carry_over'"),
    "new": _count("origin = 'new'"),
    "annual_plan_fen": "SUM(annual_plan_fen)",
    "due_fen": "SUM(due_fen)",
    "invested_fen": "SUM(invested_fen)",
    "owed": _reporting("owes"),
    "carried": _reporting("carried"),
    "unreported": _reporting("unreported"),
    "ahead": _count("progress_class = 'ahead'"),
    "on_track": _count("progress_class = 'on_track'"),
    "behind": _count("progress_class = 'behind'"),
    "surplus": "SUM(CASE WHEN as_parts THEN parts - 1 ELSE 0 END)",
}
"""Field of :class:`Totals` → SQL aggregate, portable over SQLite, PostgreSQL and DuckDB."""

DIMENSIONS = ("programme_id", "path", "origin", "industry", "category")
"""What the finest cells are grouped by; every published cut is a sum of cells."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a group of entries: counts, and money in 分.

    A package is one entry or as many as it has parts, as its programme says; every count follows,
    so that what a group is made of adds up to ``entries``. ``parts`` counts all packages as their
    parts, ``listed`` as one each; ``surplus`` is what the programme's way adds to ``listed``.
    """

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
    surplus: int = 0

    @property
    def listed(self) -> int:
        """The lines of the list: a package is one."""
        return self.entries - self.surplus

    @property
    def other(self) -> tuple[str, int] | None:
        """The metric that counts packages the other way, and its number, where it is another."""
        if self.surplus:
            return "listed", self.listed
        return ("parts", self.parts) if self.parts != self.entries else None

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
