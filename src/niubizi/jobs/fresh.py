"""Filling a database that is empty: it becomes whole, or stays as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from niubizi.documents.whole import sync_folder
from niubizi.jobs.verbs import Refused


@contextmanager
def whole_or_nothing() -> Iterator[None]:
    """On SQLite the database is made in a file of its own, which takes its place when it is whole.

    Elsewhere nothing is done: whoever fills a database there does it in one transaction, or keeps
    a sign that it is complete.
    """
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    if connection.vendor != "sqlite":
        yield
        return
    database = Path(connection.settings_dict["NAME"])
    building = database.with_name(f"{database.name}.{os.getpid()}.building")
    connections.close_all()
    if database.with_name(f"{database.name}-wal").exists():
        raise Refused("数据库正被另一个程序使用，请先停止服务。")
    connection.settings_dict["NAME"] = str(building)
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()
        building.replace(database)
        sync_folder(database.parent)
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = str(database)
        for left in database.parent.glob(f"{building.name}*"):
            left.unlink()


def is_empty(labels: frozenset[str]) -> bool:
    """Whether the tables of these apps hold nothing, or aren't there yet."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.partition("_")[0] not in labels:
                continue
            cursor.execute(f"SELECT 1 FROM {quote(table)} LIMIT 1")  # noqa: S608 an own name
            if cursor.fetchone():
                return False
    return True
