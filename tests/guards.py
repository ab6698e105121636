"""Past the guards of the database: what its owner could do, and what emptying tables needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def unguarded() -> Iterator[None]:
    """Takes the triggers out, as whoever owns the database can, and puts them back."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)


def empty_past_the_guards() -> None:
    """Lets Django empty the tables after a transactional test."""
    operations = type(connection.ops)
    plain = operations.execute_sql_flush

    def execute_sql_flush(self: Any, sql_list: Sequence[str]) -> None:
        with unguarded():
            plain(self, sql_list)

    operations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign,assignment]
