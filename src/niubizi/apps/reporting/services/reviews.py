"""Reviewing: each level approves, returns with a comment, or corrects with a trace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import use_case
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import BLOCK_LEVEL, CITY_LEVEL, ProgressReport
from niubizi.apps.reporting.services.desk import Desk, lay_out
from niubizi.apps.reporting.services.periods import locked_open_period
from niubizi.apps.reporting.services.positions import refresh_open
from niubizi.apps.reporting.services.returns import (
    Outcome,
    desk_of,
    each_by_itself,
    move,
    place_of,
)
from niubizi.domain import review, suspicion
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.domain.review import Action, State

LEVEL_NAMES = {BLOCK_LEVEL: "板块", CITY_LEVEL: "市重大项目办"}


@use_case
def return_approve(*, report_id: int, actor: Actor, at: datetime) -> ProgressReport:
    """Passes a return on, or approves it for good at the last level."""
    actor.require(Operation.REVIEW_RETURNS)
    desk, report = desk_of(report_id, actor, Operation.VIEW_RETURNS)
    _approve(report, _reach(desk, actor), actor, at)
    if report.state == State.APPROVED.value:
        refresh_open([report.project_id])
    return report


@use_case
def returns_approve(
    *, period_code: str, project_ids: Iterable[int], actor: Actor, at: datetime
) -> list[Outcome]:
    """Approves many of a period; each stands or falls by itself, live figures move once."""
    actor.require(Operation.REVIEW_RETURNS)
    ids = list(project_ids)
    desk = lay_out(locked_open_period(period_code), ids, actor, Operation.VIEW_RETURNS)
    reach = _reach(desk, actor)

    def deed(project_id: int) -> ProgressReport:
        report = desk.reports.get(project_id)
        if report is None or project_id not in desk.projects:
            raise DomainError("not_found")
        return _approve(report, reach, actor, at)

    outcomes = each_by_itself(ids, deed)
    refresh_open([each.project_id for each in outcomes if each.report and each.report.approved_at])
    return outcomes


@use_case
def return_correct(
    *, report_id: int, invested_fen: int, comment: str, actor: Actor, at: datetime
) -> ProgressReport:
    """Changes the figure at one's own level, with a trace; the return stays at the level.

    Raises ``review.needs_comment``, ``amount.negative``.
    """
    actor.require(Operation.REVIEW_RETURNS)
    desk, report = desk_of(report_id, actor, Operation.VIEW_RETURNS)
    place = review.decide(place_of(report), Action.CORRECT, levels=CITY_LEVEL)
    _require_level(report, _reach(desk, actor))
    if not comment.strip():
        raise DomainError("review.needs_comment")
    if invested_fen < 0:
        raise DomainError("amount.negative")
    before = report.current_fen
    report.reviewed_fen = invested_fen
    # The comment is the correction's reason, so it also explains a fall within the year.
    report.reason = report.reason or comment.strip()
    suspicion.refuse_fall(desk.facts(report))
    desk.measure(report)
    move(report, place, Action.CORRECT, actor=actor, at=at, comment=comment, before_fen=before)
    return report


@use_case
def return_send_back(*, report_id: int, comment: str, actor: Actor, at: datetime) -> ProgressReport:
    """Returns it to its reporter with a comment; what was reviewed so far is taken back."""
    actor.require(Operation.REVIEW_RETURNS)
    desk, report = desk_of(report_id, actor, Operation.VIEW_RETURNS)
    place = review.decide(place_of(report), Action.RETURN, levels=CITY_LEVEL)
    _require_level(report, _reach(desk, actor))
    if not comment.strip():
        raise DomainError("review.needs_comment")
    report.reviewed_fen = None
    report.handed_up_at = None
    move(report, place, Action.RETURN, actor=actor, at=at, comment=comment)
    return report


def _reach(desk: Desk, actor: Actor) -> dict[int, set[int]]:
    """Level → the projects whose returns the actor reviews there."""
    at_city = (
        set(
            Project.objects.visible_to(actor, Operation.REVIEW_AT_CITY)
            .filter(pk__in=desk.projects)
            .values_list("pk", flat=True)
        )
        if actor.may(Operation.REVIEW_AT_CITY)
        else set()
    )
    return {BLOCK_LEVEL: desk.mine_to_review, CITY_LEVEL: at_city}


def _require_level(report: ProgressReport, reach: dict[int, set[int]]) -> None:
    if report.project_id not in reach[report.level]:
        raise DomainError("review.not_your_level", level=LEVEL_NAMES[report.level])


def _approve(
    report: ProgressReport, reach: dict[int, set[int]], actor: Actor, at: datetime
) -> ProgressReport:
    place = review.decide(place_of(report), Action.APPROVE, levels=CITY_LEVEL)
    _require_level(report, reach)
    if report.level == BLOCK_LEVEL:
        report.reviewed_fen = report.current_fen
        report.handed_up_at = report.handed_up_at or at
    if place.state is State.APPROVED:
        report.approved_fen = report.current_fen
        report.approved_at, report.approved_by_id = at, actor.user_id
    move(report, place, Action.APPROVE, actor=actor, at=at)
    return report
