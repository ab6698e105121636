"""Completeness and timeliness: by block who has handed up how much, when, and who hasn't.

A block has handed a return up when it left the block for the city office; what counts is the first
time it did, so that a later correction doesn't make it late. Projects are counted, each once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.held import held
from niubizi.apps.orgs.models import Organization
from niubizi.apps.orgs.selectors import block_of
from niubizi.apps.reporting.models import (
    BLOCK_LEVEL,
    Closing,
    ClosingEntry,
    Period,
    PeriodLevel,
    ProgressReport,
)
from niubizi.apps.reporting.selectors.owing import ProjectFacts, facts_of, owing
from niubizi.apps.reporting.selectors.returns import STATE_WORDS, state_key
from niubizi.apps.reporting.untouched import REPORTING
from niubizi.domain.deadlines import Timeliness, timeliness
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.domain.progress import rate

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Missing:
    """A project whose return hasn't been handed up, and where it stands meanwhile."""

    project: ProjectFacts
    state_key: str

    @property
    def state_word(self) -> str:
        return STATE_WORDS[self.state_key]


@dataclass(frozen=True, slots=True)
class BlockCompleteness:
    """What one block (or all together) owes and has handed up; numbers of distinct projects.

    ``outstanding`` aren't handed up: still in time before the due moment, overdue after it.
    """

    code: str
    name: str
    owed: int
    on_time: int
    late: int
    outstanding: int
    missing: tuple[Missing, ...]

    @property
    def handed_up(self) -> int:
        return self.on_time + self.late

    @property
    def completeness(self) -> Fraction | None:
        """报送率： handed up ÷ owed."""
        return rate(self.handed_up, self.owed)

    @property
    def punctuality(self) -> Fraction | None:
        """按时率： handed up in time ÷ owed."""
        return rate(self.on_time, self.owed)


@dataclass(frozen=True, slots=True)
class Completeness:
    """Every block in reach in its official order, and all of them together."""

    period: Month
    due_at: datetime
    overdue: bool
    blocks: tuple[BlockCompleteness, ...]
    total: BlockCompleteness


def completeness(
    *,
    period: Period,
    actor: Actor,
    at: datetime,
    closing: Closing | None = None,
    place: Organization | None = None,
) -> Completeness:
    """Who has handed up what, seen at the moment ``at``; live, or of a closed period."""
    operation = Operation.VIEW_COMPLETENESS
    owed = owing(period=period, actor=actor, closing=closing, place=place, operation=operation)
    projects = facts_of(owed, period=period, closing=closing)
    level = period.levels.get(ordinal=BLOCK_LEVEL)
    so_far = _so_far(period, {project.id for project in projects}, level.due_at, at)
    rows = [(project.path, project) for project in projects]
    return _by_block(level, at, rows, so_far.count)


def completeness_counts(
    *,
    period: Period,
    actor: Actor,
    at: datetime,
    closing: Closing | None = None,
    place: Organization | None = None,
) -> Completeness:
    """The same numbers without the names of who is missing; kept while nobody does anything."""
    operation = Operation.VIEW_COMPLETENESS
    owed = owing(period=period, actor=actor, closing=closing, place=place, operation=operation)
    level = period.levels.get(ordinal=BLOCK_LEVEL)
    first = (
        ProgressReport.objects.filter(
            period=period, project=OuterRef("pk"), handed_up_at__lte=at, handed_up_at__isnull=False
        )
        .order_by("handed_up_at")
        .values("handed_up_at")[:1]
    )
    rows = owed.order_by().annotate(
        path=_path(closing), in_time=LessThanOrEqual(Subquery(first), level.due_at)
    )

    def count() -> list[tuple[str, bool | None, int]]:
        return list(rows.values_list("path", "in_time").annotate(Count("pk")))

    key = (period.pk, closing and closing.pk, place and place.path, actor.user_id, actor.grants)
    found = held("completeness", (*key, at.date()), count, untouched_by=REPORTING)
    by_path = [(path or "", (in_time, number)) for path, in_time, number in found]
    return _by_block(level, at, by_path, _counted)


def _by_block(
    level: PeriodLevel,
    at: datetime,
    rows: Sequence[tuple[str, Row]],
    count: Callable[[str, str, Iterable[Row]], BlockCompleteness],
) -> Completeness:
    """What stands below paths, counted by the block that each path lies in, and all together."""
    blocks = list(Organization.objects.blocks())
    paths = {block.pk: block.path for block in blocks}
    by_block: defaultdict[int | None, list[Row]] = defaultdict(list)
    for path, row in rows:
        by_block[block_of(path, paths)].append(row)
    return Completeness(
        period=level.period.key,
        due_at=level.due_at,
        overdue=at > level.due_at,
        blocks=tuple(
            count(block.code, block.label, by_block[block.pk])
            for block in blocks
            if block.pk in by_block
        ),
        total=count("", "合计", [row for _, row in rows]),
    )


def _counted(code: str, name: str, numbers: Iterable[tuple[bool | None, int]]) -> BlockCompleteness:
    """Numbers of projects, of those handed up in time, late (``False``) or not yet (``None``)."""
    found: Counter[bool | None] = Counter()
    for in_time, number in numbers:
        found[in_time] += number
    return BlockCompleteness(
        code=code,
        name=name,
        owed=found.total(),
        on_time=found[True],
        late=found[False],
        outstanding=found[None],
        missing=(),
    )


def _path(closing: Closing | None) -> Combinable:
    """Where a project counts: its block of now, of a closed period the block it stood in then."""
    if closing is None:
        return F("block_path")
    frozen = ClosingEntry.objects.filter(closing=closing, project=OuterRef("pk"))
    return Coalesce(
        Subquery(frozen.order_by("-annual_plan_fen").values("path")[:1]), F("block_path")
    )


@dataclass(frozen=True, slots=True)
class _SoFar:
    """Project → when it was first handed up, and where its return stands now."""

    handed_up: Mapping[int, datetime]
    keys: Mapping[int, str]
    due_at: datetime
    at: datetime

    def count(self, code: str, name: str, projects: Iterable[ProjectFacts]) -> BlockCompleteness:
        found: Counter[Timeliness] = Counter()
        missing = []
        for project in projects:
            verdict = timeliness(self.handed_up.get(project.id), self.due_at, at=self.at)
            found[verdict] += 1
            if verdict in (Timeliness.MISSING, Timeliness.NOT_YET):
                missing.append(Missing(project, self.keys.get(project.id, "none")))
        return BlockCompleteness(
            code=code,
            name=name,
            owed=found.total(),
            on_time=found[Timeliness.ON_TIME],
            late=found[Timeliness.LATE],
            outstanding=len(missing),
            missing=tuple(missing),
        )


def _so_far(period: Period, owed: set[int], due_at: datetime, at: datetime) -> _SoFar:
    handed_up: dict[int, datetime] = {}
    keys: dict[int, str] = {}
    for project, state, level, moment in (
        ProgressReport.objects.filter(period=period)
        .order_by("revision")
        .values_list("project_id", "state", "level", "handed_up_at")
    ):
        if project not in owed:
            continue
        keys[project] = state_key(state, level)
        if moment is not None:
            handed_up[project] = min(moment, handed_up.get(project, moment))
    return _SoFar(handed_up, keys, due_at, at)
