"""What a case of bad input may cost: two seconds of the processor, half a gigabyte of memory."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 2
MEGABYTES = 512


class Hang(BaseException):
    """A case that goes on and on. No ``Exception``: no reader may take it for a broken file."""


@contextmanager
def cut_off(seconds: float = SECONDS) -> Iterator[None]:
    """Ends a case that takes more; of the processor, because a busy machine is no fault of it."""

    def strike(*_: object) -> None:
        raise Hang(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, strike)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def peak_megabytes(process_id: int | str = "self") -> float:
    """The most memory that a process has held since it began (``ru_maxrss`` counts its parent's)."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def in_bounds() -> Iterator[None]:
    """Fails where the process has held half a gigabyte more at any moment than it began with."""
    # A million objects of the cases before take seconds to clear away: that is no fault of a case.
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    began = peak_megabytes()
    yield
    assert peak_megabytes() < began + MEGABYTES
