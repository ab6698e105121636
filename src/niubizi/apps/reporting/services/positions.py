"""Live positions: where every entry of an open period stands now.

Positions are derived rows: from entries, plans, stages and approved returns. Whatever changes one
of those refreshes the positions of the projects it touched, inside the same transaction; pages
group positions and never recompute from returns.

Two who refresh the same position follow one another: the second sees what the first has committed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Q

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
    ids.update(Project.objects.filter(parts__in=project_ids).values_list("pk", flat=True))
    for period in Period.objects.exclude(state=Period.State.CLOSED).order_by("code"):
        refresh(period=period, project_ids=ids)


def refresh(*, period: Period, project_ids: Collection[int] | None = None) -> int:
    """Writes the positions of a period anew, of all entries or of the given projects' entries.

    Answers the number of positions. Runs inside the caller's transaction, which holds ``MONTHS``:
    alone for all entries, shared for some.
    """
    standing = Position.objects.filter(period=period)
    gone: set[int] = set()
    if project_ids is None:
        standing._raw_delete(standing.db)
    else:
        standing = standing.filter(project_id__in=project_ids)
        held = standing.select_for_update(of=("self",)).order_by("entry_id")
        gone.update(held.values_list("entry_id", flat=True))
    count = 0
    for chunk in _chunks(_entries(period, project_ids)):
        ledger = _load(period, chunk)
        rows = [_position(ledger, entry) for entry in ledger.entries]
        _write(period.pk, rows)
        gone.difference_update(entry["id"] for entry in chunk)
        count += len(rows)
    if gone:
        left = standing.filter(entry_id__in=gone)
        left._raw_delete(left.db)
    if count >= BATCH:
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
        found = found.filter(project_id__in=project_ids)
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
    for package_id, part_id, stage in Project.objects.filter(package__in=project_ids).values_list(
        "package_id", "pk", "stage"
    ):
        parts[package_id].append((part_id, stage))
    reporting = project_ids | {part for held in parts.values() for part, _ in held}
    return _Ledger(
        period=period.key,
        entries=entries,
        plans=_plans([entry["id"] for entry in entries], period.month),
        blocks={
            project: (organization, path)
            for project, organization, path in ProjectOrganization.objects.filter(
                project__in=project_ids, relation=Relation.BLOCK
            ).values_list("project_id", "organization_id", "organization__path")
        },
        sources=latest_approved(reporting, period.key),
        parts=dict(parts),
    )


def _plans(entry_ids: Iterable[int], month: int) -> dict[int, tuple[int, tuple[int, ...]]]:
    """The plan version in force in a month: the highest number that has begun."""
    return {
        entry: (annual, tuple(months))
        for entry, annual, months in PlanVersion.objects.filter(
            entry__in=list(entry_ids), from_month__lte=month
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
    owes, source_month, report_id, invested, parts = _source(ledger, project_id, entry)
    source = Month(period.year, source_month) if source_month else None
    waiting = progress.before_planned_start(start, period)
    standing = progress.standing(
        invested=invested,
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
        invested,
        parts,
        owes,
        is_carried(due=owes, source=source, period=period),
        is_unreported(due=owes, source=source),
        waiting,
        standing.progress_class.value if standing.progress_class else "",
        source.code if source else "",
        entry["programme_id"],
        entry["id"],
        project_id,
        organization_id,
        report_id,
    )


def _source(
    ledger: _Ledger, project_id: int, entry: dict[str, Any]
) -> tuple[bool, int | None, int | None, int, int]:
    """(owes, month, report id, invested 分, parts): a package sums its parts, the oldest counts."""
    parts = ledger.parts.get(project_id)
    if not parts:
        owes = owes_returns(Stage(entry["project__stage"]))
        month, report, fen = ledger.sources.get(project_id, (None, None, 0))
        return owes, month, report, fen, 1
    owing = [part for part, stage in parts if owes_returns(Stage(stage))]
    held = [ledger.sources[part] for part, _ in parts if part in ledger.sources]
    silent = [part for part in owing if part not in ledger.sources]
    months = [month for month, _, _ in held]
    oldest = None if silent and not held else (min(months) if months else None)
    return bool(owing), oldest, None, sum(fen for _, _, fen in held), len(parts)


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
