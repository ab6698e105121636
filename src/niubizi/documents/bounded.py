"""Work on a stranger's file in a process of its own, whose time and memory the system bounds.

Where no count of pages, cells or bytes says beforehand how much work a file is. Each module that is
run so reads standard input, bounds itself first, and writes its result to standard output.
"""

from __future__ import annotations

import resource
import subprocess
import sys

MEMORY = 640 * 1024 * 1024
PATIENCE_SECONDS = 60
"""By the clock: the processor may be everybody's."""


class OutOfBounds(Exception):  # noqa: N818 -- a refusal, not a fault
    """The process ended without a result: too long, too large, or broken by the file."""


def run_bounded(module: str, given: bytes) -> bytes:
    """What ``python -m module`` makes of ``given``; raises :class:`OutOfBounds`."""
    try:
        done = subprocess.run(  # noqa: S603 our own module; the file comes by its standard input
            [sys.executable, "-m", module],
            input=given,
            stdout=subprocess.PIPE,
            # Libraries complain of each broken thing they meet.
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=PATIENCE_SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise OutOfBounds(module) from fault
    return done.stdout


def bound_myself(seconds: int) -> None:
    """From here on this process has so many seconds of the processor, and ``MEMORY`` bytes."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
