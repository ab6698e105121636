"""Jobs: asked for, claimed by one worker, done once in effect, settled.

The table is the queue: workers look for due rows, so there is no kick to lose. A claim is a lease;
what protects a deed is its transaction: :func:`job_do` locks the row, does the deed and settles the
job in one, so that a deed is never half done, never done twice, and a worker that dies in the
middle leaves a job that another finds once the lease is over. A second worker can't take a job
whose transaction is alive: its row is locked, or on SQLite the whole database.

Deeds that only read run outside a transaction and hold their claim by :func:`job_hold` instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import use_case
from niubizi.apps.kernel.models import Job
from niubizi.domain.errors import DomainError

LEASE = timedelta(minutes=2)
ATTEMPTS = 3
PAUSE = timedelta(minutes=1)
KEPT = timedelta(days=90)
"""How long jobs that are over can be looked at."""

FAILED = DomainError("job.failed")
Result = dict[str, Any]
IN_FLIGHT = (Job.State.WAITING, Job.State.RUNNING)


class ClaimLost(Exception):  # noqa: N818 nothing is wrong: somebody else does it
    """Another worker has taken the job over."""


def jobs_of(user_id: int) -> QuerySet[Job]:
    """What a person has asked for, latest first."""
    return Job.objects.filter(owner_id=user_id)


def job_in_flight(kind: str, subject_id: int) -> Job | None:
    """The job of a kind that still works on a subject."""
    return Job.objects.filter(kind=kind, subject_id=subject_id, state__in=IN_FLIGHT).first()


def last_done(kind: str) -> Job | None:
    """The latest job of a kind that came to its end."""
    return Job.objects.filter(kind=kind, state=Job.State.DONE).first()


def job_counts() -> Mapping[tuple[str, str], int]:
    """(kind, state) → jobs, for whoever watches."""
    counted = Job.objects.order_by().values_list("kind", "state").annotate(jobs=Count("pk"))
    return {(kind, state): jobs for kind, state, jobs in counted}


def oldest_due(at: datetime) -> datetime | None:
    """Since when the longest waiting job is due; ``None`` where none waits."""
    waiting = Job.objects.filter(state=Job.State.WAITING, not_before__lte=at)
    return waiting.order_by("not_before").values_list("not_before", flat=True).first()


@use_case
def job_ask(
    *,
    kind: str,
    label: str,
    subject_id: int,
    arguments: Mapping[str, Any],
    actor: Actor,
    real: datetime,
) -> Job:
    """Queues a person's long deed; what works on the subject already is answered instead.

    The caller holds a lock on the subject, so that two who ask at once get one job.
    """
    held = job_in_flight(kind, subject_id)
    if held is not None:
        return held
    return Job.objects.create(
        kind=kind,
        label=label[:255],
        subject_id=subject_id,
        arguments=dict(arguments),
        owner_id=actor.person_id,
        origin=actor.origin[:64],
        asked_at=real,
        not_before=real,
    )


def job_schedule(*, kind: str, label: str, occurrence: str, real: datetime) -> None:
    """Queues what is due by the clock, once: as many schedulers as there are make one job."""
    name = f"{kind} {occurrence}"
    if Job.objects.filter(occurrence=name).exists():
        return
    Job.objects.bulk_create(
        [
            Job(
                kind=kind,
                label=label,
                occurrence=name,
                origin="schedule",
                asked_at=real,
                not_before=real,
            )
        ],
        ignore_conflicts=True,
    )


def job_claim(*, kinds: Collection[str], worker: str, real: datetime) -> Job | None:
    """The next due job of the kinds, held by the worker for the length of a lease.

    Due is what waits, and what a dead worker left running. A job that has killed as many workers
    as it may be tried is given up here, and answered as failed.
    """
    due = Job.objects.filter(
        Q(state=Job.State.WAITING, not_before__lte=real)
        | Q(state=Job.State.RUNNING, claimed_until__lt=real),
        kind__in=kinds,
    ).order_by("id")
    if not due.exists():
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True, of=("self",)).first()
        if job is None:
            return None
        if job.attempts >= ATTEMPTS:
            _settle(job, Job.State.FAILED, FAILED.plain(), real)
            return job
        job.state = Job.State.RUNNING
        job.worker, job.claimed_until = worker, real + LEASE
        job.started_at = real
        job.attempts += 1
        job.save(update_fields=["state", "worker", "claimed_until", "started_at", "attempts"])
        return job


def job_hold(*, job: Job, real: datetime) -> None:
    """Renews a claim; raises :class:`ClaimLost` where it is another's by now."""
    if not _claimed(job).update(claimed_until=real + LEASE):
        raise ClaimLost


@use_case
def job_do(*, job: Job, deed: Callable[[], Result], clock: Callable[[], datetime]) -> None:
    """Does a claimed job and settles it, in one transaction; raises what the deed raises."""
    held = _claimed(job).select_for_update(of=("self",), no_key=True).first()
    if held is None:
        raise ClaimLost
    _settle(held, Job.State.DONE, deed(), clock())


@use_case
def job_done(*, job: Job, result: Result, real: datetime) -> None:
    """Settles a job that has only read."""
    _settle_claimed(job, Job.State.DONE, result, real)


@use_case
def job_refuse(*, job: Job, refusal: DomainError, real: datetime) -> None:
    """Settles a job that a rule refused: trying again would not help, its owner has to look."""
    _settle_claimed(job, Job.State.REFUSED, refusal.plain(), real)


@use_case
def job_put_back(*, job: Job, real: datetime) -> bool:
    """After a fault: another try later, or the end of it, which is answered by ``False``."""
    held = _claimed(job).select_for_update(of=("self",), no_key=True).first()
    if held is None:
        return True
    if held.attempts >= ATTEMPTS:
        _settle(held, Job.State.FAILED, FAILED.plain(), real)
        return False
    held.state, held.worker, held.claimed_until = Job.State.WAITING, "", None
    held.not_before = real + PAUSE * held.attempts
    held.save(update_fields=["state", "worker", "claimed_until", "not_before"])
    return True


@use_case
def job_seen(*, job_id: int, actor: Actor, real: datetime) -> None:
    """Its owner has looked at what came of a job: it leaves the desk."""
    own = Job.objects.filter(pk=job_id, owner_id=actor.person_id, seen_at=None)
    own.exclude(state__in=IN_FLIGHT).update(seen_at=real)


@use_case
def jobs_forget(*, real: datetime) -> int:
    """Removes jobs that were over long ago; answers how many."""
    past = Job.objects.filter(ended_at__lt=real - KEPT).exclude(state__in=IN_FLIGHT)
    return past.delete()[0]


def refusal_of(job: Job) -> DomainError | None:
    """Why a job came to nothing."""
    if job.state not in {Job.State.REFUSED, Job.State.FAILED}:
        return None
    return DomainError(job.result["code"], **job.result["facts"])


def _claimed(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(
        pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts
    )


def _settle_claimed(job: Job, state: str, result: Result, real: datetime) -> None:
    held = _claimed(job).select_for_update(of=("self",), no_key=True).first()
    if held is None:
        raise ClaimLost
    _settle(held, state, result, real)


def _settle(job: Job, state: str, result: Result, real: datetime) -> None:
    job.state, job.result, job.ended_at, job.claimed_until = state, result, real, None
    job.save(update_fields=["state", "result", "ended_at", "claimed_until"])
