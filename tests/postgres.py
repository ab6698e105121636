"""A private PostgreSQL for one command: ``python -m tests.postgres pytest -n 2``.

The cluster lives in a temporary folder, listens on a Unix socket there and nowhere else, writes
without fsync, and is gone when the command ends. The command finds it in ``DATABASE_URL``.
PostgreSQL refuses to run as root, so root hands it to the user ``postgres`` of the package.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

OWNER = "postgres"
ROLE = "niubizi"
# A socket's path may hold 107 bytes: a short folder, whatever TMPDIR says.
SHORT_FOLDER = "/tmp"  # noqa: S108
INITIAL = ("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def binaries() -> Path:
    """The folder of the newest server binaries; Debian keeps them off the path."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"),
        key=lambda path: float(path.parts[-3]),
    )
    on_path = shutil.which("pg_ctl")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    raise SystemExit("no PostgreSQL server found: install the package postgresql")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A private server; ``url`` is that of its first database."""

    folder: Path

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@{quote(str(self.folder), safe='')}/postgres"

    def start(self) -> None:
        options = f"{OPTIONS} -k {self.folder}"
        _run(*self._control, "-l", f"{self.folder}/log", "-o", options, "start")

    def stop(self) -> None:
        """At once: whoever is connected is cut off."""
        _run(*self._control, "-m", "immediate", "stop")

    @property
    def _control(self) -> tuple[str, ...]:
        return (f"{binaries()}/pg_ctl", "-D", f"{self.folder}/data", "-w")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running private cluster."""
    folder = Path(tempfile.mkdtemp(prefix="niubizi-pg-", dir=SHORT_FOLDER))
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER)
    made = Cluster(folder)
    try:
        _run(f"{binaries()}/initdb", "-D", f"{folder}/data", "-U", ROLE, *INITIAL)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str) -> None:
    as_owner = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
    # The output goes to a file: a pipe would stay open for as long as the server runs.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [*as_owner, *command], stdout=output, stderr=output, cwd=SHORT_FOLDER, check=False
        )
        if done.returncode:
            output.seek(0)
            raise SystemExit(f"{command[0]} failed:\n{output.read().decode()}")


def main(command: Sequence[str]) -> int:
    """Runs the command beside a cluster and answers its exit code."""
    # Asked to stop, it still takes the cluster with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with cluster() as private:
        environment = {**os.environ, "DATABASE_URL": private.url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
