"""The audit trail for the auditor: who did what to what and when, with before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from niubizi.apps.kernel.audit import first_broken
from niubizi.apps.kernel.selectors import audit_entries
from niubizi.apps.kernel.services import note_export
from niubizi.documents.workbooks import TableColumn, TableSheet, write_table
from niubizi.domain.permissions import Operation
from niubizi.doors.trail import (
    ACTIONS,
    SUBJECTS,
    Change,
    action_word,
    changes,
    origin_word,
    subject_word,
)
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import date_field
from niubizi.web.management.frame import chip, page_of, tabs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from niubizi.apps.kernel.models import AuditEntry

ROWS = 50
EXPORTED = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    TableColumn("时间", width=20),
    TableColumn("操作人", width=18),
    TableColumn("操作", width=14),
    TableColumn("对象类型", width=10),
    TableColumn("对象", width=36),
    TableColumn("内容", width=60),
    TableColumn("来源", width=18),
)


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


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the trail in words."""

    id: int
    at: datetime
    who: str
    origin: str
    action: str
    subject: str
    label: str
    changes: tuple[Change, ...]


def lines(entries: Iterable[AuditEntry]) -> list[Line]:
    return [
        Line(
            id=entry.pk,
            at=entry.at,
            who=entry.actor_name,
            origin=origin_word(entry.origin),
            action=action_word(entry.action),
            subject=subject_word(entry.subject_type),
            label=entry.subject_label,
            changes=tuple(changes(entry.action, entry.detail)),
        )
        for entry in entries
    ]


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
    entries = audit_entries().order_by("id")
    broken = first_broken(entries.iterator(chunk_size=2_000))
    shown = {
        "tabs": tabs(request, "audit_trail"),
        "count": entries.count(),
        "last": entries.last(),
        "broken": lines([broken])[0] if broken else None,
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
        columns=COLUMNS,
        rows=[_row(line) for line in found[:EXPORTED]],
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
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="trail-{request.at:%Y%m%d}.xlsx"'
    return answer


def _row(line: Line) -> list[str]:
    return [
        f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}",
        line.who,
        line.action,
        line.subject,
        line.label,
        "；".join(
            f"{each.label}：{each.before} → {each.after}"
            if each.before
            else f"{each.label}：{each.after}"
            for each in line.changes
        ),
        line.origin,
    ]


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
