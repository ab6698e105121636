"""Confirms a closing and dies by SIGKILL just before its n-th statement: ``python -m … CODE USER N``.

Without N it lives. Run by test_faults.py in a process of its own; prints the number of statements
where it got through.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 after the set-up

from niubizi.apps.kernel.models import User  # noqa: E402
from niubizi.apps.reporting.services.closing import closing_confirm  # noqa: E402
from tests.cast import NOW, actor_for  # noqa: E402


class Executioner:
    """Counts statements, and kills the process before the last one it may see."""

    def __init__(self, last: int | None) -> None:
        self.last = last
        self.seen = 0

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.seen += 1
        if self.seen == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*statement)


def main(code: str, username: str, last: int | None) -> None:
    chief = actor_for(User.objects.get(username=username))
    executioner = Executioner(last)
    with connection.execute_wrapper(executioner):
        closing_confirm(period_code=code, actor=chief, at=NOW)
    sys.stdout.write(f"{executioner.seen}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None)
