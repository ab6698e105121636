"""The names that all standing rows answer to, whatever table they are read from.

A name for which a table has no column of its own comes from a table beside it. That one is joined
where the name is used and not before: a sum over 100,000 positions asks for no project's name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, Model, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from niubizi.apps.projects.models import ProgrammeEntry
from niubizi.apps.reporting.models import ClosingEntry, Position

Rows = QuerySet[Any]
"""Rows with the names of ``selectors.standings.COLUMNS``, and those that are searched."""

_BY_TYPING = {name: F(f"project__{name}") for name in ("pinyin", "initials", "national_code")}

_BESIDE: Mapping[type[Model], Mapping[str, Combinable]] = {
    # Positions have the names of now.
    Position: {
        "number": F("entry__number"),
        "project_code": F("project__code"),
        "project_name": F("project__name"),
        "organization_name": F("organization__name"),
        "stage": F("project__stage"),
        "total_fen": F("project__total_fen"),
        "problems": Coalesce(
            F("source_report__problems"), Value(""), output_field=TextField()
        ),
        **_BY_TYPING,
    },
    ClosingEntry: {
        "number": Subquery(
            ProgrammeEntry.objects.filter(pk=OuterRef("entry_id")).values("number")[:1]
        ),
        **_BY_TYPING,
    },
}  # fmt: skip


def named(rows: Rows, *names: str) -> Rows:
    """The rows with these names among those that can be filtered, ordered and read by."""
    beside = _BESIDE.get(rows.model, {})
    missing = {
        name: beside[name]
        for name in names
        if name in beside and name not in rows.query.annotations
    }
    return rows.annotate(**missing) if missing else rows


def by_ids(rows: Rows, ids: Collection[int]) -> Rows:
    """These of the rows, in no order; ``ids`` were found among them, so that nothing is asked twice."""
    if rows.model in _BESIDE:
        rows = rows.model._base_manager.all()
    return rows.order_by().filter(pk__in=ids)
