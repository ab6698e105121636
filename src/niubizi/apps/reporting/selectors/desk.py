"""What of the month waits for a person: one item for each deed, with how many rows it concerns.

An item says what is to be done, the doors say it in words and link to where it is done. The number
of queries depends on the person's roles, never on the number of projects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db.models import Count, Q, QuerySet

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.held import held
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import (
    BLOCK_LEVEL,
    CITY_LEVEL,
    ClosingPreparation,
    Period,
    ProgressReport,
)
from niubizi.apps.reporting.selectors.owing import owing
from niubizi.apps.reporting.selectors.periods import next_month
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.domain.review import State


class Deed(Enum):
    """What a person may have to do about a month."""

    MEND = "mend"
    REPORT = "report"
    SUBMIT = "submit"
    REVIEW = "review"
    APPROVE = "approve"
    REMIND = "remind"
    PREPARE = "prepare"
    CONFIRM = "confirm"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One deed that waits.

    ``count`` is the number of projects it concerns, ``suspicious`` those whose return looks wrong,
    ``due`` the moment of the period's calendar, ``who`` whoever left it to this person, ``since``
    when.
    """

    deed: Deed
    period: Month
    count: int = 0
    suspicious: int = 0
    due: datetime | None = None
    who: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReturnsState:
    """How far the returns of a period are, over the projects in reach that owe one.

    A project unit has handed in what it sent, a block what it passed on to the city office.
    """

    period: Month
    owed: int
    handed_in: int
    approved: int
    due: datetime | None

    @property
    def missing(self) -> int:
        return self.owed - self.handed_in


def desk_items(actor: Actor, at: datetime) -> list[DeskItem]:
    """What waits for the actor at the moment ``at``, by deadline; what has none comes last."""
    return held("desk", _who(actor, at), lambda: _items(actor, at))


def _who(actor: Actor, at: datetime) -> tuple[object, ...]:
    """All that a desk depends on beside the ledger; due moments are the ends of days."""
    return actor.user_id, actor.grants, at.date()


def _items(actor: Actor, at: datetime) -> list[DeskItem]:
    under_way = _under_way()
    found: list[DeskItem] = []
    for period in under_way:
        if period.is_open:
            found += _of_open_period(period, actor)
    if actor.may(Operation.PREPARE_CLOSINGS) and under_way and under_way[0].is_open:
        found += _to_prepare(under_way[0], actor, at)
    if actor.may(Operation.CONFIRM_CLOSINGS):
        found += _to_confirm(actor)
    if actor.may(Operation.OPEN_PERIODS):
        found += _to_open(at)
    return sorted(found, key=lambda item: (item.due is None, item.due or at))


def returns_states(actor: Actor, operation: Operation) -> list[ReturnsState]:
    """How far each open period is, over the projects that the actor reaches."""
    found = []
    for period in _under_way():
        if not period.is_open:
            continue
        counts = owing(period=period, actor=actor, operation=operation).aggregate(
            owed=Count("pk"),
            handed_in=Count("pk", filter=Q(pk__in=_handed_in(period, actor))),
            approved=Count("pk", filter=Q(pk__in=_returns(period, State.APPROVED))),
        )
        level = CITY_LEVEL if operation is Operation.REVIEW_AT_CITY else BLOCK_LEVEL
        found.append(ReturnsState(period=period.key, due=_due(period, level), **counts))
    return found


def _under_way() -> list[Period]:
    """Periods that aren't closed, earliest first."""
    found = Period.objects.exclude(state=Period.State.CLOSED)
    return list(found.prefetch_related("levels").order_by("code"))


def _of_open_period(period: Period, actor: Actor) -> Iterator[DeskItem]:
    if actor.may(Operation.REPORT_RETURNS):
        yield from _to_report(period, actor)
    if actor.may(Operation.REVIEW_AT_BLOCK):
        yield from _to_review(period, actor, Operation.REVIEW_AT_BLOCK, Deed.REVIEW, BLOCK_LEVEL)
    if actor.may(Operation.REVIEW_AT_CITY):
        yield from _to_review(period, actor, Operation.REVIEW_AT_CITY, Deed.APPROVE, CITY_LEVEL)


def _to_report(period: Period, actor: Actor) -> Iterator[DeskItem]:
    """What was returned, what was never begun, what lies as a draft."""
    due = _due(period, BLOCK_LEVEL)
    mine = Project.objects.visible_to(actor, Operation.REPORT_RETURNS)
    kept = dict(
        ProgressReport.objects.filter(
            period=period, project__in=mine, state__in=(State.RETURNED.value, State.DRAFT.value)
        )
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    unbegun = (
        owing(period=period, actor=actor, operation=Operation.REPORT_RETURNS)
        .exclude(pk__in=_returns(period, *State))
        .count()
    )
    for deed, count in (
        (Deed.MEND, kept.get(State.RETURNED.value, 0)),
        (Deed.REPORT, unbegun),
        (Deed.SUBMIT, kept.get(State.DRAFT.value, 0)),
    ):
        if count:
            yield DeskItem(deed, period.key, count, due=due)


def _to_review(
    period: Period, actor: Actor, operation: Operation, deed: Deed, level: int
) -> Iterator[DeskItem]:
    counts = ProgressReport.objects.filter(
        period=period,
        state=State.SUBMITTED.value,
        level=level,
        project__in=Project.objects.visible_to(actor, operation),
    ).aggregate(count=Count("pk"), suspicious=Count("pk", filter=Q(suspicion_weight__gt=0)))
    if counts["count"]:
        yield DeskItem(deed, period.key, due=_due(period, level), **counts)


def _to_prepare(period: Period, actor: Actor, at: datetime) -> Iterator[DeskItem]:
    """Late blocks to remind; and the period to close, when all is approved or its time is up."""
    owed = owing(period=period, actor=actor, operation=Operation.PREPARE_CLOSINGS)
    counts = owed.aggregate(
        owed=Count("pk"),
        silent=Count("pk", filter=~Q(pk__in=_handed_in(period, actor))),
        missing=Count("pk", filter=~Q(pk__in=_returns(period, State.APPROVED))),
    )
    block_due, city_due = _due(period, BLOCK_LEVEL), _due(period, CITY_LEVEL)
    if counts["silent"] and block_due and at > block_due:
        yield DeskItem(Deed.REMIND, period.key, counts["silent"], due=block_due)
    if counts["owed"] and (not counts["missing"] or (city_due and at > city_due)):
        yield DeskItem(Deed.PREPARE, period.key, counts["missing"], due=city_due)


def _to_confirm(actor: Actor) -> Iterator[DeskItem]:
    """Closings that somebody else prepared."""
    for preparation in (
        ClosingPreparation.objects.exclude(prepared_by=actor.user_id)
        .select_related("period", "prepared_by")
        .order_by("period__code")
    ):
        yield DeskItem(
            Deed.CONFIRM,
            preparation.period.key,
            who=preparation.prepared_by.name,
            since=preparation.prepared_at,
        )


def _to_open(at: datetime) -> Iterator[DeskItem]:
    following = next_month(at.date())
    if following is not None:
        yield DeskItem(Deed.OPEN, following)


def _returns(period: Period, *states: State) -> QuerySet[ProgressReport, int]:
    """The projects with a return of the period in one of the states: a set, found once a query."""
    found = ProgressReport.objects.filter(
        period=period, state__in=[state.value for state in states]
    )
    return found.values_list("project_id", flat=True)


def _handed_in(period: Period, actor: Actor) -> QuerySet[ProgressReport, int]:
    """What counts as handed in: for a project unit that it sent it, for others that it left the block."""
    sent = _returns(period, State.SUBMITTED, State.APPROVED)
    return sent.filter(level__gte=CITY_LEVEL) if actor.may(Operation.REVIEW_RETURNS) else sent


def _due(period: Period, level: int) -> datetime | None:
    return next((each.due_at for each in period.levels.all() if each.ordinal == level), None)
