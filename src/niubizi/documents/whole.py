"""Files that are there with all their bytes, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO


@contextmanager
def written_whole(place: Path) -> Iterator[IO[bytes]]:
    """A file written beside its place, synced, and renamed into it when the block is done.

    Whatever goes wrong before, what stood there still stands, and nothing is left beside it but
    by a process that was killed.
    """
    with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as beside:
        try:
            yield beside
            beside.flush()
            os.fsync(beside.fileno())
            Path(beside.name).replace(place)
        except BaseException:
            Path(beside.name).unlink(missing_ok=True)
            raise
    sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder outlast a machine that is switched off."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
