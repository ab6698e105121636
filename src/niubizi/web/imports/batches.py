"""Uploaded workbooks behind the wizard's pages: opened, found again, read, corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

from niubizi.apps.kernel.held import last_line
from niubizi.apps.projects import selectors
from niubizi.apps.projects.services.import_batches import batch_correct, batch_open, mapping_save
from niubizi.apps.projects.services.imports import ImportSummary, list_preview
from niubizi.apps.reporting.selectors.periods import periods
from niubizi.apps.reporting.services.imports import batch_preview, month_preview
from niubizi.documents.workbooks import (
    FIELDS,
    ImportPreview,
    UnreadableWorkbook,
    is_return_workbook,
)
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest
from niubizi.web.imports.forms import ApplyForm
from niubizi.web.uploads import uploaded

if TYPE_CHECKING:
    from niubizi.apps.projects.models import ImportBatch

KEPT_SECONDS = 600
LONG_ROWS = 1_000
"""From so many rows on an import is left to a worker: it takes longer than a page may."""

OTHER_FORM = "这是从本系统下载的月报表。请到“月报”页面上传，系统会核对是否为最新下发的一份。"


def batch_from(request: PageRequest, target: str) -> ImportBatch:
    """Reads the file before anything is kept: what isn't a workbook leaves nothing behind."""
    name, data = uploaded(request, "file")
    if is_return_workbook(data, name):
        raise UnreadableWorkbook("wrong_form", OTHER_FORM)
    what, _, code = target.partition(":")
    if what == "list":
        programme = selectors.programme(code)
        list_preview(data, name, programme=programme)
        return batch_open(
            kind="list",
            data=data,
            file_name=name,
            programme=programme,
            actor=request.actor,
            at=request.at,
        )
    month_preview(data, name, period=periods().get(code=code), actor=request.actor)
    return batch_open(
        kind="monthly",
        data=data,
        file_name=name,
        period_code=code,
        actor=request.actor,
        at=request.at,
    )


def own_batch(request: PageRequest, batch_id: int) -> ImportBatch:
    return selectors.import_batches(request.actor).get(pk=batch_id)


def current_batch(request: PageRequest, batch_id: int) -> ImportBatch:
    """An import of one's own that still waits; what is over is shown where it ended."""
    batch = own_batch(request, batch_id)
    if batch.uploaded_by_id != request.actor.person_id:
        raise DomainError("not_found")
    if batch.state != "preview":
        raise DomainError("import.not_preview")
    return batch


def is_long(summary: ImportSummary, form: ApplyForm) -> bool:
    """Whether the rows to write are many; what will be refused anyway is refused at once."""
    wrong = summary.errors or summary.refused
    if wrong and not form.takes_valid_rows:
        return False
    return summary.new + summary.changed >= LONG_ROWS


def preview_of(request: PageRequest, batch: ImportBatch) -> ImportPreview:
    """The file as corrected; kept for a while, until anything at all has changed in the ledger."""
    place, state = f"import-{batch.pk}", (batch.sheet, batch.columns, last_line())
    held: tuple[object, ImportPreview] | None = cache.get(place)
    if held is not None and held[0] == state:
        return held[1]
    found = batch_preview(batch, request.actor)
    cache.set(place, (state, found), KEPT_SECONDS)
    return found


def corrected(request: PageRequest, batch: ImportBatch) -> None:
    """Takes the user's columns; another sheet begins anew with what the reader finds there."""
    sheet = request.POST.get("sheet", "")
    found = preview_of(request, batch)
    chosen = {
        view.column: request.POST.get(f"column_{view.column}", "")
        for view in found.columns
        if not view.is_sequence
    }
    chosen = {letter: name for letter, name in chosen.items() if not name or name in FIELDS}
    moved = sheet and sheet != found.sheet
    batch_correct(
        batch_id=batch.pk,
        sheet=sheet if sheet in found.sheets else batch.sheet,
        unit=request.POST.get("unit", ""),
        columns=None if moved else chosen,
        actor=request.actor,
        at=request.at,
    )
    if request.POST.get("save") and not moved and request.actor.may(Operation.IMPORT_WORKBOOKS):
        mapping_save(
            name=found.title or batch.file_name,
            views=found.columns,
            columns=chosen,
            actor=request.actor,
            at=request.at,
        )
