"""Live positions: where every entry of an open period stands now.

Positions are derived rows: from entries, plans, stages and approved returns. Whatever changes one
of those refreshes the positions of the projects it touched, inside the same transaction; pages
group positions and never recompute from returns.

Two who refresh the same position follow one another: the second sees what the first has committed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from niubizi.apps.kernel.locks import Lock, hold
from niubizi.apps.projects.models import (
    PlanVersion,
    ProgrammeEntry,
    Project,
    ProjectOrganization,
    Relation,
)
from niubizi.apps.reporting.models import Period, Position
from niubizi.apps.reporting.selectors.approved import latest_approved
from niubizi.domain import progress
from niubizi.domain.carrying import is_carried, is_unreported
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage, owes_returns
from niubizi.domain.periods import Month
from niubizi.domain.progress import Plan

BATCH = 5_000
LARGE = 20_000
"""Entries whose positions take longer to derive than anybody looks at a page: some seconds."""


def are_many(rows: QuerySet[Any]) -> bool:
    """Whether a deed on so many entries is better left to a worker."""
    return rows[:LARGE].count() >= LARGE


@dataclass(slots=True)
class _Ledger:
    """Everything that positions of some entries follow from, loaded in a few queries."""

    period: Month
    entries: list[dict[str, Any]]
    plans: dict[int, tuple[int, tuple[int, ...]]]
    blocks: dict[int, tuple[int, str]]
    sources: dict[int, tuple[int, int, int]]
    parts: dict[int, list[tuple[int, str]]] = field(default_factory=dict)


def refresh_open(project_ids: Collection[int]) -> None:
    """Refreshes the projects' positions in every open period; positions of packages follow."""
    hold(Lock.MONTHS, shared=True)
    ids = set(project_ids)
    ids.update(Project.objects.filter(parts__pk__among=project_ids).values_list("pk", flat=True))
    for period in Period.objects.exclude(state=Period.State.CLOSED).order_by("code"):
        refresh(period=period, project_ids=ids)


def refresh(*, period: Period, project_ids: Collection[int] | None = None) -> int:
    """Derives the positions of a period anew, of all entries or of the given projects' entries.

    Writes those that aren't as they were, and answers the number of positions. Runs inside the
    caller's transaction, which holds ``MONTHS``: alone for all entries, shared for some.
    """
    standing = Position.objects.filter(period=period)
    if project_ids is None:
        gone = set(standing.values_list("entry_id", flat=True))
    else:
        standing = standing.filter(project_id__among=project_ids)
        held = standing.select_for_update(of=("self",)).order_by("entry_id")
        gone = set(held.values_list("entry_id", flat=True))
    count = written = 0
    for chunk in _chunks(_entries(period, project_ids)):
        ids = [entry["id"] for entry in chunk]
        before = {
            entry: row
            for entry, *row in standing.filter(entry_id__among=ids).values_list(
                "entry_id", *_COLUMNS
            )
        }
        ledger = _load(period, chunk)
        rows = [_position(ledger, entry) for entry in ledger.entries]
        changed = [
            row for entry, row in zip(ids, rows, strict=True) if before.get(entry) != list(row)
        ]
        _write(period.pk, changed)
        gone.difference_update(ids)
        count += len(rows)
        written += len(changed)
    if gone:
        left = standing.filter(entry_id__among=gone)
        left._raw_delete(left.db)
    if written >= BATCH:
        _recount()
    return count


def _entries(period: Period, project_ids: Collection[int] | None) -> Iterator[dict[str, Any]]:
    """Entries in force at the period's end."""
    last_day = period.key.last_day
    found = ProgrammeEntry.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=last_day),
        programme__year=period.year,
        entered_on__lte=last_day,
    ).order_by("pk")
    if project_ids is not None:
        found = found.filter(project_id__among=project_ids)
    rows = found.values(
        "id",
        "programme_id",
        "project_id",
        "origin",
        "category",
        "planned_start",
        "planned_end",
        "programme__year",
        "programme__tolerance_points",
        "programme__counts_packages",
        "project__stage",
        "project__industry",
    )
    for row in rows.iterator(chunk_size=BATCH):
        yield dict(row)


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) >= BATCH:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _load(period: Period, entries: list[dict[str, Any]]) -> _Ledger:
    project_ids = {entry["project_id"] for entry in entries}
    parts: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for package_id, part_id, stage in Project.objects.filter(
        package__among=project_ids
    ).values_list("package_id", "pk", "stage"):
        parts[package_id].append((part_id, stage))
    reporting = project_ids | {part for held in parts.values() for part, _ in held}
    return _Ledger(
        period=period.key,
        entries=entries,
        plans=_plans([entry["id"] for entry in entries], period.month),
        blocks={
            project: (organization, path)
            for project, organization, path in ProjectOrganization.objects.filter(
                project__among=project_ids, relation=Relation.BLOCK
            ).values_list("project_id", "organization_id", "organization__path")
        },
        sources=latest_approved(reporting, period.key),
        parts=dict(parts),
    )


def _plans(entry_ids: Collection[int], month: int) -> dict[int, tuple[int, tuple[int, ...]]]:
    """The plan version in force in a month: the highest number that has begun."""
    return {
        entry: (annual, tuple(months))
        for entry, annual, months in PlanVersion.objects.filter(
            entry__among=entry_ids, from_month__lte=month
        )
        .order_by("number")
        .values_list("entry_id", "annual_fen", "months_fen")
    }


def _position(ledger: _Ledger, entry: dict[str, Any]) -> tuple[Any, ...]:
    """One row in the order of ``_COLUMNS``, from the domain's rules."""
    period = ledger.period
    project_id = entry["project_id"]
    annual, months = ledger.plans.get(entry["id"], (0, ()))
    start = Month.of(entry["planned_start"]) if entry["planned_start"] else None
    end = Month.of(entry["planned_end"]) if entry["planned_end"] else None
    due = progress.due_fen(Plan(entry["programme__year"], annual, months, start, end), period)
    as_parts = not entry["programme__counts_packages"]
    found = _source(ledger, project_id, entry)
    waiting = progress.before_planned_start(start, period)
    standing = progress.standing(
        invested=found.invested,
        base=annual,
        schedule=progress.rate(due, annual),
        tolerance=Fraction(entry["programme__tolerance_points"]),
        not_yet_started=waiting,
    )
    try:
        organization_id, path = ledger.blocks[project_id]
    except KeyError as missing:
        raise DomainError("project.not_a_block") from missing
    return (
        entry["origin"],
        entry["project__industry"],
        entry["category"],
        path,
        annual,
        due,
        found.invested,
        len(found.parts),
        found.owes,
        found.parts_carried > 0 if as_parts else found.carried,
        found.unreported,
        waiting,
        standing.progress_class.value if standing.progress_class else "",
        found.source.code if found.source else "",
        entry["programme_id"],
        entry["id"],
        project_id,
        organization_id,
        found.report_id,
        as_parts,
        sum(part.owes for part in found.parts),
        found.parts_carried,
        sum(part.unreported for part in found.parts),
    )


@dataclass(frozen=True, slots=True)
class _Reported:
    """What an entry, or a part of a package, has reported: whether it owes, which month's figure
    counts, how much was invested （分）."""

    period: Month
    owes: bool
    source: Month | None
    invested: int
    report_id: int | None = None

    @property
    def carried(self) -> bool:
        return is_carried(due=self.owes, source=self.source, period=self.period)

    @property
    def unreported(self) -> bool:
        return is_unreported(due=self.owes, source=self.source)


@dataclass(frozen=True, slots=True)
class _Entry(_Reported):
    """An entry with its parts; what is no package is its own only part."""

    pieces: tuple[_Reported, ...] = ()

    @property
    def parts(self) -> tuple[_Reported, ...]:
        return self.pieces or (self,)

    @property
    def parts_carried(self) -> int:
        return sum(part.carried for part in self.parts)


def _source(ledger: _Ledger, project_id: int, entry: dict[str, Any]) -> _Entry:
    """A package sums its parts, and the oldest month counts."""

    def reported(project: int, stage: str) -> _Reported:
        month, report, fen = ledger.sources.get(project, (None, None, 0))
        source = Month(period.year, month) if month else None
        return _Reported(period, owes_returns(Stage(stage)), source, fen, report)

    period = ledger.period
    parts = tuple(reported(part, stage) for part, stage in ledger.parts.get(project_id, ()))
    if not parts:
        own = reported(project_id, entry["project__stage"])
        return _Entry(period, own.owes, own.source, own.invested, own.report_id)
    return _Entry(
        period,
        owes=any(part.owes for part in parts),
        source=min((part.source for part in parts if part.source), default=None),
        invested=sum(part.invested for part in parts),
        pieces=parts,
    )


_COLUMNS = (
    "origin",
    "industry",
    "category",
    "path",
    "annual_plan_fen",
    "due_fen",
    "invested_fen",
    "parts",
    "owes",
    "carried",
    "unreported",
    "not_yet_started",
    "progress_class",
    "source_period",
    "programme_id",
    "entry_id",
    "project_id",
    "organization_id",
    "source_report_id",
    "as_parts",
    "parts_owing",
    "parts_carried",
    "parts_unreported",
)


def _recount() -> None:
    """Tells PostgreSQL how many rows there are now.

    Until it looks by itself, within a minute, it plans for a table without them: 10,000 positions
    then keep the cockpit waiting for minutes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {Position._meta.db_table}")


def _write(period_id: int, rows: list[tuple[Any, ...]]) -> None:
    """By ``executemany``: ``bulk_create`` is ten times slower and holds SQLite's lock meanwhile.

    A position that is there keeps its row, which is what others wait for.
    """
    columns = ", ".join((*_COLUMNS, "period_id"))
    marks = ", ".join(["%s"] * (len(_COLUMNS) + 1))
    anew = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "entry_id")
    table = Position._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks}) "  # noqa: S608 our own names
            f"ON CONFLICT (period_id, entry_id) DO UPDATE SET {anew}",
            [(*row, period_id) for row in rows],
        )
