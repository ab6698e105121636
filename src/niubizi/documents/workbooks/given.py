"""What a row is given from elsewhere: by merged cells above it and by the class and block rows over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from niubizi.documents.workbooks.facts import KnownOrganization
from niubizi.documents.workbooks.grid import Cell, Sheet
from niubizi.documents.workbooks.rowkinds import BodyRow, RowKind, bare_label

_LATER_PROJECTS = ("储备", "前期", "谋划", "预备")


@dataclass(frozen=True)
class Inherited:
    """What class and block rows above give to a row that has no column of its own for it."""

    classes: tuple[str, ...] = ()
    place: KnownOrganization | None = None
    origin: str | None = None
    is_planned_only: bool = False


def says_later(words: str) -> bool:
    """Whether a title or class speaks of reserve or preparatory projects: they have no annual plan."""
    return any(word in words for word in _LATER_PROJECTS)


def spread_down(sheet: Sheet, body: int) -> tuple[list[Sequence[Cell]], frozenset[tuple[int, int]]]:
    """The rows with vertically merged values in every row they span, and where those repeat."""
    rows: list[Sequence[Cell]] = list(sheet.rows)
    repeated = set()
    for merge in sheet.merges:
        if merge.bottom <= merge.top or merge.top < body or merge.top >= len(rows):
            continue
        anchor = rows[merge.top]
        value = anchor[merge.left] if merge.left < len(anchor) else ""
        if value == "":
            continue
        for index in range(merge.top + 1, min(merge.bottom, len(rows) - 1) + 1):
            cells = list(rows[index])
            cells.extend([""] * (merge.left + 1 - len(cells)))
            cells[merge.left] = value
            rows[index] = cells
            repeated.add((index, merge.left))
    return rows, frozenset(repeated)


def with_given(
    body: Sequence[BodyRow], *, planned_only: bool
) -> Iterator[tuple[BodyRow, Inherited]]:
    """Each project row with what the class rows open above it give."""
    open_classes: list[BodyRow] = []
    blocks_first = False
    given = Inherited(is_planned_only=planned_only)
    for row in body:
        if row.kind is RowKind.CLASS:
            # Blocks that come before any numbered class hold the classes, not the other way.
            blocks_first = blocks_first or bool(row.place and not open_classes)
            outermost = blocks_first and row.place is not None
            _enter(open_classes, replace(row, level=0) if outermost else row)
            given = _inherited(open_classes, planned_only=planned_only)
        elif row.kind is RowKind.PROJECT:
            yield row, given


def _enter(open_classes: list[BodyRow], row: BodyRow) -> None:
    while open_classes and open_classes[-1].level >= row.level:
        open_classes.pop()
    open_classes.append(row)


def _inherited(open_classes: Sequence[BodyRow], *, planned_only: bool) -> Inherited:
    labels = tuple(bare_label(row.text) for row in open_classes)
    origin = None
    for label in labels:
        if any(word in label for word in ("结转", "续建")):
            origin = "carry_over"
        elif any(word in label for word in ("新增", "新建", "新开工", "新入库")):
            origin = "new"
    return Inherited(
        classes=labels,
        place=next((row.place for row in reversed(open_classes) if row.place), None),
        origin=origin,
        is_planned_only=planned_only or any(map(says_later, labels)),
    )
