"""Faults of the machinery below: the database is gone, the disk is full. What happened, in a sentence.

None of them is a bug and all of them pass: pages and API answer 503 and go on when the fault is
gone. Anything else that goes wrong stays an error.
"""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError


@dataclass(frozen=True, slots=True)
class Fault:
    """A stable name for programs, a sentence for people, and after how many seconds to come again."""

    code: str
    sentence: str
    retry_after: int


GONE = Fault("database.gone", "数据库暂时连不上，系统恢复后即可继续办理。", 10)
BUSY = Fault("database.busy", "同时办理的人较多，这一步没有排上队，请稍后再办一次。", 5)
FULL = Fault("disk.full", "服务器磁盘已满，暂时不能保存。请联系系统管理员清理磁盘空间。", 60)
READ_ONLY = Fault("disk.read_only", "服务器暂时只能查看，不能保存。请联系系统管理员。", 60)

# An extended code that says more than its primary one, which is its low byte.
_OF_SQLITE = {
    sqlite3.SQLITE_IOERR_WRITE: FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: FULL,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: GONE,
    sqlite3.SQLITE_IOERR: GONE,
    sqlite3.SQLITE_CORRUPT: GONE,
    sqlite3.SQLITE_NOTADB: GONE,
}
_OF_POSTGRESQL = {
    "40001": BUSY,
    "40P01": BUSY,
    "55P03": BUSY,
    "53100": FULL,
    "25006": READ_ONLY,
}
_OF_SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
}


def fault_of(error: BaseException | None) -> Fault | None:
    """The fault that an error comes from, itself or down the chain of its causes."""
    while error is not None:
        found = _known(error)
        if found is not None:
            return found
        error = error.__cause__ or error.__context__
    return None


def _known(error: BaseException) -> Fault | None:
    if isinstance(error, DatabaseError):
        return _of_database(error)
    if isinstance(error, OSError):
        return _OF_SYSTEM.get(error.errno or 0)
    return None


def _of_database(error: DatabaseError) -> Fault | None:
    cause = error.__cause__
    number = getattr(cause, "sqlite_errorcode", None)
    if number is not None:
        # When its file is gone, SQLite begins an empty one, which has no tables.
        empty = number == sqlite3.SQLITE_ERROR and "no such table" in str(cause)
        return GONE if empty else _OF_SQLITE.get(number, _OF_SQLITE.get(number & 0xFF))
    state: str = getattr(cause, "sqlstate", None) or ""
    # 08, 53, 57: no connection, no resources, the server shuts down or starts up. A connection
    # that breaks, or was never made, has no state at all.
    if state in _OF_POSTGRESQL:
        return _OF_POSTGRESQL[state]
    lost = isinstance(error, (OperationalError, InterfaceError)) and not state
    return GONE if lost or state[:2] in {"08", "53", "57"} else None
