"""A worker that dies by SIGKILL in the middle of an import: ``python -m tests.jobs.killed``."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 after the set-up

from niubizi.jobs.worker import Worker  # noqa: E402


def die_at_entries(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    """The projects are written, their entries aren't yet."""
    if sql.startswith("INSERT INTO projects_programmeentry"):
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, *rest)


if __name__ == "__main__":
    with connection.execute_wrapper(die_at_entries):
        worker = Worker(threading.Event())
        while worker.turn():
            pass
