"""Returns as reporters and reviewers see them: each beside what it is held against.

``returns_due`` lists what is owed with what has become of it, ``waiting`` what stands in somebody's
queue, ``rows_of`` any projects' returns, a row for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

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
from niubizi.domain.review import Action, State, current_figure

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
        return current_figure(self.approved_fen, self.reviewed_fen, self.reported_fen)


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
    def current_fen(self) -> int | None:
        return self.report.current_fen if self.report else None

    @property
    def added_fen(self) -> int | None:
        """What this period adds to the last approved figure."""
        current = self.current_fen
        return None if current is None else current - (self.previous_fen or 0)


STATE_WORDS = {
    "none": "未填报",
    "draft": "草稿",
    "returned": "已退回",
    "at_block": "待板块审核",
    "at_city": "待市级审定",
    "approved": "已审定",
}
"""Where a return can stand, in the order of its way up."""

WAITING_AT = {"at_block": BLOCK_LEVEL, "at_city": CITY_LEVEL}


def state_key(state: str, level: int) -> str:
    """The key in ``STATE_WORDS`` of a return's state and level."""
    if state != State.SUBMITTED.value:
        return state
    return next(key for key, waiting_at in WAITING_AT.items() if waiting_at == level)


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
    return rows_of(projects, period=period, closing=closing)


def with_state(projects: QuerySet[Any], *, period: Period) -> QuerySet[Any]:
    """The projects, each with ``return_state`` and ``return_level`` of its current return."""
    current = ProgressReport.objects.filter(period=period, project=OuterRef("pk")).order_by(
        "-revision"
    )
    found: QuerySet[Any] = projects.annotate(
        return_state=Subquery(current.values("state")[:1]),
        return_level=Subquery(current.values("level")[:1]),
    )
    return found


def in_state(projects: QuerySet[Any], key: str, *, period: Period) -> QuerySet[Any]:
    """Those whose return of the period stands where ``key`` of ``STATE_WORDS`` says."""
    found = with_state(projects, period=period)
    if key == "none":
        return found.filter(return_state__isnull=True)
    if key in WAITING_AT:
        return found.filter(return_state=State.SUBMITTED.value, return_level=WAITING_AT[key])
    return found.filter(return_state=key)


def rows_of(
    projects: QuerySet[Any], *, period: Period, closing: Closing | None = None
) -> list[ReturnRow]:
    """The rows of some projects, in their order; the caller has decided who sees them."""
    return _rows(facts_of(projects, period=period, closing=closing), period)


def state_counts(projects: QuerySet[Any], *, period: Period) -> dict[str, int]:
    """How many of the projects' returns stand where, by the keys of ``STATE_WORDS``: one query."""
    counts = dict.fromkeys(STATE_WORDS, 0)
    found = with_state(projects, period=period).order_by()
    for state, level, number in found.values_list("return_state", "return_level").annotate(
        Count("pk")
    ):
        counts["none" if state is None else state_key(state, level)] += number
    return counts


def return_of(
    *,
    period: Period,
    actor: Actor,
    code: str,
    operation: Operation = Operation.VIEW_RETURNS,
    closing: Closing | None = None,
) -> ReturnRow:
    """One project's return of the period; ``DoesNotExist`` (404) out of reach."""
    project = Project.objects.visible_to(actor, operation).get(code=code)
    (row,) = rows_of(Project.objects.filter(pk=project.pk), period=period, closing=closing)
    return row


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


def rows_by_id(
    project_ids: Iterable[int], *, period: Period, closing: Closing | None = None
) -> list[ReturnRow]:
    """The rows of some projects, in the order of the ids; the caller has decided who sees them."""
    ids = list(project_ids)
    projects = Project.objects.filter(pk__in=ids)
    rows = {row.project.id: row for row in rows_of(projects, period=period, closing=closing)}
    return [rows[pk] for pk in ids]


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
