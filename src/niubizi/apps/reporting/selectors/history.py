"""A project's months: its returns with their reviews and photos, and its curve over a year."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Prefetch

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import PlanVersion, ProgrammeEntry
from niubizi.apps.reporting.models import (
    Closing,
    Period,
    ProgressReport,
    ReportPhoto,
    ReportStep,
)
from niubizi.apps.reporting.selectors.standings import StandingLine, entry_rows, lines
from niubizi.domain import progress
from niubizi.domain.periods import MONTHS, Month
from niubizi.domain.permissions import Operation
from niubizi.domain.progress import Plan
from niubizi.domain.review import Action, State, current_figure


@dataclass(frozen=True, slots=True)
class Step:
    """A deed of a review; the figures in 分, ``before_fen`` where it was corrected."""

    action: Action
    level: int
    by: str
    at: datetime
    comment: str
    before_fen: int | None
    after_fen: int | None


@dataclass(frozen=True, slots=True)
class Photo:
    """A site photo as pages link to it."""

    id: int
    name: str
    taken_on: date | None


@dataclass(frozen=True, slots=True)
class MonthReport:
    """A return of a period with everything that happened to it; money in 分."""

    id: int
    period: Month
    revision: int
    state: State
    reported_fen: int | None
    reviewed_fen: int | None
    approved_fen: int | None
    since_start_fen: int | None
    progress: str
    problems: str
    reason: str
    entered_by: str
    entered_at: datetime
    approved_by: str
    approved_at: datetime | None
    steps: tuple[Step, ...]
    photos: tuple[Photo, ...]

    @property
    def current_fen(self) -> int | None:
        return current_figure(self.approved_fen, self.reviewed_fen, self.reported_fen)


def project_reports(project_id: int, actor: Actor) -> tuple[MonthReport, ...]:
    """The returns of a project that the actor has in reach, latest first; three queries.

    A draft is its reporter's own business: it is shown to those who report only.
    """
    found = ProgressReport.objects.filter(project=project_id)
    if not actor.may(Operation.REPORT_RETURNS):
        found = found.exclude(state=State.DRAFT.value)
    found = (
        found.select_related("period", "entered_by", "approved_by")
        .prefetch_related(
            Prefetch("steps", ReportStep.objects.select_related("by")),
            Prefetch("photos", ReportPhoto.objects.order_by("pk")),
        )
        .order_by("-period__code", "-revision")
    )
    return tuple(_month_report(report) for report in found)


def project_lines(
    project_id: int, *, period: Period | None, closing: Closing | None
) -> list[StandingLine]:
    """Where the project stands on each of its lists, widest plan first: one query."""
    if period is None:
        return []
    rows = entry_rows(period, closing).filter(project=project_id)
    return lines(rows.order_by("-annual_plan_fen", "pk"))


@dataclass(frozen=True, slots=True)
class Curve:
    """Twelve cumulative amounts of a year's plan, and the approved ones as far as they go; 分."""

    year: int
    planned: tuple[Fraction, ...]
    approved: tuple[int | None, ...]


def approved_by_month(project_ids: Collection[int], year: int) -> dict[int, int]:
    """Month → approved 分 of a project, or of a package's parts together: one query.

    A part that is silent in a month counts with what it had last, as everywhere.
    """
    rows = (
        ProgressReport.objects.filter(
            project__in=project_ids, period__year=year, state=State.APPROVED.value
        )
        .order_by("period__month", "revision")
        .values_list("period__month", "project_id", "approved_fen")
    )
    held: dict[int, int] = {}
    found = {}
    for month, project, fen in rows:
        held[project] = fen or 0
        found[month] = sum(held.values())
    return found


def project_curve(
    entry: ProgrammeEntry | None,
    plans: Iterable[PlanVersion],
    approved: Mapping[int, int],
    *,
    upto: Month,
) -> Curve:
    """Plan against approved figures (month → 分) of the year of ``upto``; no query.

    The plan is the version in force in each month, so that a change shows as a bend.
    """
    versions = sorted(plans, key=lambda version: version.number)
    return Curve(
        year=upto.year,
        planned=tuple(
            _due(entry, versions, Month(upto.year, month)) for month in range(1, MONTHS + 1)
        )
        if entry
        else (),
        approved=tuple(
            approved.get(month) if month <= upto.month else None for month in range(1, MONTHS + 1)
        ),
    )


def subjects_of(
    project_id: int, entry_ids: Iterable[int], report_ids: Iterable[int]
) -> Mapping[str, list[str]]:
    """What the audit trail calls the project and what hangs on it: type → ids."""
    return {
        "project": [str(project_id)],
        "programmeentry": [str(each) for each in entry_ids],
        "progressreport": [str(each) for each in report_ids],
    }


def _due(entry: ProgrammeEntry, versions: list[PlanVersion], month: Month) -> Fraction:
    held = [version for version in versions if version.from_month <= month.month]
    if not held:
        return Fraction(0)
    plan = Plan(
        year=entry.programme.year,
        annual=held[-1].annual_fen,
        months=tuple(held[-1].months_fen),
        start=Month.of(entry.planned_start) if entry.planned_start else None,
        end=Month.of(entry.planned_end) if entry.planned_end else None,
    )
    return progress.due(plan, month)


def _month_report(report: ProgressReport) -> MonthReport:
    return MonthReport(
        id=report.pk,
        period=report.period.key,
        revision=report.revision,
        state=State(report.state),
        reported_fen=report.reported_fen,
        reviewed_fen=report.reviewed_fen,
        approved_fen=report.approved_fen,
        since_start_fen=report.since_start_fen,
        progress=report.progress,
        problems=report.problems,
        reason=report.reason,
        entered_by=report.entered_by.name,
        entered_at=report.entered_at,
        approved_by=report.approved_by.name if report.approved_by else "",
        approved_at=report.approved_at,
        steps=tuple(
            Step(
                action=Action(step.action),
                level=step.level,
                by=step.by.name,
                at=step.at,
                comment=step.comment,
                before_fen=step.before_fen,
                after_fen=step.after_fen,
            )
            for step in report.steps.all()
        ),
        photos=tuple(Photo(p.pk, p.name, p.taken_on) for p in report.photos.all()),
    )
