"""Files that are there with all their bytes, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

_HALF = ".half"
ABANDONED_AFTER = timedelta(days=1)
"""Nothing has been written to a half file for so long: whoever wrote it was killed."""


@contextmanager
def written_whole(place: Path) -> Iterator[IO[bytes]]:
    """A file written beside its place, synced, and renamed into it when the block is done.

    Whatever goes wrong before, what stood there still stands, and nothing is left beside it but
    by a process that was killed: :func:`clear_halves` takes that away.
    """
    with NamedTemporaryFile(
        dir=place.parent, prefix=f".{place.name}.", suffix=_HALF, delete=False
    ) as beside:
        try:
            yield beside
            beside.flush()
            os.fsync(beside.fileno())
            Path(beside.name).replace(place)
        except BaseException:
            Path(beside.name).unlink(missing_ok=True)
            raise
    sync_folder(place.parent)


def clear_halves(folder: Path, *, now: datetime, below: bool = False) -> int:
    """Removes what killed processes have left in a folder, or ``below`` it; answers how many."""
    oldest = (now - ABANDONED_AFTER).timestamp()
    cleared = 0
    for half in folder.glob(f"{'**/' if below else ''}.*{_HALF}"):
        # One that is renamed at this moment was no abandoned one.
        with suppress(FileNotFoundError):
            if half.stat().st_mtime < oldest:
                half.unlink()
                cleared += 1
    return cleared


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder outlast a machine that is switched off."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
