"""Rolling cells up: every place with its ancestors × at most one of origin, industry, category."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import add, attrgetter
from typing import TypeVar

from niubizi.domain.orgtree import ids
from niubizi.metrics.totals import TOTAL_FIELDS, Cell, Totals

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


Sums = tuple[int, ...]
"""Totals as a row, in the order of ``TOTAL_FIELDS``."""

Standing = tuple[int, str, str, Sums]
"""What stands in one place itself: programme, path, cut, sums."""

_sums = attrgetter(*TOTAL_FIELDS)


def roll_up(cells: Iterable[Cell]) -> dict[Group, Totals]:
    """Totals of every group that holds an entry."""
    return up_the_tree(
        (cell.programme_id, cell.path, cut, _sums(cell.totals))
        for cell in cells
        for cut in cuts(cell)
    )


def up_the_tree(found: Iterable[Standing]) -> dict[Group, Totals]:
    """Each place with all that stands below it.

    Places are summed first and carried to their ancestors then: much may stand in one place.
    """
    own: dict[tuple[int, str, str], Sums] = {}
    for programme_id, path, cut, sums in found:
        _add(own, (programme_id, path, cut), sums)
    places = {path: ids(path) for _, path, _ in own}
    totals: dict[tuple[int, int, str], Sums] = {}
    for (programme_id, path, cut), sums in own.items():
        for organization_id in places[path]:
            _add(totals, (programme_id, organization_id, cut), sums)
    return {Group(*key): Totals(*sums) for key, sums in totals.items()}


K = TypeVar("K")


def _add(held: dict[K, Sums], key: K, sums: Sums) -> None:
    before = held.get(key)
    held[key] = sums if before is None else tuple(map(add, before, sums))
