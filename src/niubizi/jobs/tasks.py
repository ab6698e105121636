"""What workers know to do: each kind of job with its deed.

A deed gets the job, the actor it is done for and the office's moment, and answers what came of it.
Deeds that write run inside the transaction that settles the job; those that only read, outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.kernel.progress import passing
from niubizi.apps.kernel.storage import clear_abandoned
from niubizi.apps.kernel.verification import TrailReport, verify_trail
from niubizi.apps.kernel.work import Result, jobs_forget
from niubizi.apps.projects.services.import_batches import batches_clear
from niubizi.apps.reporting.selectors.periods import acts, month_to_open
from niubizi.apps.reporting.services.closing import (
    CLOSING_JOB,
    PREPARING_JOB,
    REOPENING_JOB,
    closing_confirm,
    closing_prepare,
    period_reopen,
)
from niubizi.apps.reporting.services.imports import IMPORT_JOB, batch_apply
from niubizi.apps.reporting.services.periods import OPENING_JOB, period_open
from niubizi.apps.reporting.services.verifying import missing_acts, verify_act
from niubizi.domain.periods import Month
from niubizi.doors import clock
from niubizi.doors.watching import VERIFY_JOB

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import Job

TIDY_JOB, OPEN_JOB = "tidy", "open_period"
UPLOADS_KEPT = timedelta(days=30)
"""How long a workbook that was uploaded and never imported stays."""

Deed = Callable[["Job", Actor, datetime], Result]


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of job: its deed, and whether it writes."""

    deed: Deed
    writes: bool = True


def import_workbook(job: Job, actor: Actor, at: datetime) -> Result:
    """A large workbook into the ledger; what came of it is kept with the import."""
    arguments: dict[str, Any] = job.arguments
    batch_apply(batch_id=job.subject_id or 0, actor=actor, at=at, **arguments)
    return {}


def close_period(job: Job, actor: Actor, at: datetime) -> Result:
    """A large closing, confirmed by whoever asked for it."""
    arguments: dict[str, Any] = job.arguments
    return {"number": closing_confirm(actor=actor, at=at, **arguments).number}


def open_period(job: Job, actor: Actor, at: datetime) -> Result:
    """A large month opened for returns by whoever asked for it."""
    period_open(month=Month.parse(job.arguments["period_code"]), actor=actor, at=at)
    return {}


def prepare_period(job: Job, actor: Actor, at: datetime) -> Result:
    """A large closing prepared; what is missing stands on the month's page."""
    arguments: dict[str, Any] = job.arguments
    closing_prepare(actor=actor, at=at, **arguments)
    return {}


def reopen_period(job: Job, actor: Actor, at: datetime) -> Result:
    """A large period opened again."""
    arguments: dict[str, Any] = job.arguments
    return {"number": period_reopen(actor=actor, at=at, **arguments).number}


def verify_chains(_job: Job, _actor: Actor, _at: datetime) -> Result:
    """Whether the trail and the sealed closings are as they were written."""
    trail = verify_trail()
    sealed = acts()
    changed = [
        act.sequence for act in passing("核验关账数据", sealed, len(sealed)) if verify_act(act)
    ]
    return {
        "lines": trail.lines,
        "closings": len(sealed),
        "broken_line": _broken_line(trail),
        "broken_closings": changed,
        "missing_closings": len(missing_acts()),
    }


def _broken_line(trail: TrailReport) -> int | None:
    """The id of the first line at fault, or of the last one before a gap; 0 where none is left."""
    if trail.whole:
        return None
    fault = next(iter(trail.faults), None)
    line = (fault.line or fault.after if fault else None) or trail.last
    return line.pk if line else 0


def tidy_up(_job: Job, actor: Actor, at: datetime) -> Result:
    """Ends what is long over: sessions, uploads that nobody imported, halves, old jobs."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    cleared = batches_clear(before=at - UPLOADS_KEPT, actor=actor, at=at)
    real = clock.real()
    return {
        "uploads": cleared,
        "halves": clear_abandoned(now=real),
        "jobs": jobs_forget(real=real),
    }


def open_month(_job: Job, actor: Actor, at: datetime) -> Result:
    """The month that is due; nothing where somebody opened it or the office thought again."""
    month = month_to_open(at.date(), opening_day=preferences().opening_day)
    if month is None:
        return {}
    return {"opened": period_open(month=month, actor=actor, at=at).code}


TASKS: Mapping[str, Task] = {
    IMPORT_JOB: Task(import_workbook),
    OPENING_JOB: Task(open_period),
    PREPARING_JOB: Task(prepare_period),
    CLOSING_JOB: Task(close_period),
    REOPENING_JOB: Task(reopen_period),
    VERIFY_JOB: Task(verify_chains, writes=False),
    TIDY_JOB: Task(tidy_up),
    OPEN_JOB: Task(open_month),
}
