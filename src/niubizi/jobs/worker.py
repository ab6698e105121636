"""The worker: queues what is due by the clock, does what is queued, one job after the other.

As many workers as one likes may run, on one machine or several; :mod:`niubizi.apps.kernel.work`
says why each job is done once in effect. Asked to stop, a worker ends its job first.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DatabaseError, close_old_connections, connection, connections

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.kernel.progress import heard_by
from niubizi.apps.kernel.selectors import user_by_id
from niubizi.apps.kernel.work import (
    ClaimLost,
    job_claim,
    job_do,
    job_done,
    job_hold,
    job_put_back,
    job_refuse,
)
from niubizi.apps.orgs.scopes import actor_of
from niubizi.domain.errors import DomainError
from niubizi.doors import clock
from niubizi.doors.actors import clockwork
from niubizi.doors.progress import Progress, publish
from niubizi.doors.watching import VERIFY_JOB, is_broken
from niubizi.jobs.schedule import queue_due
from niubizi.jobs.tasks import TASKS

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import Job

LOOK_SECONDS = 1.0
SCHEDULE_SECONDS = 30.0
TROUBLE_SECONDS = 5.0
"""Between looks for work, between looks at the clock, and after the database was gone."""

HOLD_SECONDS = 20.0
"""Between two renewals of a claim."""

logger = logging.getLogger("niubizi.worker")


class Worker:
    """One worker of one process; ``stop`` ends it between two jobs, ``parent`` with its parent."""

    def __init__(self, stop: threading.Event, *, parent: int | None = None) -> None:
        self.name = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.stop = stop
        self.parent = parent
        self.looked_at_clock = float("-inf")

    def run(self) -> None:
        """Works until it is stopped; a database that is gone is waited for."""
        logger.info("worker started")
        while not self._is_stopped():
            close_old_connections()
            try:
                rest = 0.0 if self.turn() else LOOK_SECONDS
            except DatabaseError:
                logger.exception("the database does not answer")
                connections.close_all()
                rest = TROUBLE_SECONDS
            self.stop.wait(rest)
        logger.info("worker stopped")

    def turn(self) -> bool:
        """One look at the clock and one job; whether there was any."""
        if time.monotonic() - self.looked_at_clock > SCHEDULE_SECONDS:
            queue_due(preferences(), clock.real())
            self.looked_at_clock = time.monotonic()
        job = job_claim(kinds=TASKS.keys(), worker=self.name, real=clock.real())
        if job is None:
            return False
        if job.is_over:
            logger.error("job %s (%s) given up: its workers died", job.pk, job.kind)
        else:
            self._work(job)
        return True

    def _is_stopped(self) -> bool:
        orphaned = self.parent is not None and os.getppid() != self.parent
        return self.stop.is_set() or orphaned

    def _work(self, job: Job) -> None:
        began = time.monotonic()
        try:
            with heard_by(_Listener(job)):
                self._do(job)
        except ClaimLost:
            logger.warning("job %s (%s) was taken over", job.pk, job.kind)
            return
        except DomainError as refusal:
            job_refuse(job=job, refusal=refusal, real=clock.real())
            logger.info("job %s (%s) refused: %s", job.pk, job.kind, refusal.code)
            return
        except Exception:
            again = job_put_back(job=job, real=clock.real())
            logger.exception(
                "job %s (%s) failed, %s",
                job.pk,
                job.kind,
                "will be retried" if again else "given up",
            )
            return
        logger.info("job %s (%s) done in %.1f s", job.pk, job.kind, time.monotonic() - began)

    def _do(self, job: Job) -> None:
        task, at = TASKS[job.kind], clock.now(preferences())
        actor = actor_of_job(job, at)
        if task.writes:
            job_do(job=job, deed=lambda: task.deed(job, actor, at), clock=clock.real)
            return
        result = task.deed(job, actor, at)
        job_done(job=job, result=result, real=clock.real())
        job.result = result
        if job.kind == VERIFY_JOB and is_broken(job):
            logger.error("verification failed: the trail or a closing is not what was written")


class _Listener:
    """Publishes how far a job is; outside a transaction each word renews the claim."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.held = time.monotonic()

    def __call__(self, step: str, done: int, total: int) -> None:
        publish(self.job.pk, Progress(step, done, total))
        due = time.monotonic() - self.held > HOLD_SECONDS
        if due and not connection.in_atomic_block:
            job_hold(job=self.job, real=clock.real())
            self.held = time.monotonic()


def actor_of_job(job: Job, at: datetime) -> Actor:
    """The owner with what they may do now; whoever left meanwhile may nothing any more."""
    if job.owner_id is None:
        return clockwork()
    user = user_by_id(job.owner_id)
    if user is None:
        raise DomainError("permission.denied", operation=job.kind)
    return actor_of(user, origin=job.origin, today=at.date())
