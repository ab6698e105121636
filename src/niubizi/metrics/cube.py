"""Rolling cells up: every place with its ancestors × at most one of origin, industry, category."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from niubizi.domain.orgtree import ids
from niubizi.metrics.totals import Cell, Totals

ALL = "all"


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """A published group: a programme in a place, whole (``all``) or cut (``origin=new``)."""

    programme_id: int
    organization_id: int
    cut: str = ALL


def cuts(cell: Cell) -> Iterator[str]:
    """The cuts a cell belongs to; an empty industry or category has no cut of its own."""
    yield ALL
    yield f"origin={cell.origin}"
    if cell.industry:
        yield f"industry={cell.industry}"
    if cell.category:
        yield f"category={cell.category}"


def roll_up(cells: Iterable[Cell]) -> dict[Group, Totals]:
    """Totals of every group that holds an entry."""
    totals: defaultdict[Group, Totals] = defaultdict(Totals)
    for cell in cells:
        for organization_id in ids(cell.path):
            for cut in cuts(cell):
                group = Group(cell.programme_id, organization_id, cut)
                totals[group] = totals[group] + cell.totals
    return dict(totals)
