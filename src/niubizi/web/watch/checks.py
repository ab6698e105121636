"""What has to be right before people are let in, each with a word for the operator."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile

from django.conf import settings
from django.db import DatabaseError, connection

from niubizi.doors.database import is_migrated

MB = 1024 * 1024


def checks() -> Iterator[tuple[str, str]]:
    """(subject, what is wrong with it, or nothing)."""
    for subject, check in CHECKS:
        try:
            wrong = check()
        except DatabaseError:
            wrong = "does not answer"
        except OSError as fault:
            wrong = fault.strerror or "unusable"
        yield subject, wrong


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    return "" if is_migrated() else "niubizi migrate has to be run"


def _data_folder() -> str:
    """Writes, because a folder that may be written to can still lie on a disk that is read-only."""
    with TemporaryFile(dir=settings.DATA_DIR) as file:
        file.write(b"ready")
    return ""


def _disk() -> str:
    free = shutil.disk_usage(settings.DATA_DIR).free // MB
    least: int = settings.MIN_FREE_MB
    return "" if free >= least else f"{free} MB free, less than {least}"


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("database", _database),
    ("migrations", _migrations),
    ("data folder", _data_folder),
    ("disk", _disk),
)
