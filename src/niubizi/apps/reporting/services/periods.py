"""Opening a period with its review route and due moments."""

from __future__ import annotations

from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.locks import Lock, hold
from niubizi.apps.reporting.models import BLOCK_LEVEL, CITY_LEVEL, Period, PeriodLevel
from niubizi.apps.reporting.selectors.calendar import return_calendar
from niubizi.apps.reporting.services.positions import refresh
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation


@use_case
def period_open(*, month: Month, actor: Actor, at: datetime) -> Period:
    """Opens a month: the route of two levels, their due moments, a position for every entry."""
    actor.require(Operation.OPEN_PERIODS)
    hold(Lock.MONTHS)
    if Period.objects.filter(code=month.code).exists():
        raise DomainError("period.exists", period=month.name)
    calendar = return_calendar()
    calendar.require(month)
    period = Period.objects.create(
        code=month.code,
        year=month.year,
        month=month.month,
        cutoff=calendar.cutoff(month),
        opened_at=at,
    )
    block_due, city_due = calendar.due(month)
    for ordinal, code, name, due in (
        (BLOCK_LEVEL, "block", "板块审核", block_due),
        (CITY_LEVEL, "city", "市级审定", city_due),
    ):
        PeriodLevel.objects.create(
            period=period,
            ordinal=ordinal,
            code=code,
            name=name,
            due_at=due,
        )
    refresh(period=period)
    record(at=at, actor=actor, action="period.open", subject=period)
    return period


def locked_open_period(code: str) -> Period:
    """The period, which no closing can touch meanwhile; raises ``period.not_open``.

    Many may hold it so at once: returns wait for a closing, not for each other.
    """
    hold(Lock.MONTHS, shared=True)
    period = Period.objects.get(code=code)
    require_open(period)
    return period


def require_open(period: Period) -> None:
    if not period.is_open:
        raise DomainError(
            "period.not_open", period=period.key.name, state=period.get_state_display()
        )
