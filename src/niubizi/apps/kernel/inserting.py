"""Many new rows at once: by ``executemany``, four times as fast as ``bulk_create``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, JSONField, Max, Model

Adapter = Callable[[Any], Any]
json_text = json.JSONEncoder(ensure_ascii=False).encode


def insert_all(rows: Sequence[Model], key: str = "") -> None:
    """Inserts unsaved rows of one model inside the caller's transaction.

    With ``key``, an attribute unique among the new rows, each gets its primary key.
    """
    if not rows:
        return
    model = type(rows[0])
    manager = model._base_manager
    last = manager.aggregate(last=Max("pk"))["last"] or 0 if key else 0
    fields = _fields(model)
    take = attrgetter(*(field.attname for field in fields))
    _insert(model, fields, map(take, rows))
    if key:
        # Someone else's new rows may lie between: they are told apart by the key.
        found = dict(manager.filter(pk__gt=last).values_list(key, "pk"))
        for row in rows:
            row.pk = found[getattr(row, key)]
            row._state.adding = False


def insert_values(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows that nobody asks for again, each given as attribute → value.

    What a row leaves out has the model's default. No object is made of a row: that takes longer
    than writing it.
    """
    if not rows:
        return
    fields = _fields(model)
    given = [(field.attname, field.get_default()) for field in fields]
    _insert(model, fields, ([row.get(name, default) for name, default in given] for row in rows))


def _fields(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _insert(model: type[Model], fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    columns = zip(*rows, strict=True)
    # Column by column, for most need nothing done to them.
    adapted = [
        column if (adapt := _adapter(field)) is None else list(map(adapt, column))
        for field, column in zip(fields, columns, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({quoted}) VALUES ({marks})",  # noqa: S608 our names
            list(zip(*adapted, strict=True)),
        )


def _adapter(field: Any) -> Adapter | None:
    if isinstance(field, JSONField):
        return json_text
    if isinstance(field, DateTimeField):
        adapt = connection.ops.adapt_datetimefield_value
        held: dict[datetime | None, Any] = {}
        return lambda value: held[value] if value in held else held.setdefault(value, adapt(value))
    if field.get_internal_type() == "DateField":
        return connection.ops.adapt_datefield_value
    return None
