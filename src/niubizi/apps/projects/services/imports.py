"""Lists from workbooks into the ledger: previewed, and written in one transaction.

``list_preview`` reads a file against the ledger, ``list_plan`` says what its rows would do,
``list_import`` does it. The page and the verb are two doors to these. The same file twice changes
nothing, and the summary says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.collecting import without_collecting
from niubizi.apps.kernel.progress import tell
from niubizi.apps.projects.models import Programme
from niubizi.apps.projects.selectors.imports import list_context, saved_mapping
from niubizi.apps.projects.services.changes import ledger_changed
from niubizi.apps.projects.services.import_plan import Change, RowPlan, load_ledger, plan_rows
from niubizi.apps.projects.services.import_writing import Writer
from niubizi.documents.workbooks import ImportContext, ImportPreview, read_workbook
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became, or would become, of one row; ``words`` are the fields it changes."""

    number: int
    name: str
    change: Change
    words: tuple[str, ...] = ()
    project_id: int | None = None
    refusal: DomainError | None = None


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """Rows with what becomes of them; ``errors`` are the file's own, on rows not among them."""

    rows: tuple[RowOutcome, ...]
    errors: int

    def count(self, change: Change) -> int:
        return sum(row.change is change for row in self.rows)

    @property
    def new(self) -> int:
        return self.count(Change.NEW)

    @property
    def changed(self) -> int:
        return self.count(Change.CHANGED)

    @property
    def unchanged(self) -> int:
        return self.count(Change.UNCHANGED)

    @property
    def refused(self) -> tuple[RowOutcome, ...]:
        return tuple(row for row in self.rows if row.change is Change.REFUSED)

    @property
    def is_nothing(self) -> bool:
        """Whether everything in the file stood in the ledger already."""
        return not any(row.change in {Change.NEW, Change.CHANGED} for row in self.rows)

    def to_json(self) -> dict[str, object]:
        """What is kept of an import: the numbers, and each refused row with its reason's facts."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "skipped": self.errors + len(self.refused),
            "refused": [
                {"row": row.number, "name": row.name, **row.refusal.plain()}
                for row in self.refused
                if row.refusal is not None
            ],
        }


@without_collecting()
def list_preview(
    data: bytes,
    filename: str,
    *,
    programme: Programme | None,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    unit: str | None = None,
) -> ImportPreview:
    """The file read against the ledger, its columns as given, else as saved for such heads.

    ``mapping`` is letter → field, ``""`` to leave a column alone. Raises ``UnreadableWorkbook``.
    """
    return read_with_saved(data, filename, list_context(programme), mapping, sheet, unit)


def read_with_saved(  # noqa: PLR0917 the reader's own order
    data: bytes,
    filename: str,
    context: ImportContext,
    mapping: Mapping[str, str] | None,
    sheet: str | None,
    unit: str | None,
) -> ImportPreview:
    """The reader with what an office has saved for a layout, where the caller says nothing."""
    found = read_workbook(data, filename, context, mapping, sheet=sheet, unit=unit)
    if mapping is not None:
        return found
    saved = saved_mapping(found.columns)
    if not saved:
        return found
    return read_workbook(data, filename, context, saved, sheet=sheet, unit=unit)


def list_plan(preview: ImportPreview, *, programme: Programme) -> ImportSummary:
    """What importing would do, in numbers and row by row; writes nothing."""
    return _summary(preview, plan_rows(preview.rows, load_ledger(programme)))


@without_collecting()
@use_case
def list_import(
    preview: ImportPreview,
    *,
    programme: Programme,
    file_name: str,
    valid_rows_only: bool,
    not_classified: bool = False,
    entered_on: date | None = None,
    from_month: int | None = None,
    actor: Actor,
    at: datetime,
) -> ImportSummary:
    """Writes a list into the ledger, all of it or its valid rows.

    A known project takes the values that the row gives, a blank one never erases; a changed annual
    plan becomes a new version from ``from_month`` on (the month of ``at`` in the programme's year,
    else January). New entries come in on ``entered_on``: New Year for a list that was empty, else
    today. Raises ``import.has_errors`` with the number of them, ``import.no_valid_rows``,
    ``project.classified`` where tell-tale words are answered by no declaration, and
    ``import.wrong_year`` for a list of another year.
    """
    actor.require(Operation.IMPORT_WORKBOOKS)
    if preview.year and preview.year != programme.year:
        raise DomainError("import.wrong_year", year=preview.year, programme=programme.name)
    if not not_classified and is_suspect(preview):
        raise DomainError("project.classified")
    # Whoever imports into a list holds it: two imports follow one another.
    programme = Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    tell("核对台账")
    ledger = load_ledger(programme, lock=True)
    plans = plan_rows(preview.rows, ledger)
    refused = sum(plan.refusal is not None for plan in plans)
    wrong = _faulty_rows(preview) + refused
    if wrong and not valid_rows_only:
        raise DomainError("import.has_errors", errors=wrong)
    if refused == len(plans):
        raise DomainError("import.no_valid_rows")
    doing = [plan for plan in plans if plan.change in {Change.NEW, Change.CHANGED}]
    if not doing:
        return _summary(preview, plans)
    in_year = at.year == programme.year
    first_day = date(programme.year, 1, 1)
    writer = Writer(
        ledger,
        file_name=file_name,
        entered_on=entered_on or (at.date() if ledger.entries and in_year else first_day),
        from_month=from_month or (at.month if in_year else 1),
        actor=actor,
        at=at,
    )
    touched = writer.write(doing)
    summary = _summary(preview, plans)
    record(
        at=at,
        actor=actor,
        action="import.list",
        subject=programme,
        label=f"{programme.name}：{file_name}",
        new=summary.new,
        changed=summary.changed,
        unchanged=summary.unchanged,
        skipped=wrong,
    )
    ledger_changed(touched)
    return summary


def is_suspect(preview: ImportPreview) -> bool:
    """Whether a word in the file speaks of a classified project."""
    return any(issue.code == "classified_word" for issue in preview.warnings)


def _summary(preview: ImportPreview, plans: Sequence[RowPlan]) -> ImportSummary:
    return ImportSummary(
        rows=tuple(
            RowOutcome(
                number=plan.number,
                name=plan.name,
                change=plan.change,
                words=plan.words,
                project_id=plan.project_id,
                refusal=plan.refusal,
            )
            for plan in plans
        ),
        errors=_faulty_rows(preview),
    )


def _faulty_rows(preview: ImportPreview) -> int:
    return len({issue.row for issue in preview.errors})
