"""Opening a period with its review route and due moments."""

from __future__ import annotations

from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.locks import Lock, hold
from niubizi.apps.kernel.models import Job
from niubizi.apps.kernel.progress import tell
from niubizi.apps.kernel.work import job_ask, job_in_flight
from niubizi.apps.projects.models import ProgrammeEntry
from niubizi.apps.reporting.models import BLOCK_LEVEL, CITY_LEVEL, Period, PeriodLevel
from niubizi.apps.reporting.selectors.calendar import return_calendar
from niubizi.apps.reporting.services.positions import are_many, refresh
from niubizi.domain.deadlines import ReturnCalendar
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation

OPENING_JOB = "opening"


def is_large_opening(month: Month) -> bool:
    """Whether the opening of a month is better left to a worker."""
    return are_many(ProgrammeEntry.objects.filter(programme__year=month.year))


def is_being_opened(month: Month) -> bool:
    return job_in_flight(OPENING_JOB, _subject(month)) is not None


@use_case
def opening_ask(*, month: Month, actor: Actor, real: datetime) -> Job:
    """Leaves the opening of a large month to a worker; asked for twice, it is one job.

    Raises what :func:`period_open` raises.
    """
    actor.require(Operation.OPEN_PERIODS)
    hold(Lock.MONTHS)
    _require_openable(month)
    return job_ask(
        kind=OPENING_JOB,
        label=month.name,
        subject_id=_subject(month),
        arguments={"period_code": month.code},
        actor=actor,
        real=real,
    )


@use_case
def period_open(*, month: Month, actor: Actor, at: datetime) -> Period:
    """Opens a month: the route of two levels, their due moments, a position for every entry.

    Raises ``period.exists``, and what the return calendar says of a month without returns.
    """
    actor.require(Operation.OPEN_PERIODS)
    hold(Lock.MONTHS)
    calendar = _require_openable(month)
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
    tell("计算各项目进度")
    refresh(period=period)
    record(at=at, actor=actor, action="period.open", subject=period)
    return period


def _subject(month: Month) -> int:
    """202107: the month has no row yet by which a job could name it."""
    return month.year * 100 + month.month


def _require_openable(month: Month) -> ReturnCalendar:
    if Period.objects.filter(code=month.code).exists():
        raise DomainError("period.exists", period=month.name)
    calendar = return_calendar()
    calendar.require(month)
    return calendar


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
