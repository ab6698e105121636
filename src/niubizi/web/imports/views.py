"""The import wizard (上传 → 核对列 → 预览 → 完成) and the history of imports."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from niubizi.apps.kernel.services import note_export
from niubizi.apps.kernel.storage import read_file
from niubizi.apps.kernel.work import job_in_flight
from niubizi.apps.projects import selectors
from niubizi.apps.projects.selectors.imports import saved_mapping
from niubizi.apps.projects.services.import_batches import (
    batch_abandon,
    corrections_of,
)
from niubizi.apps.projects.services.imports import ImportSummary, is_suspect
from niubizi.apps.reporting.selectors.periods import open_period, periods
from niubizi.apps.reporting.services.imports import (
    IMPORT_JOB,
    batch_apply,
    batch_plan,
    import_ask,
)
from niubizi.documents.workbooks import (
    FIELDS,
    ColumnView,
    ImportPreview,
    UnreadableWorkbook,
    mark_errors,
)
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors import clock
from niubizi.doors.sentences import sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.downloads import XLSX, attachment_response
from niubizi.web.fields import attempt
from niubizi.web.imports.batches import (
    batch_from,
    corrected,
    current_batch,
    is_long,
    own_batch,
    preview_of,
)
from niubizi.web.imports.forms import UNITS, ApplyForm, UploadForm
from niubizi.web.imports.table import (
    SHOW_WORDS,
    Show,
    findings_of_file,
    preview_rows,
    samples,
)
from niubizi.web.selection import link
from niubizi.web.toasts import notify
from niubizi.web.uploads import limit_mb

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import Job
    from niubizi.apps.projects.models import ImportBatch

PAGE = 50
STEPS = ("上传", "核对列", "预览", "完成")


@page(Operation.IMPORT_RETURNS, methods=("GET", "POST"))
def imports(request: PageRequest) -> HttpResponse:
    """A file and where it goes; below, what was imported before."""
    form = _upload_form(request)
    if request.method == "POST" and form.is_valid():
        made: list[ImportBatch] = []
        try:
            if attempt(form, lambda: made.append(batch_from(request, form.cleaned_data["target"]))):
                return redirect(link(request, reverse("import_columns", args=[made[0].pk])))
        except UnreadableWorkbook as refused:
            form.add_error(None, str(refused))
    shown = {
        "form": form,
        "steps": _steps(0),
        "hint": f"Excel、WPS 表格（.xlsx、.xls、.ods）或 .csv，不超过{limit_mb()}MB",
        "batches": list(selectors.import_batches(request.actor)[:100]),
        "may_list": request.actor.may(Operation.IMPORT_WORKBOOKS),
        "me": request.actor.person_id,
    }
    return render(request, "imports/index.html", shown, status=422 if form.errors else 200)


@page(Operation.IMPORT_RETURNS, methods=("GET", "POST"))
def columns(request: PageRequest, batch_id: int) -> HttpResponse:
    """What each column means, as found; the user corrects, the office saves it for next time."""
    batch = current_batch(request, batch_id)
    if under_way := job_in_flight(IMPORT_JOB, batch_id):
        return _to_job(request, under_way)
    if request.method == "POST":
        corrected(request, batch)
        step = "import_columns" if request.POST.get("again") else "import_preview"
        return redirect(link(request, reverse(step, args=[batch_id])))
    preview = preview_of(request, batch)
    examples = samples(read_file(batch.file), batch.file_name, preview)
    given, unit = corrections_of(batch)
    used = Counter(view.field for view in preview.columns if view.field)
    shown = {
        "batch": batch,
        "preview": preview,
        "steps": _steps(1, batch_id),
        "columns": [
            {"view": view, "sample": examples[view.column], "fields": _field_choices(view)}
            for view in preview.columns
            if not view.is_sequence
        ],
        "twice": [FIELDS[name].title for name, count in used.items() if count > 1],
        "units": UNITS,
        "unit": unit or "",
        "is_saved": given is None and saved_mapping(preview.columns) is not None,
        "may_save": request.actor.may(Operation.IMPORT_WORKBOOKS),
    }
    return render(request, "imports/columns.html", shown)


@page(Operation.IMPORT_RETURNS, methods=("GET", "POST"))
def preview(request: PageRequest, batch_id: int) -> HttpResponse:
    """Every row with what is wrong at its cells and what would become of it; then it is done."""
    batch = current_batch(request, batch_id)
    if under_way := job_in_flight(IMPORT_JOB, batch_id):
        return _to_job(request, under_way)
    found = preview_of(request, batch)
    summary = batch_plan(batch, found, request.actor)
    form = _apply_form(request, batch, found, summary)
    if request.method == "POST" and form.is_valid():
        if is_long(summary, form):
            return _to_job(request, _asked(request, batch, form))
        if _applied(request, batch, form):
            return redirect(link(request, reverse("import_done", args=[batch_id])))
    rows = preview_rows(read_file(batch.file), batch.file_name, found, summary)
    show = next((each for each in Show if each.value == request.GET.get("show")), Show.ALL)
    counts = {each: sum(row.belongs_to(each) for row in rows) for each in Show}
    pages = Paginator([row for row in rows if row.belongs_to(show)], PAGE)
    path = reverse("import_preview", args=[batch_id])
    shown = {
        "batch": batch,
        "preview": found,
        "summary": summary,
        "steps": _steps(2, batch_id),
        "form": form,
        "figures": _figures(batch, counts),
        "tabs": [
            {
                "label": word,
                "count": counts[each],
                "active": each is show,
                "url": link(request, path, show=each.value),
            }
            for each, word in SHOW_WORDS.items()
            if counts[each] or each is Show.ALL
        ],
        "heads": [(view, FIELDS[view.field].title if view.field else "") for view in found.columns],
        "page": pages.get_page(request.GET.get("page")),
        "of_file": findings_of_file(found),
        "wrong": counts[Show.ERRORS],
        "doing": counts[Show.NEW] + counts[Show.CHANGED],
        "can_apply": len(summary.refused) < len(summary.rows),
        "has_findings": bool(found.errors or found.warnings),
    }
    return render(request, "imports/preview.html", shown, status=422 if form.errors else 200)


@page(Operation.IMPORT_RETURNS)
def marked(request: PageRequest, batch_id: int) -> HttpResponse:
    """The workbook with every finding marked at its cell, to be corrected and sent again."""
    batch = own_batch(request, batch_id)
    found = preview_of(request, batch)
    data = mark_errors(read_file(batch.file), batch.file_name, found)
    note_export(
        what=f"标出问题的工作簿：{batch.file_name}",
        rows=found.project_rows,
        filters="",
        actor=request.actor,
        at=request.at,
    )
    name = f"{batch.file_name.rpartition('.')[0] or batch.file_name}（标出问题）.xlsx"
    return attachment_response(data, name, XLSX)


@page(Operation.IMPORT_RETURNS)
def done(request: PageRequest, batch_id: int) -> HttpResponse:
    """What was imported, in numbers, and where to look at it."""
    batch = own_batch(request, batch_id)
    if batch.state != "applied":
        return redirect(link(request, reverse("import_preview", args=[batch_id])))
    target = (
        link(request, reverse("projects"), programme=batch.programme.code)
        if batch.programme
        else link(request, reverse("returns"), period=batch.period_code)
    )
    shown = {
        "batch": batch,
        "result": batch.result,
        "refused": [
            {
                "row": row["row"],
                "name": row["name"],
                "why": sentence(DomainError(row["code"], **row["facts"])),
            }
            for row in batch.result.get("refused", ())
        ],
        "steps": _steps(3),
        "target_url": target,
        "is_nothing": not batch.result.get("new") and not batch.result.get("changed"),
    }
    return render(request, "imports/done.html", shown)


@page(Operation.IMPORT_RETURNS, methods=("POST",))
def abandon(request: PageRequest, batch_id: int) -> HttpResponse:
    batch_abandon(batch_id=batch_id, actor=request.actor, at=request.at)
    notify(request, "已放弃这次导入，没有写入任何数据。")
    return redirect(link(request, reverse("imports")))


def _upload_form(request: PageRequest) -> UploadForm:
    """The lists that the office may fill, and the months that are open."""
    lists = []
    if request.actor.may(Operation.IMPORT_WORKBOOKS):
        lists = [
            (f"list:{each.code}", f"{each.name}（{each.year}年）")
            for each in selectors.programmes()
        ]
    months = [(f"month:{p.code}", f"{p.key.name}月报") for p in periods() if p.is_open]
    wanted = request.GET.get("programme")
    initial = f"list:{wanted}" if wanted and lists else (lists or months or [("", "")])[0][0]
    return UploadForm(
        request.given,
        lists=lists,
        months=months,
        initial={"target": initial},
    )


def _apply_form(
    request: PageRequest, batch: ImportBatch, found: ImportPreview, summary: ImportSummary
) -> ApplyForm:
    opened = open_period()
    wrong = bool(found.errors or summary.refused)
    return ApplyForm(
        request.given,
        kind=batch.kind,
        asks_secrecy=batch.kind == "list" and is_suspect(found),
        initial={
            "how": "valid" if wrong else "all",
            "from_month": str(opened.month if opened else request.at.month),
            "submit": True,
        },
    )


def _applied(request: PageRequest, batch: ImportBatch, form: ApplyForm) -> bool:
    return attempt(
        form,
        lambda: batch_apply(
            batch_id=batch.pk, **form.arguments(), actor=request.actor, at=request.at
        ),
        {"project.classified": "not_classified"},
    )


def _asked(request: PageRequest, batch: ImportBatch, form: ApplyForm) -> Job:
    return import_ask(
        batch_id=batch.pk, arguments=form.arguments(), actor=request.actor, real=clock.real()
    )


def _to_job(request: PageRequest, under_way: Job) -> HttpResponse:
    return redirect(link(request, reverse("job", args=[under_way.pk])))


def _figures(batch: ImportBatch, counts: dict[Show, int]) -> list[dict[str, Any]]:
    """What will happen, in numbers, before it does."""
    unit = "个" if batch.kind == "list" else "份"
    return [
        {"label": "将新增", "value": str(counts[Show.NEW]), "unit": unit},
        {"label": "将变更", "value": str(counts[Show.CHANGED]), "unit": unit},
        {"label": "没有变化", "value": str(counts[Show.UNCHANGED]), "unit": unit},
        {"label": "有错误，不能导入", "value": str(counts[Show.ERRORS]), "unit": "行"},
        {"label": "有提醒", "value": str(counts[Show.WARNINGS]), "unit": "行"},
    ]


def _field_choices(view: ColumnView) -> list[tuple[str, str, bool]]:
    """(field, title, chosen); those that the reader asks to choose from come first."""
    asked = [FIELDS[name] for name in view.choices]
    rest = [field for name, field in FIELDS.items() if name not in view.choices]
    choices = [("", "不导入，作为其他列保留", view.field is None)]
    choices += [(field.name, field.title, field.name == view.field) for field in (*asked, *rest)]
    return choices


def _steps(at: int, batch_id: int | None = None) -> list[dict[str, str]]:
    urls = [reverse("imports"), "", ""]
    if batch_id is not None:
        urls[1] = reverse("import_columns", args=[batch_id])
        urls[2] = reverse("import_preview", args=[batch_id])
    return [
        {
            "label": label,
            "state": "done" if index < at else "current" if index == at else "todo",
            "url": urls[index] if index < at and batch_id is not None else "",
        }
        for index, label in enumerate(STEPS)
    ]
