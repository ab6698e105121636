"""A worker that dies by SIGKILL in the middle of a deed: ``python -m tests.jobs.killed TABLE``."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 after the set-up

from niubizi.jobs.worker import Worker  # noqa: E402


def die_in_the_middle(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    """What stands before the table's rows is written, they aren't yet."""
    if sql.replace('"', "").startswith(f"INSERT INTO {sys.argv[1]}"):
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, *rest)


if __name__ == "__main__":
    with connection.execute_wrapper(die_in_the_middle):
        worker = Worker(threading.Event())
        while worker.turn():
            pass
