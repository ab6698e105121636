"""Tables as lines of JSON, the same whichever database they come from.

The models are those of the migrations that the database has, not those of this release, so that an
older database can be backed up and restored as it is, and migrated afterwards.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import JSONField, Model

OWN = "niubizi."
BATCH = 1_000
Node = tuple[str, str]


def own_labels() -> frozenset[str]:
    """The apps whose tables are kept: all but Django's own, which hold sessions and derived rows."""
    return frozenset(c.label for c in apps.get_app_configs() if c.name.startswith(OWN))


class Schema:
    """The tables of a database as its migrations made them."""

    def __init__(self) -> None:
        self.executor = MigrationExecutor(connection)
        self.labels = own_labels()

    @property
    def known(self) -> set[Node]:
        """The migrations of this release."""
        return {node for node in self.executor.loader.graph.nodes if node[0] in self.labels}

    @property
    def applied(self) -> list[Node]:
        """The migrations that the database has."""
        return sorted(set(self.executor.loader.applied_migrations) & self.known)

    def leaves(self, applied: list[Node]) -> list[Node]:
        """The last of some migrations in each app."""
        graph, have = self.executor.loader.graph, set(applied)
        return [
            node
            for node in applied
            if not any(
                child.key in have and child.key[0] == node[0]
                for child in graph.node_map[node].children
            )
        ]

    def migrate_to(self, applied: list[Node]) -> None:
        """Brings an empty database to the state that these migrations made, forwards or back."""
        leaves = self.leaves(applied)
        ours = {label for label, _ in leaves}
        unwanted = [(label, None) for label, _ in self.applied if label not in ours]
        self.executor.migrate([*leaves, *dict.fromkeys(unwanted)])
        self.executor.loader.build_graph()

    @cached_property
    def models(self) -> list[type[Model]]:
        """The models that the applied migrations made, in order of their tables' names."""
        leaves = self.leaves(self.applied)
        state = self.executor.loader.project_state(leaves)
        found = [
            model
            for model in state.apps.get_models(include_auto_created=True)
            if model._meta.app_label in self.labels and model._meta.managed
        ]
        return sorted(found, key=lambda model: model._meta.db_table)


def columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def lines(model: type[Model]) -> Iterator[bytes]:
    """The rows by their keys, each a JSON list of its columns' values."""
    rows = model._base_manager.order_by("pk").values_list(*columns(model))
    for row in rows.iterator(chunk_size=2_000):
        text = json.dumps(
            row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
        )
        yield text.encode() + b"\n"


def load(model: type[Model], given: Iterator[bytes]) -> int:
    """Inserts rows as ``lines`` wrote them; answers how many."""
    fields = list(model._meta.concrete_fields)
    count = 0
    while batch := list(islice(given, BATCH)):
        rows = (json.loads(each) for each in batch)
        made = [
            model(**{f.attname: _read(f, v) for f, v in zip(fields, row, strict=True)})
            for row in rows
        ]
        model._base_manager.bulk_create(made)
        count += len(made)
    return count


def reset_sequences(models: list[type[Model]]) -> None:
    """New rows take numbers after those that were loaded."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _plain(value: Any) -> str:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"{type(value).__name__} has no form in a backup")


def _read(field: Any, value: Any) -> Any:
    return value if value is None or isinstance(field, JSONField) else field.to_python(value)
