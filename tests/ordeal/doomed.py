"""Deeds in processes that are killed: ``python -m tests.ordeal.doomed`` waits for orders and forks.

Loading Django takes seconds and a deed takes moments. So one process loads everything, connects to
nothing, and forks a child for every order: a line ``{"deed": …, …}`` on its standard input. It
answers ``begun PID`` when the child sets out and ``over STATUS`` when it has ended, killed or not.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Executioner:
    """The other end: has deeds done in a process of their own, to their end or not quite."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def let_live(self, deed: str, **facts: object) -> float:
        """Has a deed done to its end and answers how many seconds it took."""
        self._begin(deed, facts)
        since = time.monotonic()
        status = self._end()
        assert status == 0, f"{deed} ended with {status}"
        return time.monotonic() - since

    def kill(self, after: float, deed: str, **facts: object) -> bool:
        """Kills a deed after so many seconds; whether it was still at work."""
        child = self._begin(deed, facts)
        time.sleep(after)
        # Nobody else gets the number meanwhile: the child is waited for only below.
        os.kill(child, signal.SIGKILL)
        return self._end() == -signal.SIGKILL

    def _begin(self, deed: str, facts: Mapping[str, object]) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"deed": deed, **facts}) + "\n")
        self._process.stdin.flush()
        return self._told("begun")

    def _end(self) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._told("over")

    def _told(self, word: str) -> int:
        assert self._process.stdout is not None
        said = self._process.stdout.readline().split()
        assert said[:1] == [word], f"the doomed said {said}"
        return int(said[1])


@contextmanager
def executioner(environment: Mapping[str, str]) -> Iterator[Executioner]:
    command = [sys.executable, "-m", "tests.ordeal.doomed"]
    with subprocess.Popen(
        command,
        env=dict(environment),
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield Executioner(process)
        finally:
            process.terminate()


def main() -> None:
    import django  # noqa: PLC0415 only in the process of its own

    django.setup()
    from tests.ordeal.deeds import DEEDS  # noqa: PLC0415 after the set-up

    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        child = os.fork()
        if not child:
            os._exit(_do(DEEDS[order.pop("deed")], order))
        sys.stdout.write(f"begun {child}\n")
        sys.stdout.flush()
        # Until told so nobody waits for the child, so that its number stays its own.
        sys.stdin.readline()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"over {os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _do(deed: Callable[..., object], facts: dict[str, Any]) -> int:
    try:
        deed(**facts)
    except Exception as fault:  # noqa: BLE001 the child may not go on as its parent
        sys.stderr.write(f"{type(fault).__name__}: {fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    main()
