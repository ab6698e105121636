"""A small disk that can be filled to its last byte: a tmpfs, which only root may mount."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postgres import OWNER, SHORT_FOLDER

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Device:
    """A mounted disk."""

    folder: Path

    def fill(self) -> None:
        """Leaves not a byte."""
        with (self.folder / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                # A short write is the last that fits; then byte by byte it is full.
                filler.write(bytes(MEGABYTE)) or filler.write(b"\0")
        assert shutil.disk_usage(self.folder).free == 0

    def clear(self) -> None:
        (self.folder / "filler").unlink()


@contextmanager
def device(*, megabytes: int) -> Iterator[Device]:
    """Skips the test, which says so, where nothing can be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="niubizi-small-", dir=SHORT_FOLDER))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("not run: a small disk can't be mounted here (it takes root)")
    try:
        yield Device(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def give_to_server(folder: Path) -> None:
    """Lets the private PostgreSQL write into the folder."""
    folder.mkdir()
    shutil.chown(folder, OWNER)
