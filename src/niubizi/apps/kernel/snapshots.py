"""One moment of the database, for readings that take long while people go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is as of its beginning; nobody waits for it.

    Inside a transaction that is under way, its moment holds.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    sqlite: Any = connection
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # The moment is that of the first read.
            cursor.execute("SELECT 1 FROM sqlite_master LIMIT 1")
            cursor.fetchall()
            yield
    finally:
        sqlite.transaction_mode = mode
