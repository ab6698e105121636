"""The audit trail for the auditor: who did what to what and when, with before and after."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from niubizi.apps.kernel.selectors import audit_entries
from niubizi.apps.kernel.services import note_export
from niubizi.apps.kernel.verification import verify_trail
from niubizi.apps.reporting.selectors.periods import trail_anchors
from niubizi.documents.workbooks import TableSheet, write_table
from niubizi.domain.permissions import Operation
from niubizi.doors.trail import ACTIONS, SUBJECTS
from niubizi.doors.trail_lines import TRAIL_COLUMNS, lines, report_texts
from niubizi.web.access import PageRequest, page
from niubizi.web.downloads import XLSX, attachment_response
from niubizi.web.fields import date_field
from niubizi.web.management.frame import chip, page_of, tabs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from niubizi.apps.kernel.models import AuditEntry

ROWS = 50
EXPORTED = 20_000


class TrailForm(forms.Form):
    """The filters, which live in the URL; what makes no sense is left out."""

    q = forms.CharField(label="操作人或对象", max_length=64, required=False)
    action = forms.ChoiceField(
        label="操作", choices=[("", "全部操作"), *ACTIONS.items()], required=False
    )
    subject = forms.ChoiceField(
        label="对象类型", choices=[("", "全部对象"), *SUBJECTS.items()], required=False
    )
    since = date_field("从", required=False)
    until = date_field("到", required=False)


@page(Operation.VIEW_AUDIT_TRAIL)
def trail(request: PageRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    page = page_of(request, asked_for(form), ROWS)
    shown = {
        "tabs": tabs(request, "audit_trail"),
        "form": form,
        "page": page,
        "lines": lines(page.object_list),
        "chips": _chips(request, form),
    }
    return render(request, "management/trail.html", shown)


@page(Operation.VIEW_AUDIT_TRAIL)
def check(request: PageRequest) -> HttpResponse:
    """Whether every line still follows from the one before it."""
    report = verify_trail(trail_anchors())
    shown = {
        "tabs": tabs(request, "audit_trail"),
        "report": report,
        "faults": list(report_texts(report)),
    }
    return render(request, "management/trail_check.html", shown)


@page(Operation.VIEW_AUDIT_TRAIL)
def export(request: PageRequest) -> HttpResponse:
    """The lines that the filters leave as a workbook; itself a line of the trail."""
    form = TrailForm(request.GET)
    found = lines(asked_for(form)[: EXPORTED + 1])
    filters = "；".join(f"{each['label']}：{each['value']}" for each in _chips(request, form))
    sheet = TableSheet(
        name="操作日志",
        title="操作日志",
        columns=TRAIL_COLUMNS,
        rows=[line.cells for line in found[:EXPORTED]],
        subtitle=filters or "全部记录",
        notes=(f"只导出最近{EXPORTED}条，请缩小范围分次导出。",) if len(found) > EXPORTED else (),
        footer=f"{request.actor.name} {request.actor.unit} {request.at:%Y-%m-%d %H:%M}",
    )
    data = write_table(sheet, request.at)
    note_export(
        what="操作日志",
        rows=len(sheet.rows),
        filters=filters,
        actor=request.actor,
        at=request.at,
    )
    return attachment_response(data, f"trail-{request.at:%Y%m%d}.xlsx", XLSX)


def asked_for(form: TrailForm) -> QuerySet[AuditEntry]:
    """The lines that the filters leave, latest first."""
    form.is_valid()
    given = form.cleaned_data
    found = audit_entries(
        search=given.get("q", "").strip(),
        action=given.get("action", ""),
        subject_type=given.get("subject", ""),
    )
    if given.get("since"):
        found = found.filter(at__gte=_moment(given["since"], time.min))
    if given.get("until"):
        found = found.filter(at__lte=_moment(given["until"], time.max))
    return found


def _moment(day: datetime, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def _chips(request: PageRequest, form: TrailForm) -> list[dict[str, str]]:
    words = {"action": ACTIONS, "subject": SUBJECTS}
    return [
        chip(
            request, name, str(form.fields[name].label), words.get(name, {}).get(value, str(value))
        )
        for name, value in form.cleaned_data.items()
        if value
    ]
