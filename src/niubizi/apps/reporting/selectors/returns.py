"""Returns as reporters and reviewers see them: each beside what it is held against.

``returns_due`` lists what is owed with what has become of it, ``waiting`` what stands in somebody's
queue, ``returns_of`` any projects' returns; all give the same rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import (
    BLOCK_LEVEL,
    CITY_LEVEL,
    Closing,
    Period,
    ProgressReport,
    ReportStep,
)
from niubizi.apps.reporting.selectors.approved import latest_approved
from niubizi.apps.reporting.selectors.owing import ProjectFacts, facts_of, owing, within
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.domain.review import Action, State

EDITABLE = frozenset({State.DRAFT, State.RETURNED})


@dataclass(frozen=True, slots=True)
class ReportView:
    """A return as it stands; money in 分."""

    id: int
    revision: int
    state: State
    level: int
    reported_fen: int | None
    reviewed_fen: int | None
    approved_fen: int | None
    since_start_fen: int | None
    progress: str
    problems: str
    reason: str
    source_word: str
    entered_by: str
    entered_at: datetime
    submitted_at: datetime | None
    handed_up_at: datetime | None
    approved_at: datetime | None
    suspicions: tuple[dict[str, Any], ...]
    weight: int
    version: int
    photos: int = 0

    @property
    def current_fen(self) -> int | None:
        """The approved figure, else the reviewed, else the reported one."""
        for figure in (self.approved_fen, self.reviewed_fen, self.reported_fen):
            if figure is not None:
                return figure
        return None


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reviewer wrote when sending a return back."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A project with its return of the period, if any, and its last approved figure of the year."""

    project: ProjectFacts
    report: ReportView | None
    previous_fen: int | None
    previous_month: Month | None
    remark: Remark | None

    @property
    def can_edit(self) -> bool:
        return self.report is None or self.report.state in EDITABLE

    @property
    def can_withdraw(self) -> bool:
        return self.report is not None and self.report.state is State.SUBMITTED

    @property
    def state_key(self) -> str:
        """``none``, ``draft``, ``returned``, ``at_block``, ``at_city`` or ``approved``."""
        if self.report is None:
            return "none"
        return state_key(self.report.state.value, self.report.level)

    @property
    def state_word(self) -> str:
        return STATE_WORDS[self.state_key]

    @property
    def added_fen(self) -> int | None:
        """What this period adds to the last approved figure."""
        if self.report is None or self.report.current_fen is None:
            return None
        return self.report.current_fen - (self.previous_fen or 0)


STATE_WORDS = {
    "none": "未填报",
    "draft": "草稿",
    "returned": "已退回",
    "at_block": "待板块审核",
    "at_city": "待市级审定",
    "approved": "已审定",
}
"""Where a return can stand, in the order of its way up."""


def state_key(state: str, level: int) -> str:
    """The key in ``STATE_WORDS`` of a return's state and level."""
    if state != State.SUBMITTED.value:
        return state
    return "at_block" if level == BLOCK_LEVEL else "at_city"


def returns_due(
    *,
    period: Period,
    actor: Actor,
    closing: Closing | None = None,
    place: Organization | None = None,
    operation: Operation = Operation.VIEW_RETURNS,
) -> list[ReturnRow]:
    """Every project in reach that owes a return, with what has become of it."""
    projects = owing(period=period, actor=actor, closing=closing, place=place, operation=operation)
    return _rows(facts_of(projects, period=period, closing=closing), period)


def state_counts(
    *,
    period: Period,
    actor: Actor,
    closing: Closing | None = None,
    place: Organization | None = None,
    operation: Operation = Operation.VIEW_RETURNS,
) -> dict[str, int]:
    """How many owed returns stand where, by the keys of ``STATE_WORDS``: two queries."""
    projects = owing(period=period, actor=actor, closing=closing, place=place, operation=operation)
    ids = list(projects.values_list("pk", flat=True))
    current = {
        project: (state, level)
        for project, state, level in ProgressReport.objects.filter(period=period, project__in=ids)
        .order_by("revision")
        .values_list("project_id", "state", "level")
    }
    counts = Counter(state_key(*current[pk]) if pk in current else "none" for pk in ids)
    return {key: counts[key] for key in STATE_WORDS}


def return_of(*, period: Period, actor: Actor, code: str) -> ReturnRow:
    """One project's return of the period; ``DoesNotExist`` (404) out of reach."""
    project = Project.objects.visible_to(actor, Operation.VIEW_RETURNS).get(code=code)
    (row,) = returns_of([project.pk], period=period)
    return row


def returns_of(project_ids: Iterable[int], *, period: Period) -> list[ReturnRow]:
    """The rows of some projects, in the order given; the caller has decided who sees them."""
    ids = list(project_ids)
    facts = {each.id: each for each in facts_of(Project.objects.filter(pk__in=ids), period=period)}
    return _rows([facts[pk] for pk in ids if pk in facts], period)


def waiting(
    *,
    period: Period,
    actor: Actor,
    place: Organization | None = None,
    suspicious_only: bool = False,
) -> QuerySet[ProgressReport]:
    """Returns that wait at a level the actor reviews, the most suspicious first, then the oldest."""
    mine = Q(pk__in=[])
    for level, operation in (
        (BLOCK_LEVEL, Operation.REVIEW_AT_BLOCK),
        (CITY_LEVEL, Operation.REVIEW_AT_CITY),
    ):
        if actor.may(operation):
            projects = within(Project.objects.visible_to(actor, operation), place)
            mine |= Q(level=level, project__in=projects.values("pk"))
    found = ProgressReport.objects.filter(mine, period=period, state=State.SUBMITTED.value)
    if suspicious_only:
        found = found.filter(suspicion_weight__gt=0)
    return found.order_by("-suspicion_weight", "submitted_at", "pk")


def review_queue(found: Iterable[ProgressReport], *, period: Period) -> list[ReturnRow]:
    """The rows of a page of :func:`waiting`, in its order."""
    return returns_of([report.project_id for report in found], period=period)


def _rows(projects: Sequence[ProjectFacts], period: Period) -> list[ReturnRow]:
    ids = [each.id for each in projects]
    reports = _reports(ids, period)
    returned = [r.id for r in reports.values() if r.state is State.RETURNED]
    remarks = _remarks(returned)
    previous = latest_approved(ids, period.key, before=True)
    rows = []
    for project in projects:
        report = reports.get(project.id)
        month, _, fen = previous.get(project.id, (None, None, None))
        rows.append(
            ReturnRow(
                project=project,
                report=report,
                previous_fen=fen,
                previous_month=Month(period.year, month) if month else None,
                remark=remarks.get(report.id) if report else None,
            )
        )
    return rows


def _reports(project_ids: Sequence[int], period: Period) -> dict[int, ReportView]:
    """Project → its current return: the highest revision."""
    rows = (
        ProgressReport.objects.filter(period=period, project__in=project_ids)
        .select_related("entered_by")
        .prefetch_related("photos")
        .order_by("revision")
    )
    return {row.project_id: _view(row) for row in rows}


def _view(row: ProgressReport) -> ReportView:
    return ReportView(
        id=row.pk,
        revision=row.revision,
        state=State(row.state),
        level=row.level,
        reported_fen=row.reported_fen,
        reviewed_fen=row.reviewed_fen,
        approved_fen=row.approved_fen,
        since_start_fen=row.since_start_fen,
        progress=row.progress,
        problems=row.problems,
        reason=row.reason,
        source_word=row.get_source_display(),
        entered_by=row.entered_by.name,
        entered_at=row.entered_at,
        submitted_at=row.submitted_at,
        handed_up_at=row.handed_up_at,
        approved_at=row.approved_at,
        suspicions=tuple(row.suspicions),
        weight=row.suspicion_weight,
        version=row.version,
        photos=len(row.photos.all()),
    )


def _remarks(report_ids: Sequence[int]) -> dict[int, Remark]:
    """Return → the last words it was sent back with."""
    steps = (
        ReportStep.objects.filter(report__in=report_ids, action=Action.RETURN.value)
        .order_by("pk")
        .values_list("report_id", "comment", "by__name", "at")
    )
    return {report: Remark(text, by, at) for report, text, by, at in steps}
