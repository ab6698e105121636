"""How far a job is, from the worker that does it to whoever waits for it.

In small files of the data folder, which both share: the job's own transaction keeps the database to
itself until the end. A lost word is no loss; writing one never disturbs the work.
"""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from django.core.cache import caches

HOUR = 3600


class Progress(NamedTuple):
    """What is being done, and how far; ``total`` is 0 where nobody knows."""

    step: str
    done: int = 0
    total: int = 0


def publish(job_id: int, progress: Progress) -> None:
    with suppress(OSError):
        caches["shared"].set(f"job-{job_id}", tuple(progress), HOUR)


def published(job_id: int) -> Progress:
    """The last word of the worker; an empty one before the first."""
    try:
        return Progress(*caches["shared"].get(f"job-{job_id}", ("",)))
    except OSError:
        return Progress("")
