"""The site as people meet it: granian in a process of its own, on the database of the tests."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTING_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site answers, where it writes what went wrong, and which process it is."""

    url: str
    log: Path
    process_id: int


@contextmanager
def served(environment: Mapping[str, str], log: Path, *, threads: int = 4) -> Iterator[Site]:
    """Serves the site until the end of the block."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", f"{port}"),
        *("--host", "127.0.0.1", "--blocking-threads", f"{threads}", "--log-level", "warning"),
        "niubizi.config.wsgi:application",
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            wait_for(process, port, log)
            yield Site(f"http://127.0.0.1:{port}", log, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=STARTING_SECONDS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the site did not start:\n{log.read_text()}")
