"""Whether the database is what this version of the program needs, and letting go of one that is lost."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def is_migrated() -> bool:
    """Whether no migration waits; raises ``DatabaseError`` where nobody answers."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def let_go() -> None:
    """Gives the connection up, so that the next request opens one anew.

    SQLite would go on with a file that isn't there any more. Inside a transaction nothing is done.
    """
    if not connection.in_atomic_block:
        connection.close()
