"""Locks that no row stands for, held until the commit, and faults that a second try gets past.

Only PostgreSQL needs them: SQLite lets one writer in at a time. They are advisory locks and no row
locks because these queue fairly: on a row, sharers that keep coming would keep a closing out for as
long as the last evening of a month lasts.

Whoever takes several takes them in this order, so that nobody waits in a circle: rows of the
ledger, ``NUMBERS``, ``MONTHS``, rows of returns and positions by their ids, ``TRAIL``.
"""

from __future__ import annotations

import sqlite3
from enum import Enum

from django.db import DatabaseError, connection


class Lock(Enum):
    """What is locked, by the number that PostgreSQL knows it by."""

    TRAIL = 7_205_759_403
    """The end of the audit trail's chain."""
    MONTHS = 7_205_759_404
    """Which periods there are and which of them are open: shared by whoever writes returns or
    positions, alone to whoever opens, closes or reopens a period."""
    NUMBERS = 7_205_759_405
    """The next free number of a project."""


def hold(lock: Lock, *, shared: bool = False) -> None:
    """Waits for the lock and keeps it until the transaction ends."""
    if connection.vendor != "postgresql":
        return
    if not connection.in_atomic_block:
        raise RuntimeError(f"{lock.name} was asked for outside a transaction")
    how = "_shared" if shared else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{how}(%s)", [lock.value])


# A deadlock, a failed serialization; and a row that someone else inserted a moment earlier: at the
# second try it is seen, and refused with the reason.
_PASSING = {"40P01", "40001", "23505"}
# A plain SQLITE_BUSY has waited for its time-out already.
_PASSING_SQLITE = {sqlite3.SQLITE_BUSY_RECOVERY, sqlite3.SQLITE_BUSY_SNAPSHOT}


def may_pass(fault: DatabaseError) -> bool:
    """Whether others caused the fault, so that the same transaction may succeed when tried again."""
    cause = fault.__cause__
    return (
        getattr(cause, "sqlstate", None) in _PASSING
        or getattr(cause, "sqlite_errorcode", None) in _PASSING_SQLITE
    )
