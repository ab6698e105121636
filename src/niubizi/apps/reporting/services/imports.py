"""A month's table from a workbook into returns, by whoever reports them or by the office; and
uploaded workbooks of either kind, applied.

A block's officer brings in the block's rows, which go on to the city; what the office brings in
waits for the blocks to check. Each row becomes a return through the one service of reporting, with
its refusals. The same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import Job
from niubizi.apps.kernel.progress import tell
from niubizi.apps.kernel.storage import read_file
from niubizi.apps.kernel.work import job_ask
from niubizi.apps.projects.models import ImportBatch, Programme
from niubizi.apps.projects.services.import_batches import (
    batch_applied,
    corrections_of,
    waiting_batch,
)
from niubizi.apps.projects.services.import_plan import Change
from niubizi.apps.projects.services.imports import (
    ImportSummary,
    RowOutcome,
    list_import,
    list_plan,
    list_preview,
    read_with_saved,
)
from niubizi.apps.reporting.models import Period, ProgressReport
from niubizi.apps.reporting.selectors.imports import MonthLedger, month_context, month_ledger
from niubizi.apps.reporting.services.returns import ReturnInput, returns_save
from niubizi.documents.workbooks import BookKind, ImportPreview, Row
from niubizi.documents.workbooks.names import same_key
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.domain.review import ALLOWED, Action, State

IMPORT_JOB = "import"

_WORDS = {
    "invested_fen": "本年累计完成投资",
    "since_start_fen": "自开工累计",
    "progress": "形象进度",
    "problems": "存在问题",
    "reason": "说明",
}


def month_preview(
    data: bytes,
    filename: str,
    *,
    period: Period,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    unit: str | None = None,
    operation: Operation = Operation.IMPORT_RETURNS,
    actor: Actor,
) -> ImportPreview:
    """The table read against what the actor owes in the period; raises ``UnreadableWorkbook``.

    Whoever only wants to know reads it against what they see: ``operation=VIEW_RETURNS``.
    """
    actor.require(operation)
    context = month_context(month_ledger(period, actor, operation))
    return read_with_saved(data, filename, context, mapping, sheet, unit)


def month_plan(
    preview: ImportPreview, *, period: Period, submit: bool = True, actor: Actor
) -> ImportSummary:
    """What importing would do, row by row; writes nothing."""
    rows = [row for row, _ in _planned(preview.rows, month_ledger(period, actor), submit=submit)]
    return ImportSummary(tuple(rows), errors=_wrong_rows(preview))


@use_case
def month_import(
    preview: ImportPreview,
    *,
    period: Period,
    file_name: str,
    valid_rows_only: bool,
    submit: bool = True,
    actor: Actor,
    at: datetime,
) -> ImportSummary:
    """Saves, and submits unless told otherwise, the returns of a table: all, or its valid rows.

    Raises ``period.not_open``, ``import.has_errors``, ``import.no_valid_rows`` and
    ``import.wrong_period`` for a table of another month.
    """
    actor.require(Operation.IMPORT_RETURNS)
    if preview.period and preview.period != period.key:
        raise DomainError("import.wrong_period", found=preview.period.name, period=period.key.name)
    planned = _planned(preview.rows, month_ledger(period, actor), submit=submit)
    given = [sent for _, sent in planned if sent is not None]
    refusals = {
        outcome.project_id: outcome.refusal
        for outcome in returns_save(
            period_code=period.code,
            rows=given,
            source=ProgressReport.Source.WORKBOOK,
            submit=submit,
            operation=Operation.IMPORT_RETURNS,
            actor=actor,
            at=at,
        )
        if outcome.refusal is not None
    }
    rows = tuple(_after(row, refusals) for row, _ in planned)
    summary = ImportSummary(rows, errors=_wrong_rows(preview))
    wrong = summary.errors + len(summary.refused)
    if wrong and not valid_rows_only:
        raise DomainError("import.has_errors", errors=wrong)
    if len(summary.refused) == len(rows):
        raise DomainError("import.no_valid_rows")
    if not summary.is_nothing:
        record(
            at=at,
            actor=actor,
            action="import.month",
            subject=period,
            label=f"{period.key.name}：{file_name}",
            new=summary.new,
            changed=summary.changed,
            unchanged=summary.unchanged,
            skipped=wrong,
        )
    return summary


def _planned(
    rows: Iterable[Row], ledger: MonthLedger, *, submit: bool
) -> list[tuple[RowOutcome, ReturnInput | None]]:
    """Each row with the return it would make; ``None`` where it says nothing new or is refused."""
    by_code = {same_key(each.code): pk for pk, each in ledger.projects.items()}
    by_code |= {same_key(code): pk for pk, code in ledger.national_codes.items()}
    by_name = {same_key(each.name): pk for pk, each in ledger.projects.items()}
    planned: list[tuple[RowOutcome, ReturnInput | None]] = []
    seen: set[int] = set()
    for row in rows:
        name, code = str(row.values.get("name", "")), row.values.get("code")
        pk = by_code.get(same_key(str(code))) if code else None
        pk = pk if pk is not None else by_name.get(same_key(name))
        if pk is None or pk in seen:
            refusal = DomainError(
                "import.unknown_project" if pk is None else "import.twice", project=name
            )
            planned.append((RowOutcome(row.number, name, Change.REFUSED, refusal=refusal), None))
            continue
        seen.add(pk)
        planned.append(_row(row, name, pk, ledger, submit=submit))
    return planned


def _row(
    row: Row, name: str, pk: int, ledger: MonthLedger, *, submit: bool
) -> tuple[RowOutcome, ReturnInput | None]:
    report = ledger.reports.get(pk)
    try:
        given = _given(row, pk, report, ledger)
    except ValueError:
        refusal = DomainError("amount.too_fine", text=name)
        return RowOutcome(row.number, name, Change.REFUSED, refusal=refusal), None
    if report is None:
        return RowOutcome(row.number, name, Change.NEW, project_id=pk), given
    held = {
        "invested_fen": report.reported_fen,
        "since_start_fen": report.since_start_fen,
        "progress": report.progress,
        "problems": report.problems,
        "reason": report.reason,
    }
    words = tuple(_WORDS[key] for key, value in held.items() if getattr(given, key) != value)
    if submit and not words and Action.SUBMIT in ALLOWED[State(report.state)]:
        words = (Action.SUBMIT.word,)
    if words:
        return RowOutcome(row.number, name, Change.CHANGED, words, project_id=pk), given
    return RowOutcome(row.number, name, Change.UNCHANGED, project_id=pk), None


def _given(row: Row, pk: int, report: ProgressReport | None, ledger: MonthLedger) -> ReturnInput:
    """The row as a return; what it leaves blank stays as it was reported."""

    def fen(key: str) -> int | None:
        value = row.values.get(key)
        return fen_of_wan(value) if isinstance(value, Decimal) else None

    def text(key: str) -> str:
        held = getattr(report, key) if report else ""
        return str(row.values.get(key) or held).strip()

    invested, month = fen("invested_ytd"), fen("invested_month")
    if invested is None and month is not None:
        # A table of the month alone: the year to date is the last figure and this month's.
        invested = ledger.previous.get(pk, (None, 0))[1] + month
    since_start = fen("invested_total")
    if since_start is None and report is not None:
        since_start = report.since_start_fen
    return ReturnInput(
        project_id=pk,
        invested_fen=invested,
        since_start_fen=since_start,
        progress=text("progress"),
        problems=text("problems"),
        reason=text("reason"),
        version=report.version if report else None,
    )


def _after(row: RowOutcome, refusals: Mapping[int, DomainError]) -> RowOutcome:
    refusal = refusals.get(row.project_id) if row.project_id is not None else None
    if refusal is None:
        return row
    return replace(row, change=Change.REFUSED, refusal=refusal)


def _wrong_rows(preview: ImportPreview) -> int:
    return len({issue.row for issue in preview.errors})


def batch_preview(batch: ImportBatch, actor: Actor) -> ImportPreview:
    """An uploaded workbook read as its user has corrected it."""
    columns, unit = corrections_of(batch)
    data, sheet = read_file(batch.file), batch.sheet or None
    if batch.kind == BookKind.MONTHLY.value:
        period = Period.objects.get(code=batch.period_code)
        return month_preview(
            data,
            batch.file_name,
            period=period,
            mapping=columns,
            sheet=sheet,
            unit=unit,
            actor=actor,
        )
    return list_preview(
        data, batch.file_name, programme=batch.programme, mapping=columns, sheet=sheet, unit=unit
    )


def batch_plan(batch: ImportBatch, preview: ImportPreview, actor: Actor) -> ImportSummary:
    """What applying an uploaded workbook would do."""
    if batch.kind == BookKind.MONTHLY.value:
        period = Period.objects.get(code=batch.period_code)
        return month_plan(preview, period=period, actor=actor)
    return list_plan(preview, programme=_programme(batch))


@use_case
def batch_apply(
    *,
    batch_id: int,
    valid_rows_only: bool,
    not_classified: bool = False,
    from_month: int | None = None,
    submit: bool = True,
    actor: Actor,
    at: datetime,
) -> ImportSummary:
    """Imports an uploaded workbook and closes its batch, or leaves everything as it was."""
    batch = waiting_batch(batch_id, actor)
    tell("读取工作簿")
    preview = batch_preview(batch, actor)
    if batch.kind == BookKind.MONTHLY.value:
        summary = month_import(
            preview,
            period=Period.objects.get(code=batch.period_code),
            file_name=batch.file_name,
            valid_rows_only=valid_rows_only,
            submit=submit,
            actor=actor,
            at=at,
        )
    else:
        summary = list_import(
            preview,
            programme=_programme(batch),
            file_name=batch.file_name,
            valid_rows_only=valid_rows_only,
            not_classified=not_classified,
            from_month=from_month,
            actor=actor,
            at=at,
        )
    batch_applied(batch, summary.to_json(), at)
    return summary


@use_case
def import_ask(*, batch_id: int, arguments: Mapping[str, Any], actor: Actor, real: datetime) -> Job:
    """Leaves the importing of a large workbook to a worker; ``arguments`` are of ``batch_apply``.

    What was asked twice is one job. Whether it may, and whether the file is right, is decided when
    it is done, by ``batch_apply``.
    """
    batch = waiting_batch(batch_id, actor)
    return job_ask(
        kind=IMPORT_JOB,
        label=batch.file_name,
        subject_id=batch.pk,
        arguments=arguments,
        actor=actor,
        real=real,
    )


def _programme(batch: ImportBatch) -> Programme:
    if batch.programme is None:
        raise DomainError("not_found")
    return batch.programme
