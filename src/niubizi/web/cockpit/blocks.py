"""What is behind among the blocks: the ranked table, and what may be said of ranks to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from niubizi.apps.reporting.selectors.figures import (
    FigureSheet,
    PlaceFigures,
    ProgrammeSheet,
    completion_decimals,
    rounded_note,
)
from niubizi.apps.reporting.selectors.trend import Trend
from niubizi.domain.progress import ProgressClass
from niubizi.metrics.catalogue import counted_otherwise
from niubizi.metrics.totals import Totals
from niubizi.web.figures.writing import Shown, Writer


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A block as the table shows it; ``moved`` is the places gained since the month before."""

    name: str
    url: str
    mine: bool
    rank: int | None
    moved: int | None
    entries: Shown
    packed: Shown | None
    base: Shown
    invested: Shown
    completion: Shown
    rate: Fraction | None
    schedule: Fraction | None
    lead: Shown
    points: Fraction | None
    progress_class: ProgressClass | None
    missing: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class BlockTable:
    """The blocks in rank order with the whole below; ``note`` says what isn't shown and why."""

    rows: tuple[BlockRow, ...]
    total: BlockRow | None
    base_name: str
    schedule: str
    note: str

    @property
    def is_ranked(self) -> bool:
        return any(row.rank for row in self.rows)


def block_table(
    write: Writer,
    sheet: FigureSheet,
    programme: ProgrammeSheet,
    trend: Trend,
    *,
    place_id: int | None,
) -> BlockTable:
    """Every block that the viewer may see."""
    decimals = completion_decimals(programme.blocks, write.rounding)
    total = programme.city
    some = total or next(iter(programme.blocks), None)
    return BlockTable(
        rows=tuple(
            _row(write, each, trend, mine=each.organization_id == place_id, decimals=decimals)
            for each in programme.blocks
        ),
        total=_row(write, total, trend, mine=False, decimals=1) if total else None,
        base_name=some.reading.yardstick.base_name if some else "",
        schedule=write.percent(some.reading.schedule) if some else "",
        note="；".join(
            filter(
                None,
                (
                    _note(sheet, place_id, programme.blocks),
                    rounded_note(programme, write.rounding),
                ),
            )
        ),
    )


def class_counts(blocks: Sequence[PlaceFigures]) -> str:
    """How the blocks divide: 7个板块中，5个超序时，2个有缺口（老城区、运河区）."""
    held: dict[ProgressClass, list[str]] = {each: [] for each in ProgressClass}
    for block in blocks:
        if block.reading.progress_class:
            held[block.reading.progress_class].append(block.name)
    for each, names in held.items():
        if len(names) == len(blocks):
            return f"{len(blocks)}个板块全部{each.word}"
    parts = [f"{len(blocks)}个板块中"]
    for each, names in held.items():
        if names:
            named = "" if each is ProgressClass.AHEAD else f"（{'、'.join(names)}）"
            parts.append(f"{len(names)}个{each.word}{named}")
    return "，".join(parts)


def moved(figures: PlaceFigures, trend: Trend) -> int | None:
    """The places gained since the month before; ``None`` where either rank isn't there to see."""
    before = trend.month_before
    last = before.places.get(figures.organization_id) if before else None
    if figures.rank is None or last is None or last.rank is None:
        return None
    return last.rank - figures.rank


def _row(
    write: Writer, figures: PlaceFigures, trend: Trend, *, mine: bool, decimals: int
) -> BlockRow:
    reading = figures.reading
    return BlockRow(
        name=figures.name,
        url=write.to("block", {"code": figures.code}, programme=figures.programme_code)
        if figures.source
        else "",
        mine=mine,
        rank=figures.rank,
        moved=moved(figures, trend),
        entries=write.shown(figures, "entries"),
        packed=_packed(reading.totals),
        base=write.shown(figures, "base"),
        invested=write.shown(figures, "invested"),
        completion=write.shown(figures, "completion", decimals=decimals),
        rate=reading.completion,
        schedule=reading.schedule,
        lead=write.shown(figures, "lead"),
        points=reading.lead,
        progress_class=reading.progress_class,
        missing=_missing(write, figures),
    )


def _packed(totals: Totals) -> Shown | None:
    """The number when packages count the other way; the table has no room for more."""
    return Shown(str(totals.other[1]), unit=counted_otherwise(totals)) if totals.other else None


def _missing(write: Writer, figures: PlaceFigures) -> tuple[Shown, ...]:
    """How many entries of the rate aren't this month's own, where there are any."""
    totals = figures.reading.totals
    counts = {"carried": ("结转", totals.carried), "unreported": ("未报", totals.unreported)}
    return tuple(
        Shown(f"{word}{count}项", write.trace(figures, metric))
        for metric, (word, count) in counts.items()
        if count
    )


def _note(sheet: FigureSheet, place_id: int | None, blocks: Iterable[PlaceFigures]) -> str:
    if sheet.ranks_shown or not any(True for _ in blocks):
        return ""
    if place_id is None:
        return "只统计与您有关的项目，不排名"
    return "通报印发后公布名次和其他板块的数"
