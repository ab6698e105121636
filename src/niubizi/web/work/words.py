"""What each kind of long work is called, and where its result lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from niubizi.apps.reporting.services.imports import IMPORT_JOB
from niubizi.web.links import url_if_any

if TYPE_CHECKING:
    from datetime import datetime

    from niubizi.apps.kernel.models import Job

LONG_WAIT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Words:
    """A kind of work in words; pages are named by what they need of the subject."""

    deed: str
    result_page: str
    start_page: str
    argument: str


WORDS = {IMPORT_JOB: Words("导入“{label}”", "import_done", "import_preview", "batch_id")}


def title(job: Job) -> str:
    return WORDS[job.kind].deed.format(label=job.label)


def result_url(job: Job) -> str:
    """Where what came of it is shown."""
    words = WORDS[job.kind]
    return url_if_any(words.result_page, **{words.argument: job.subject_id})


def start_url(job: Job) -> str:
    """Where it was asked for, to try again."""
    words = WORDS[job.kind]
    return url_if_any(words.start_page, **{words.argument: job.subject_id})


def has_waited_long(job: Job, real: datetime) -> bool:
    """Waits though it is due: perhaps no worker runs."""
    return job.state == "waiting" and real - job.not_before > LONG_WAIT
