"""The map's page: projects where they lie, narrowed by class and industry, beside a grid of blocks.

It is drawn from coordinates alone and needs no internet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from niubizi.apps.orgs.selectors import approved_map
from niubizi.apps.orgs.selectors import blocks as all_blocks
from niubizi.apps.reporting.filters import CLASSES, UNCLASSED, StandingFilter
from niubizi.apps.reporting.selectors.coordinates import sites
from niubizi.apps.reporting.selectors.figures import ProgrammeSheet, figure_sheet
from niubizi.apps.reporting.selectors.standings import facets, standings
from niubizi.domain.permissions import Operation
from niubizi.domain.progress import ProgressClass
from niubizi.web.access import PageRequest
from niubizi.web.charts import Chart
from niubizi.web.cockpit.map_chart import map_chart
from niubizi.web.figures.writing import Writer
from niubizi.web.selection import link, selection

if TYPE_CHECKING:
    from niubizi.apps.projects.models import Programme

SHOWN = 2_000
"""A picture of more points than this would be slow and say less: the widest plans are drawn."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter's value with the URL that sets it."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """A block in the schematic grid."""

    name: str
    url: str
    completion: str
    progress_class: ProgressClass | None


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map with its filters and the grid of blocks beside it."""

    programmes: tuple[Choice, ...]
    classes: tuple[Choice, ...]
    industries: tuple[Choice, ...]
    chart: Chart | None
    tiles: tuple[tuple[Tile | None, ...], ...]
    shown: int
    without_place: int
    limit: int
    list_url: str


def map_page(request: PageRequest) -> MapPage | None:
    """The map of the selection; ``None`` without a period or programme."""
    chosen = selection(request)
    if chosen.period is None or chosen.programme is None:
        return None
    write = Writer(request)
    wanted = StandingFilter.of(request.GET.getlist)
    rows = standings(
        period=chosen.period,
        closing=chosen.closing,
        actor=request.actor,
        programme=chosen.programme,
        place=chosen.place,
        operation=Operation.VIEW_COCKPIT,
    )
    industries = facets(rows).industries
    every = sites(wanted.apply(rows), SHOWN + 1)
    found = every[:SHOWN]
    placed = [site for site in found if site.longitude is not None and site.latitude is not None]
    sheet = figure_sheet(
        period=chosen.period,
        actor=request.actor,
        closing=chosen.closing,
        programme_codes=[chosen.programme.code],
    )
    programme = sheet.programme(chosen.programme.code)
    return MapPage(
        programmes=_programmes(request, chosen.programmes, chosen.programme),
        classes=_choices(
            request, wanted, "cls", {k: w for k, w in CLASSES.items() if k != UNCLASSED}
        ),
        industries=_choices(request, wanted, "industry", {name: name for name in industries}),
        chart=map_chart(write, placed, approved_map()) if placed else None,
        tiles=_tiles(write, programme) if programme else (),
        shown=len(placed),
        without_place=len(found) - len(placed),
        limit=SHOWN if len(every) > SHOWN else 0,
        list_url=write.to("projects", programme=chosen.programme.code, **dict(wanted.pairs())),
    )


def _programmes(
    request: PageRequest, programmes: Sequence[Programme], active: Programme
) -> tuple[Choice, ...]:
    path = reverse("map")
    return tuple(
        Choice(each.short_name, link(request, path, programme=each.code), each.pk == active.pk)
        for each in programmes
    )


def _choices(
    request: PageRequest, wanted: StandingFilter, name: str, values: dict[str, str]
) -> tuple[Choice, ...]:
    """All, and each value; the other filters stay."""
    others = dict(wanted.without(name).pairs())
    held = getattr(wanted, name)
    path = reverse("map")
    return (
        Choice("全部", link(request, path, **others), not held),
        *(
            Choice(word, link(request, path, **others, **{name: value}), held == (value,))
            for value, word in values.items()
        ),
    )


def _tiles(write: Writer, programme: ProgrammeSheet) -> tuple[tuple[Tile | None, ...], ...]:
    """The blocks where the office has put them in the grid; the others in rows below."""
    figures = {each.organization_id: each for each in programme.blocks}
    at: dict[tuple[int, int], Tile] = {}
    loose: list[Tile] = []
    for block in all_blocks():
        found = figures.get(block.pk)
        if found is None:
            continue
        tile = Tile(
            name=block.label,
            url=write.to("block", {"code": block.code}, programme=found.programme_code)
            if found.source
            else "",
            completion=write.text(found, "completion"),
            progress_class=found.reading.progress_class,
        )
        if block.tile_x is None or block.tile_y is None or (block.tile_x, block.tile_y) in at:
            loose.append(tile)
        else:
            at[block.tile_x, block.tile_y] = tile
    columns = range(min((x for x, _ in at), default=0), max((x for x, _ in at), default=2) + 1)
    lines = sorted({y for _, y in at})
    grid: list[tuple[Tile | None, ...]] = [tuple(at.get((x, y)) for x in columns) for y in lines]
    width = len(columns)
    for start in range(0, len(loose), width):
        row = loose[start : start + width]
        grid.append((*row, *[None] * (width - len(row))))
    return tuple(grid)
