"""Arrow tables of standing rows: the engine that closings compute with.

The rows are grouped once by everything that a total tells apart, and what is left, a few thousand
rows at most, is summed by cut and carried up the tree.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from niubizi.metrics.cube import ALL, Group, Standing, up_the_tree
from niubizi.metrics.totals import DIMENSIONS, PARTS_OF, TOTAL_FIELDS, Totals

STANDING_SCHEMA = pa.schema(
    [
        ("programme_id", pa.int64()),
        ("path", pa.string()),
        ("origin", pa.string()),
        ("industry", pa.string()),
        ("category", pa.string()),
        ("annual_plan_fen", pa.int64()),
        ("due_fen", pa.int64()),
        ("invested_fen", pa.int64()),
        ("parts", pa.int64()),
        ("as_parts", pa.bool_()),
        *((column, pa.int64()) for column in PARTS_OF.values()),
        ("owes", pa.bool_()),
        ("carried", pa.bool_()),
        ("unreported", pa.bool_()),
        ("progress_class", pa.string()),
    ]
)
"""The columns of standing rows that metrics read."""

_SUMMED = ("annual_plan_fen", "due_fen", "invested_fen", "parts", *PARTS_OF.values())
_FLAGS = {"owed": "owes", "carried": "carried", "unreported": "unreported"}
_VALUES = {
    "carry_over": ("origin", "carry_over"),
    "new": ("origin", "new"),
    "ahead": ("progress_class", "ahead"),
    "on_track": ("progress_class", "on_track"),
    "behind": ("progress_class", "behind"),
}
_TOLD_APART = (*DIMENSIONS, *_FLAGS.values(), "as_parts", "progress_class")


def standing_totals(table: pa.Table) -> dict[Group, Totals]:
    """Totals of every group that holds an entry, of a table of ``STANDING_SCHEMA``.

    The same as :func:`niubizi.metrics.cube.roll_up` of the cells that the database sums.
    """
    found: list[Standing] = []
    fine = _with_totals(table)
    for cut in (ALL, "origin", "industry", "category"):
        found += _cut(fine, cut)
    return up_the_tree(found)


def _with_totals(table: pa.Table) -> pa.Table:
    """The rows grouped by all that a total tells apart, with the totals as columns."""
    rows = table.group_by(list(_TOLD_APART)).aggregate(
        [([], "count_all"), *((name, "sum") for name in _SUMMED)]
    )
    as_parts, lines = rows["as_parts"], rows["count_all"]
    totals = {name: rows[f"{name}_sum"] for name in _SUMMED}
    number = totals["entries"] = pc.if_else(as_parts, totals["parts"], lines)
    totals["surplus"] = pc.subtract(number, lines)
    for name, column in _FLAGS.items():
        of_lines = pc.if_else(rows[column], lines, 0)
        totals[name] = pc.if_else(as_parts, totals[PARTS_OF[column]], of_lines)
    for name, (column, value) in _VALUES.items():
        totals[name] = pc.if_else(pc.equal(rows[column], value), number, 0)
    # A flag and the number of those that bear it share a name: only what cuts need is kept beside.
    return pa.table(
        {name: rows[name] for name in DIMENSIONS} | {name: totals[name] for name in TOTAL_FIELDS}
    )


def _cut(fine: pa.Table, cut: str) -> Iterator[Standing]:
    """(programme, path, cut, sums); an empty industry or category has no cut of its own."""
    by = ["programme_id", "path"] + ([] if cut == ALL else [cut])
    summed = fine.group_by(by).aggregate([(name, "sum") for name in TOTAL_FIELDS])
    names = [*by, *(f"{name}_sum" for name in TOTAL_FIELDS)]
    for programme_id, path, *rest in zip(*(summed[n].to_pylist() for n in names), strict=True):
        if cut == ALL:
            yield programme_id, path, ALL, tuple(rest)
        elif rest[0]:
            yield programme_id, path, f"{cut}={rest[0]}", tuple(rest[1:])
