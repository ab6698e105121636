"""Uploaded workbooks on their way: kept, corrected, given up; and layouts that an office saves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.storage import forget, store
from niubizi.apps.projects.models import ColumnMapping, ImportBatch, Programme
from niubizi.apps.projects.selectors.imports import signature_of
from niubizi.documents.workbooks import ColumnView
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation

MEDIA_TYPE = "application/octet-stream"
"""Whatever was sent, it is only ever read by our own readers."""


@use_case
def batch_open(
    *,
    kind: str,
    data: bytes,
    file_name: str,
    programme: Programme | None = None,
    period_code: str = "",
    sheet: str = "",
    actor: Actor,
    at: datetime,
) -> ImportBatch:
    """Keeps a workbook that could be read, for its preview; ``kind`` is ``list`` or ``monthly``."""
    actor.require(_operation(kind))
    batch = ImportBatch.objects.create(
        kind=kind,
        file=store(data, media_type=MEDIA_TYPE, at=at),
        file_name=file_name[:255],
        programme=programme,
        period_code=period_code,
        sheet=sheet,
        uploaded_by_id=actor.person_id,
        uploaded_at=at,
    )
    record(at=at, actor=actor, action="import.upload", subject=batch)
    return batch


@use_case
def batch_correct(
    *,
    batch_id: int,
    sheet: str,
    unit: str,
    columns: Mapping[str, str] | None,
    actor: Actor,
    at: datetime,
) -> ImportBatch:
    """The user's word on sheet, unit and columns (letter → field); ``None`` lets the reader decide."""
    batch = waiting_batch(batch_id, actor)
    batch.sheet = sheet
    batch.columns = {} if columns is None else {**columns, UNIT: unit}
    batch.save(update_fields=["sheet", "columns"])
    return batch


UNIT = "unit"
"""Beside the letters of ``ImportBatch.columns``: the unit that the user stated."""


def corrections_of(batch: ImportBatch) -> tuple[dict[str, str] | None, str | None]:
    """The columns and the unit that the user gave; ``None`` where they left it to the reader."""
    if not batch.columns:
        return None, None
    columns = {letter: name for letter, name in batch.columns.items() if letter != UNIT}
    return columns, batch.columns.get(UNIT) or None


@use_case
def batch_abandon(*, batch_id: int, actor: Actor, at: datetime) -> ImportBatch:
    """Gives an import up; nothing of it was written."""
    batch = waiting_batch(batch_id, actor)
    batch.state = ImportBatch.State.ABANDONED
    batch.save(update_fields=["state"])
    record(at=at, actor=actor, action="import.abandon", subject=batch)
    return batch


@use_case
def batches_clear(*, before: datetime, actor: Actor, at: datetime) -> int:
    """Removes workbooks that were uploaded before a moment and never imported; answers how many.

    What was imported stays, as the proof of where its figures come from.
    """
    left = ImportBatch.objects.filter(uploaded_at__lt=before).exclude(
        state=ImportBatch.State.APPLIED
    )
    batches = list(left.select_for_update(of=("self",), no_key=True).select_related("file"))
    for batch in batches:
        record(at=at, actor=actor, action="import.clear", subject=batch)
        batch.delete()
        forget(batch.file)
    return len(batches)


def batch_applied(batch: ImportBatch, result: dict[str, Any], at: datetime) -> None:
    """Marks an import as done, inside the use case that did it."""
    batch.state = ImportBatch.State.APPLIED
    batch.result = result
    batch.applied_at = at
    batch.save(update_fields=["state", "result", "applied_at"])


def waiting_batch(batch_id: int, actor: Actor) -> ImportBatch:
    """An import that still waits, locked. Raises ``import.not_preview`` once it is over."""
    batch = (
        ImportBatch.objects.select_for_update(of=("self",), no_key=True)
        .select_related("file", "programme")
        .get(pk=batch_id, uploaded_by_id=actor.person_id)
    )
    actor.require(_operation(batch.kind))
    if batch.state != ImportBatch.State.PREVIEW:
        raise DomainError("import.not_preview")
    return batch


@use_case
def mapping_save(
    *,
    name: str,
    views: Iterable[ColumnView],
    columns: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> ColumnMapping:
    """Remembers what columns mean for workbooks of the same heads, over what was said before."""
    actor.require(Operation.IMPORT_WORKBOOKS)
    mapping, _ = ColumnMapping.objects.update_or_create(
        signature=signature_of(views),
        defaults={
            "name": name[:128],
            "columns": dict(columns),
            "saved_by_id": actor.person_id,
            "saved_at": at,
        },
    )
    record(at=at, actor=actor, action="import.mapping", subject=mapping)
    return mapping


def _operation(kind: str) -> Operation:
    return Operation.IMPORT_RETURNS if kind == "monthly" else Operation.IMPORT_WORKBOOKS
