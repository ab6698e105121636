"""Closing: one person prepares, another confirms, and the period's figures are frozen for good.

Everything happens in one transaction: killed at any moment, the period is as it was. While a
closing waits for its confirmation the period takes no returns, so that what is confirmed is what
was prepared; a fingerprint of the positions proves it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import Count, Q

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.locks import Lock, hold
from niubizi.apps.kernel.models import Job
from niubizi.apps.kernel.progress import tell
from niubizi.apps.kernel.work import job_ask
from niubizi.apps.reporting.models import (
    Closing,
    ClosingEntry,
    ClosingPreparation,
    Period,
    Position,
)
from niubizi.apps.reporting.selectors.periods import closings_of
from niubizi.apps.reporting.services.freezing import (
    closing_readings,
    fingerprint,
    freeze_entries,
    freeze_figures,
)
from niubizi.apps.reporting.services.positions import are_many, refresh
from niubizi.apps.reporting.services.sealing import seal
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation

PREPARING_JOB, CLOSING_JOB, REOPENING_JOB = "closing_preparation", "closing", "reopening"
"""Kinds of jobs that workers do on a large period."""


def is_large(period: Period) -> bool:
    """Whether a period's closing, and what comes before and after, is better left to a worker."""
    if period.state == Period.State.CLOSED:
        return are_many(ClosingEntry.objects.filter(closing=closings_of(period)[:1]))
    return are_many(Position.objects.filter(period=period))


@use_case
def closing_ask(
    *, kind: str, period_code: str, actor: Actor, real: datetime, **arguments: str
) -> Job:
    """Leaves a deed on a large period to a worker; asked for twice, it is one job.

    ``kind`` is one of the jobs above, ``arguments`` what its deed takes besides. Raises what the
    deed raises before it computes anything. The rest is decided when it is done.
    """
    operation, check = _ASKED[kind]
    actor.require(operation)
    period = _locked(period_code)
    check(period, actor, **arguments)
    return job_ask(
        kind=kind,
        label=period.key.name,
        subject_id=period.pk,
        arguments={"period_code": period_code, **arguments},
        actor=actor,
        real=real,
    )


@use_case
def closing_prepare(*, period_code: str, actor: Actor, at: datetime) -> ClosingPreparation:
    """Proposes to close a period and stops its returns until someone else has decided.

    Raises ``closing.already_prepared``, ``closing.already_closed``, ``closing.earlier_open``,
    ``closing.empty``.
    """
    actor.require(Operation.PREPARE_CLOSINGS)
    period = _locked(period_code)
    _require_preparable(period, actor)
    tell("核对各项目进度")
    if not refresh(period=period):
        raise DomainError("closing.empty", period=period.key.name)
    tell("汇总缺报和结转")
    preparation = ClosingPreparation.objects.create(
        period=period,
        prepared_by_id=actor.person_id,
        prepared_at=at,
        fingerprint=fingerprint(period),
        summary=_summary(period),
    )
    _set_state(period, Period.State.PREPARED)
    record(at=at, actor=actor, action="closing.prepare", subject=period, **preparation.summary)
    return preparation


@use_case
def closing_withdraw(*, period_code: str, reason: str, actor: Actor, at: datetime) -> Period:
    """Opens a prepared period for returns again: the preparer's or the chief's word."""
    actor.require(Operation.WITHDRAW_CLOSINGS)
    period = _locked(period_code)
    _refuse_state(period, wanted=Period.State.PREPARED)
    ClosingPreparation.objects.filter(period=period).delete()
    _set_state(period, Period.State.OPEN)
    record(at=at, actor=actor, action="closing.withdraw", subject=period, reason=reason)
    return period


@use_case
def closing_confirm(*, period_code: str, actor: Actor, at: datetime) -> Closing:
    """Freezes a prepared period: its entries, its figures with ranks, and their digest.

    Raises ``closing.not_prepared``, ``closing.already_closed``, ``closing.same_person``,
    ``closing.changed`` when the ledger moved since the preparation.
    """
    actor.require(Operation.CONFIRM_CLOSINGS)
    period = _locked(period_code)
    preparation = _prepared_by_another(period, actor)
    tell("核对准备后有无变动")
    refresh(period=period)
    if fingerprint(period) != preparation.fingerprint:
        raise DomainError("closing.changed")
    closing = _act(
        period,
        Closing.Kind.CLOSE,
        actor=actor,
        at=at,
        prepared_by_id=preparation.prepared_by_id,
        summary=preparation.summary,
    )
    tell("冻结各项目数据")
    freeze_entries(closing, period)
    tell("计算汇总和名次")
    freeze_figures(closing, closing_readings(period))
    tell("封存并生成校验码")
    seal(closing)
    preparation.delete()
    Position.objects.filter(period=period).delete()
    _set_state(period, Period.State.CLOSED)
    record(
        at=at,
        actor=actor,
        action="closing.confirm",
        subject=closing,
        digest=closing.digest,
        **preparation.summary,
    )
    return closing


@use_case
def period_reopen(*, period_code: str, reason: str, actor: Actor, at: datetime) -> Closing:
    """Opens the latest closed period again; its closings stay and can be read for ever.

    Raises ``closing.not_closed``, ``closing.not_latest``, ``closing.needs_reason``, and
    ``closing.briefing_issued`` once a briefing of the period is out.
    """
    actor.require(Operation.REOPEN_PERIODS)
    period = _locked(period_code)
    _require_reopenable(period, actor, reason)
    act = _act(period, Closing.Kind.REOPEN, actor=actor, at=at, reason=reason.strip())
    seal(act)
    _set_state(period, Period.State.OPEN)
    tell("重新计算各项目进度")
    refresh(period=period)
    record(
        at=at, actor=actor, action="period.reopen", subject=period, reason=reason, digest=act.digest
    )
    return act


@use_case
def closing_publish(*, closing: Closing, actor: Actor, at: datetime) -> None:
    """Notes that a briefing was issued from a closing: blocks may now see each other's totals."""
    if closing.published_at is None:
        closing.published_at = at
        closing.save(update_fields=["published_at"])
        record(at=at, actor=actor, action="closing.publish", subject=closing)


def _locked(period_code: str) -> Period:
    """The period, when every return and every change of the ledger under way has come to its end."""
    hold(Lock.MONTHS)
    return Period.objects.get(code=period_code)


def _require_preparable(period: Period, _actor: Actor) -> None:
    _refuse_state(period, wanted=Period.State.OPEN)
    earlier = (
        Period.objects.filter(year=period.year, code__lt=period.code)
        .exclude(state=Period.State.CLOSED)
        .order_by("code")
        .first()
    )
    if earlier:
        raise DomainError("closing.earlier_open", earlier=earlier.key.name)


def _require_reopenable(period: Period, _actor: Actor, reason: str) -> None:
    if not reason.strip():
        raise DomainError("closing.needs_reason")
    if period.state != Period.State.CLOSED:
        raise DomainError("closing.not_closed", period=period.key.name)
    latest = Period.objects.filter(state=Period.State.CLOSED).order_by("-code").first()
    if latest is not None and latest.pk != period.pk:
        raise DomainError("closing.not_latest", latest=latest.key.name)
    if period.closings.filter(published_at__isnull=False).exists():
        raise DomainError("closing.briefing_issued", period=period.key.name)


def _prepared_by_another(period: Period, actor: Actor) -> ClosingPreparation:
    _refuse_state(period, wanted=Period.State.PREPARED)
    preparation = ClosingPreparation.objects.get(period=period)
    if preparation.prepared_by_id == actor.user_id:
        raise DomainError("closing.same_person")
    return preparation


def _refuse_state(period: Period, *, wanted: str) -> None:
    if period.state == wanted:
        return
    name = period.key.name
    if period.state == Period.State.CLOSED:
        raise DomainError("closing.already_closed", period=name)
    if period.state == Period.State.PREPARED:
        raise DomainError("closing.already_prepared", period=name)
    raise DomainError("closing.not_prepared", period=name)


def _set_state(period: Period, state: str) -> None:
    period.state = state
    period.version += 1
    period.save(update_fields=["state", "version"])


def _act(period: Period, kind: str, *, actor: Actor, at: datetime, **more: object) -> Closing:
    """The next act in the chain, which grows under ``MONTHS``; its digest comes with its rows."""
    last = Closing.objects.order_by("-sequence").first()
    closes = period.closings.filter(kind=Closing.Kind.CLOSE).count()
    return Closing.objects.create(
        sequence=(last.sequence if last else 0) + 1,
        kind=kind,
        period=period,
        number=closes + 1 if kind == Closing.Kind.CLOSE else closes,
        confirmed_by_id=actor.person_id,
        at=at,
        previous_digest=last.digest if last else "",
        **more,
    )


def _summary(period: Period) -> dict[str, int]:
    """What is missing and what will be carried, by distinct projects."""
    counts = Position.objects.filter(period=period).aggregate(
        projects=Count("project", distinct=True),
        owed=Count("project", distinct=True, filter=Q(owes=True)),
        carried=Count("project", distinct=True, filter=Q(carried=True)),
        unreported=Count("project", distinct=True, filter=Q(unreported=True)),
    )
    return {name: int(value) for name, value in counts.items()}


_ASKED: Mapping[str, tuple[Operation, Callable[..., object]]] = {
    PREPARING_JOB: (Operation.PREPARE_CLOSINGS, _require_preparable),
    CLOSING_JOB: (Operation.CONFIRM_CLOSINGS, _prepared_by_another),
    REOPENING_JOB: (Operation.REOPEN_PERIODS, _require_reopenable),
}
"""Who may ask for a deed, and what of it is known before anything is computed."""
