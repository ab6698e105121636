"""Why a place's rate is what it is: what moved it since the month before, which projects decide it.

Both are read from the entries themselves, so they are told only to those who may see every entry of
the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from django.db.models import Count, F, Sum

from niubizi.apps.reporting.filters import counted, ordered
from niubizi.apps.reporting.rows import Rows
from niubizi.apps.reporting.selectors.standings import StandingLine, lines
from niubizi.domain import progress
from niubizi.metrics.catalogue import Reading


class Reason(Enum):
    """What moves a rate between two months."""

    WORK = "work"
    PLANS = "plans"
    MOVES = "moves"
    CORRECTIONS = "corrections"


@dataclass(frozen=True, slots=True)
class Step:
    """One reason with how many entries it concerns, what it adds （分）, its points, the rate after."""

    reason: Reason
    entries: int
    invested_fen: int
    base_fen: int
    points: Fraction
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Bridge:
    """From the rate of the month before to this one; the points of the steps sum to the change."""

    before: Fraction
    now: Fraction
    steps: tuple[Step, ...]


def bridge(rows: Rows, rows_before: Rows, *, now: Reading, before: Reading) -> Bridge | None:
    """The bridge between two readings of a place; two queries.

    ``None`` where a rate isn't available, or where the rows in reach aren't all of the readings'.
    A cumulative figure that fell is a correction, any other change of an entry on both lists is
    work done. Against a fixed target plans and moves leave the base alone; only the target moves it.
    """
    if now.completion is None or before.completion is None:
        return None
    entries, earlier = _amounts(rows), _amounts(rows_before)
    if not (_are_whole(entries, now) and _are_whole(earlier, before)):
        return None
    counts = dict.fromkeys(Reason, 0)
    invested, plans = dict.fromkeys(Reason, 0), dict.fromkeys(Reason, 0)

    def add(reason: Reason, more_invested: int, more_plan: int) -> None:
        counts[reason] += number
        invested[reason] += more_invested
        plans[reason] += more_plan

    for entry in entries.keys() | earlier.keys():
        done_before, plan_before, number = earlier.get(entry, (0, 0, 0))
        done, plan, number = entries.get(entry, (0, 0, number))
        if entry not in entries or entry not in earlier:
            add(Reason.MOVES, done - done_before, plan - plan_before)
            continue
        if done < done_before:
            add(Reason.CORRECTIONS, done - done_before, 0)
        elif done > done_before:
            add(Reason.WORK, done - done_before, 0)
        if plan != plan_before:
            add(Reason.PLANS, 0, plan - plan_before)
    if {now.yardstick.base_kind, before.yardstick.base_kind} != {"plans"}:
        plans = {**dict.fromkeys(Reason, 0), Reason.PLANS: now.base_fen - before.base_fen}
    taken = progress.bridge(
        (before.totals.invested_fen, before.base_fen),
        [(reason.value, invested[reason], plans[reason]) for reason in Reason],
    )
    return Bridge(
        before=before.completion,
        now=now.completion,
        steps=tuple(
            Step(reason, counts[reason], invested[reason], plans[reason], step.points, step.rate)
            for reason, step in zip(Reason, taken, strict=True)
        ),
    )


@dataclass(frozen=True, slots=True)
class Shortfalls:
    """Entries short of their own schedule: the largest, and all of them together （分）."""

    largest: tuple[StandingLine, ...]
    entries: int
    gap_fen: int

    @property
    def largest_gap_fen(self) -> int:
        return sum(line.gap_fen for line in self.largest)


def shortfalls(rows: Rows, limit: int) -> Shortfalls:
    """What is furthest from its schedule in money; two queries."""
    short = rows.filter(due_fen__gt=F("invested_fen"))
    found = short.order_by().aggregate(
        entries=Count("pk"), due=Sum("due_fen"), invested=Sum("invested_fen")
    )
    return Shortfalls(
        largest=tuple(lines(ordered(short, "gap", descending=True)[:limit])),
        entries=found["entries"],
        gap_fen=int(found["due"] or 0) - int(found["invested"] or 0),
    )


def _amounts(rows: Rows) -> Mapping[int, tuple[int, int, int]]:
    """Entry → (invested, plan, how many entries it counts as)."""
    names = ("entry_id", "invested_fen", "annual_plan_fen")
    return {entry: tuple(rest) for entry, *rest in rows.order_by().values_list(*names, counted())}


def _are_whole(amounts: Mapping[int, tuple[int, int, int]], reading: Reading) -> bool:
    return (len(amounts), sum(done for done, *_ in amounts.values())) == (
        reading.totals.listed,
        reading.totals.invested_fen,
    )
