"""Rows of numbers, texts and truth values, read past the fields of models.

Both databases' drivers give these as they are; a closing reads hundreds of thousands of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet

CHUNK = 2_000
"""Few enough that a chunk is still in the processor's cache when something is made of it."""


def chunks(values: QuerySet[Any, tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a ``values_list`` in its order, a chunk at a time."""
    sql, params = values.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(CHUNK):
            yield rows
