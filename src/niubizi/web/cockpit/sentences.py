"""What a block is told, in sentences a district head understands, each number with its trace.

A sentence is a sequence of pieces: words, and figures that can be asked where they come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from niubizi.apps.reporting.selectors.figures import (
    PlaceFigures,
    completion_decimals,
)
from niubizi.apps.reporting.selectors.reasons import Shortfalls
from niubizi.domain.progress import more_to_pass, rate
from niubizi.domain.ranking import competition_ranks, next_above
from niubizi.metrics.catalogue import Reading
from niubizi.web.figures.writing import Shown, Writer

Sentence = tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Rival:
    """Another block as seen from this one: what it would take to pass it, nothing where passed."""

    name: str
    url: str
    rank: int | None
    completion: Shown
    mine: bool
    needed: str


def answers(
    write: Writer, figures: PlaceFigures, blocks: Sequence[PlaceFigures], moved: int | None
) -> list[Sentence]:
    """Where a place stands and what it lacks to schedule, next rank and target."""
    told = (
        standing(write, figures, moved, len(blocks)),
        to_schedule(write, figures),
        to_next_rank(write, figures, blocks),
        to_target(write, figures),
    )
    return [sentence for sentence in told if sentence]


def standing(write: Writer, figures: PlaceFigures, moved: int | None, blocks: int) -> Sentence:
    """Where the block stands: done, rate, lead, rank."""
    reading = figures.reading
    pieces = [
        Shown(f"{reading.yardstick.period.cumulative_name}完成投资"),
        _linked(write, figures, "invested"),
        Shown(f"，完成{reading.yardstick.base_name}"),
        _linked(write, figures, "base"),
        Shown("的"),
        _linked(write, figures, "completion"),
        Shown("，"),
        Shown(write.lead(reading.lead), write.trace(figures, "lead")),
    ]
    if figures.rank is not None:
        pieces.append(Shown(f"，在{blocks}个板块中排第{figures.rank}名{_moved_words(moved)}"))
    return (*pieces, Shown("。"))


def to_schedule(write: Writer, figures: PlaceFigures) -> Sentence:
    """How far from what was due, in money."""
    reading = figures.reading
    if reading.schedule is None:
        return ()
    due = reading.schedule * reading.base_fen
    ahead = reading.totals.invested_fen - due
    if ahead >= 0:
        return (Shown(f"到期末应完成{write.money(due)}，已多完成{write.money(ahead)}。"),)
    return (
        Shown(f"到期末应完成{write.money(due)}，还差"),
        Shown(write.money(-ahead), write.trace(figures, "gap_to_schedule")),
        Shown("才达到序时。"),
    )


def to_next_rank(write: Writer, figures: PlaceFigures, blocks: Sequence[PlaceFigures]) -> Sentence:
    """How much more would pass the next block above, or how safe the first place is."""
    if figures.rank is None or figures.reading.completion is None:
        return ()
    by_id = {block.organization_id: block for block in blocks}
    rates = {pk: block.reading.completion for pk, block in by_id.items()}
    above = next_above(rates, figures.organization_id)
    if above is not None:
        rival = by_id[above]
        needed = more_needed(figures.reading, rival.reading)
        return (
            Shown(f"前一名是第{rival.rank}名{rival.name}（"),
            _linked(write, rival, "completion"),
            Shown(f"）。其他板块不变的话，再多完成{write.enough(needed)}就能超过它。"),
        )
    below = [block for block in blocks if (block.rank or 0) > figures.rank]
    if not below:
        return ()
    second = below[0]
    margin = more_needed(second.reading, figures.reading)
    return (
        Shown(f"紧跟在后的是第{second.rank}名{second.name}（"),
        _linked(write, second, "completion"),
        Shown(f"），它再多完成{write.enough(margin)}就会反超。"),
    )


def to_target(write: Writer, figures: PlaceFigures) -> Sentence:
    """What is left of the year and the pace it takes, beside the pace so far."""
    reading = figures.reading
    month = reading.yardstick.period
    gap = reading.gap_to_target_fen
    if gap == 0:
        return (Shown(f"{reading.yardstick.base_name}已经完成。"),)
    pieces = [
        Shown(f"距{reading.yardstick.base_name}还差"),
        _linked(write, figures, "gap_to_target"),
    ]
    if reading.pace_needed_fen is None:
        return (*pieces, Shown("。"))
    pace = Fraction(reading.totals.invested_fen, month.month)
    enough = "照这个速度能完成" if pace >= reading.pace_needed_fen else "照这个速度完不成"
    return (
        *pieces,
        Shown(f"，后{month.months_left}个月每月要完成"),
        _linked(write, figures, "pace_needed"),
        Shown(f"；前{month.month}个月每月完成{write.money(pace)}，{enough}。"),
    )


def if_mended(
    write: Writer,
    figures: PlaceFigures,
    short: Shortfalls,
    rates: Mapping[int, Fraction | None],
) -> str:
    """What the largest shortfalls decide: the rate and rank if they stood at their schedule."""
    if not short.largest:
        return ""
    reading = figures.reading
    mended = rate(reading.totals.invested_fen + short.largest_gap_fen, reading.base_fen)
    if mended is None:
        return ""
    count = len(short.largest)
    words = (
        f"这{count}个项目离各自的序时合计差{write.money(short.largest_gap_fen)}，占全部"
        f"{short.entries}个低于序时项目差额的{write.percent(rate(short.largest_gap_fen, short.gap_fen))}。"
        f"补上以后，完成率可以到{write.percent(mended)}"
    )
    if figures.rank is not None:
        ranks = competition_ranks({**rates, figures.organization_id: mended})
        place = ranks[figures.organization_id]
        words += f"，名次{'仍是' if place == figures.rank else '可以到'}第{place}名"
    return f"{words}。"


def rivals(
    write: Writer, figures: PlaceFigures, blocks: Sequence[PlaceFigures]
) -> tuple[Rival, ...]:
    """Every ranked block with what it would take to pass it."""
    found = []
    decimals = completion_decimals(blocks, write.rounding)
    for block in blocks:
        needed = (
            more_needed(figures.reading, block.reading)
            if block.organization_id != figures.organization_id
            else 0
        )
        found.append(
            Rival(
                name=block.name,
                url=write.to("block", {"code": block.code}, programme=block.programme_code),
                rank=block.rank,
                completion=write.shown(block, "completion", decimals=decimals),
                mine=block.organization_id == figures.organization_id,
                needed=write.enough(needed) if needed else "",
            )
        )
    return tuple(found)


def more_needed(mine: Reading, other: Reading) -> int:
    """分 that would lift mine above the other's rate; 0 where it stands above, or has no rate."""
    if other.completion is None or mine.base_fen <= 0:
        return 0
    return more_to_pass(other.completion, invested=mine.totals.invested_fen, base=mine.base_fen)


def _linked(write: Writer, figures: PlaceFigures, metric: str) -> Shown:
    return Shown(write.text(figures, metric), write.trace(figures, metric))


def _moved_words(moved: int | None) -> str:
    if moved is None:
        return ""
    if moved == 0:
        return "，与上月相同"
    return f"，比上月{'上升' if moved > 0 else '下降'}{abs(moved)}名"
