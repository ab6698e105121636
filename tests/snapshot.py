"""Rows made once a run through the services, and laid down again for each test that asks.

Making the cast takes some hundred queries and half of all tests ask for it; laying its rows down
takes one insert a table. A *stage* is what one maker adds to the tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from niubizi.apps.kernel.audit import trail_head
from niubizi.apps.kernel.models import AuditEntry, AuditHead

T = TypeVar("T")
Key = tuple[type[Model], Any]
Rows = dict[Key, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Stage:
    """What a maker answered, and the rows it added: model and key → values by column."""

    answer: Any
    rows: Rows


def record(maker: Callable[[], T]) -> tuple[T, Stage]:
    """Runs the maker and notes what it added; it may not change what was there."""
    before = _all_rows()
    answer = maker()
    after = _all_rows()
    changed = [key for key, values in before.items() if after.get(key) != values]
    assert not changed, f"a stage only adds rows, and this one changed {changed}"
    return answer, Stage(answer, {key: after[key] for key in after.keys() - before.keys()})


def lay_down(stage: Stage) -> Any:
    """Inserts the rows of a stage and gives its answer anew, about the inserted rows.

    Foreign keys are checked at the commit, so the order of tables doesn't matter.
    """
    tables: defaultdict[type[Model], dict[Any, Model]] = defaultdict(dict)
    for (model, key), values in stage.rows.items():
        tables[model][key] = model(**{name: _own(value) for name, value in values.items()})
    with transaction.atomic(), connection.cursor() as cursor:
        for model, instances in tables.items():
            model._base_manager.bulk_create([instances[key] for key in sorted(instances)])
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
        _set_head()
    return _about(stage.answer, tables)


def _set_head() -> None:
    """The end of the trail, the one row that a deed changes, follows from the lines."""
    lines = AuditEntry.objects.order_by("id")
    last = lines.last()
    if last is not None and trail_head().lines < lines.count():
        AuditHead.objects.update_or_create(defaults={"lines": lines.count(), "hash": last.hash})


def _own(value: Any) -> Any:
    """A value that a test may change without changing the stage: JSON is copied."""
    return deepcopy(value) if isinstance(value, (dict, list)) else value


def _all_rows() -> Rows:
    return {
        (model, row.pk): {
            field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields
        }
        for model in apps.get_models(include_auto_created=True)
        if model is not AuditHead
        for row in model._base_manager.all()
    }


def _about(answer: Any, tables: Mapping[type[Model], Mapping[Any, Model]]) -> Any:
    """The same answer, each row in it replaced by its new instance; a maker answers its own rows."""
    if isinstance(answer, Model):
        return tables[type(answer)][answer.pk]
    if isinstance(answer, Mapping):
        return {key: _about(value, tables) for key, value in answer.items()}
    if is_dataclass(answer) and not isinstance(answer, type):
        return replace(
            answer,
            **{each.name: _about(getattr(answer, each.name), tables) for each in fields(answer)},
        )
    return answer
