"""Reporting: saving, submitting, withdrawing and revising returns, one or many at a time.

The grid, the pre-filled workbook and the API are three doors to these functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import attempt, record, use_case
from niubizi.apps.kernel.services import refuse_stale
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import BLOCK_LEVEL, CITY_LEVEL, ProgressReport, ReportStep
from niubizi.apps.reporting.services.desk import Desk, lay_out
from niubizi.apps.reporting.services.periods import locked_open_period
from niubizi.domain import review, suspicion
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage, owes_returns
from niubizi.domain.permissions import Operation
from niubizi.domain.review import Action, Place, State


@dataclass(frozen=True, slots=True)
class ReturnInput:
    """What is reported of a project; money in 分, ``None`` while still empty.

    ``version`` is that of the return the reporter saw, ``None`` where they saw none.
    """

    project_id: int
    invested_fen: int | None = None
    since_start_fen: int | None = None
    progress: str = ""
    problems: str = ""
    reason: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row of many: the return, or why it was refused."""

    project_id: int
    report: ProgressReport | None = None
    refusal: DomainError | None = None


def each_by_itself(
    project_ids: Iterable[int], deed: Callable[[int], ProgressReport]
) -> list[Outcome]:
    """Does a deed for each project; a refusal undoes that one alone."""
    outcomes = []
    for project_id in project_ids:
        try:
            with attempt():
                outcomes.append(Outcome(project_id, report=deed(project_id)))
        except DomainError as refusal:
            outcomes.append(Outcome(project_id, refusal=refusal))
    return outcomes


@use_case
def returns_save(
    *,
    period_code: str,
    rows: Sequence[ReturnInput],
    source: str,
    submit: bool,
    operation: Operation = Operation.REPORT_RETURNS,
    actor: Actor,
    at: datetime,
) -> list[Outcome]:
    """Saves, and submits if asked, many returns; each row stands or falls by itself.

    A refusal of the whole (``period.not_open``) is raised, refusals of rows are answered.
    ``operation`` says by what right: reporting, or the office's importing of a month's table,
    whose rows wait for their block to check them.
    """
    actor.require(operation)
    period = locked_open_period(period_code)
    desk = lay_out(period, [row.project_id for row in rows], actor, operation)
    given = {row.project_id: row for row in rows}

    def deed(project_id: int) -> ProgressReport:
        report = _save(desk, given[project_id], source, actor, at)
        return _submit(desk, report, actor, at) if submit else report

    return each_by_itself(given, deed)


@use_case
def return_save(
    *, period_code: str, given: ReturnInput, source: str, actor: Actor, at: datetime
) -> ProgressReport:
    """Keeps a return as a draft.

    Raises ``period.not_open``, ``return.not_due``, ``return.package``, ``amount.negative``,
    ``review.not_allowed`` while it is under review, ``review.already_approved``, ``stale``; a
    project out of reach is ``not_found``.
    """
    actor.require(Operation.REPORT_RETURNS)
    period = locked_open_period(period_code)
    desk = lay_out(period, [given.project_id], actor, Operation.REPORT_RETURNS)
    return _save(desk, given, source, actor, at)


@use_case
def returns_submit(
    *, period_code: str, project_ids: Iterable[int], actor: Actor, at: datetime
) -> list[Outcome]:
    """Sends drafts up: to the block's review, or past it when the block itself reports."""
    actor.require(Operation.REPORT_RETURNS)
    ids = list(project_ids)
    desk = lay_out(locked_open_period(period_code), ids, actor, Operation.REPORT_RETURNS)
    return each_by_itself(ids, lambda pk: _submit(desk, _draft(desk, pk), actor, at))


@use_case
def return_submit(*, report_id: int, actor: Actor, at: datetime) -> ProgressReport:
    """Sends one return up; raises ``return.no_figure``, ``return.falls`` or a review refusal."""
    actor.require(Operation.REPORT_RETURNS)
    desk, report = desk_of(report_id, actor, Operation.REPORT_RETURNS)
    return _submit(desk, report, actor, at)


@use_case
def return_withdraw(*, report_id: int, actor: Actor, at: datetime) -> ProgressReport:
    """Takes a submitted return back as long as no level has decided on it.

    A project unit's return that its block has passed on is the block's to take back.
    """
    actor.require(Operation.REPORT_RETURNS)
    desk, report = desk_of(report_id, actor, Operation.REPORT_RETURNS)
    passed_on = report.level > BLOCK_LEVEL and report.project_id not in desk.mine_to_review
    if report.state == State.SUBMITTED.value and passed_on:
        raise DomainError("review.not_your_level", level="市重大项目办")
    place = review.decide(place_of(report), Action.WITHDRAW, levels=CITY_LEVEL)
    report.reviewed_fen = None
    move(report, place, Action.WITHDRAW, actor=actor, at=at)
    return report


@use_case
def return_revise(
    *, period_code: str, project_id: int, reason: str, actor: Actor, at: datetime
) -> ProgressReport:
    """Starts a correction of an approved return: a new revision, a draft with the old figures."""
    actor.require(Operation.REPORT_RETURNS)
    period = locked_open_period(period_code)
    desk = lay_out(period, [project_id], actor, Operation.REPORT_RETURNS)
    project = _reportable(desk, project_id)
    last = desk.reports.get(project_id)
    if last is None or last.state != State.APPROVED.value:
        state = State(last.state).word if last else "未填报"
        raise DomainError("review.not_allowed", state=state, action=Action.CORRECT.word)
    if not reason.strip():
        raise DomainError("review.needs_comment")
    report = ProgressReport.objects.create(
        project=project,
        period=period,
        revision=last.revision + 1,
        reported_fen=last.approved_fen,
        since_start_fen=last.since_start_fen,
        progress=last.progress,
        problems=last.problems,
        reason=reason.strip(),
        source=ProgressReport.Source.GRID,
        entered_by_id=actor.person_id,
        entered_at=at,
    )
    record(at=at, actor=actor, action="return.revise", subject=report, reason=reason)
    return report


def desk_of(report_id: int, actor: Actor, operation: Operation) -> tuple[Desk, ProgressReport]:
    """The desk with one return on it, locked, its period locked and open before.

    The period is locked first, as every service does, so that a closing can't come between.
    """
    period_code, project_id = ProgressReport.objects.values_list("period__code", "project_id").get(
        pk=report_id
    )
    desk = lay_out(locked_open_period(period_code), [project_id], actor, operation)
    report = desk.reports.get(project_id)
    if project_id not in desk.projects or report is None:
        raise DomainError("not_found")
    if report.pk != report_id:
        # An older revision: approved for good.
        raise DomainError("review.already_approved")
    return desk, report


def place_of(report: ProgressReport) -> Place:
    return Place(State(report.state), report.level)


def move(
    report: ProgressReport,
    place: Place,
    action: Action,
    *,
    actor: Actor,
    at: datetime,
    comment: str = "",
    before_fen: int | None = None,
) -> None:
    """Writes where a return stands after a deed, with its step and its line in the trail."""
    level = report.level
    report.state, report.level = place.state.value, place.level
    report.version += 1
    report.save()
    ReportStep.objects.create(
        report=report,
        action=action.value,
        level=level,
        by_id=actor.person_id,
        at=at,
        comment=comment,
        before_fen=before_fen,
        after_fen=report.current_fen,
    )
    record(
        at=at,
        actor=actor,
        action=f"return.{action.value}",
        subject=report,
        state=report.state,
        level=report.level,
        comment=comment,
        before_fen=before_fen,
        figure_fen=report.current_fen,
    )


def _reportable(desk: Desk, project_id: int) -> Project:
    project = desk.projects.get(project_id)
    if project is None:
        raise DomainError("not_found")
    if project_id in desk.packages:
        raise DomainError("return.package", project=project.name)
    if not owes_returns(Stage(project.stage)):
        raise DomainError("return.not_due", project=project.name, stage=Stage(project.stage).word)
    return project


def _draft(desk: Desk, project_id: int) -> ProgressReport:
    _reportable(desk, project_id)
    report = desk.reports.get(project_id)
    if report is None:
        raise DomainError("return.no_figure")
    return report


def _save(
    desk: Desk, given: ReturnInput, source: str, actor: Actor, at: datetime
) -> ProgressReport:
    project = _reportable(desk, given.project_id)
    if any(fen is not None and fen < 0 for fen in (given.invested_fen, given.since_start_fen)):
        raise DomainError("amount.negative")
    report = desk.reports.get(project.pk)
    if report is None:
        if given.version:
            raise DomainError("stale", stored=0, given=given.version)
        report = ProgressReport(project=project, period=desk.period)
        desk.reports[project.pk] = report
    else:
        if report.state == State.APPROVED.value:
            raise DomainError("review.already_approved")
        review.decide(place_of(report), Action.SAVE, levels=CITY_LEVEL)
        refuse_stale(stored=report.version, given=given.version or 0, report=report.pk)
        report.version += 1
    before = report.reported_fen
    report.reported_fen = given.invested_fen
    report.since_start_fen = given.since_start_fen
    report.progress = given.progress.strip()
    report.problems = given.problems.strip()
    report.reason = given.reason.strip()
    report.source = source
    report.entered_by_id = actor.person_id
    report.entered_at = at
    desk.measure(report)
    report.save()
    record(
        at=at,
        actor=actor,
        action="return.save",
        subject=report,
        before_fen=before,
        figure_fen=report.reported_fen,
        source=source,
    )
    return report


def _submit(desk: Desk, report: ProgressReport, actor: Actor, at: datetime) -> ProgressReport:
    if report.reported_fen is None:
        raise DomainError("return.no_figure")
    suspicion.refuse_fall(desk.facts(report))
    entered_at = CITY_LEVEL if report.project_id in desk.mine_to_review else BLOCK_LEVEL
    place = review.decide(place_of(report), Action.SUBMIT, levels=CITY_LEVEL, entered_at=entered_at)
    report.submitted_at = report.submitted_at or at
    if entered_at == CITY_LEVEL:
        report.reviewed_fen = report.reported_fen
        report.handed_up_at = report.handed_up_at or at
    desk.measure(report)
    move(report, place, Action.SUBMIT, actor=actor, at=at)
    return report
