"""What each kind of long work is called, and where its result lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from niubizi.apps.reporting.services.closing import CLOSING_JOB, PREPARING_JOB, REOPENING_JOB
from niubizi.apps.reporting.services.imports import IMPORT_JOB
from niubizi.apps.reporting.services.periods import OPENING_JOB
from niubizi.web.links import url_if_any

if TYPE_CHECKING:
    from datetime import datetime

    from niubizi.apps.kernel.models import Job

LONG_WAIT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Words:
    """A kind of work in words; pages are named by what they need of the subject.

    ``argument`` is in the page's path, ``query`` of the job's arguments behind it; ``makes_it`` where
    that is there only when the job is done, and no page can be about it before.
    """

    deed: str
    result_page: str
    start_page: str
    argument: str = ""
    query: tuple[str, str] = ("", "")
    makes_it: bool = False


WORDS = {
    IMPORT_JOB: Words("导入“{label}”", "import_done", "import_preview", "batch_id"),
    OPENING_JOB: Words(
        "开放{label}填报", "returns", "returns", query=("period", "period_code"), makes_it=True
    ),
    **{
        kind: Words(deed, "closing", "closing", query=("period", "period_code"))
        for kind, deed in (
            (PREPARING_JOB, "准备{label}关账"),
            (CLOSING_JOB, "{label}关账"),
            (REOPENING_JOB, "{label}重新开账"),
        )
    },
}


def title(job: Job) -> str:
    return WORDS[job.kind].deed.format(label=job.label)


def result_url(job: Job) -> str:
    """Where what came of it is shown."""
    return _url(job, WORDS[job.kind].result_page)


def start_url(job: Job) -> str:
    """Where it was asked for, to try again."""
    return _url(job, WORDS[job.kind].start_page)


def selected(job: Job) -> dict[str, str]:
    """What those pages are about, where their path doesn't say it."""
    words = WORDS[job.kind]
    name, argument = words.query
    is_there = job.state == "done" or not words.makes_it
    return {name: job.arguments[argument]} if name and is_there else {}


def _url(job: Job, page: str) -> str:
    argument = WORDS[job.kind].argument
    return url_if_any(page, **({argument: job.subject_id} if argument else {}))


def has_waited_long(job: Job, real: datetime) -> bool:
    """Waits though it is due: perhaps no worker runs."""
    return job.state == "waiting" and real - job.not_before > LONG_WAIT
