"""Reporting by workbook: download it filled with what is known, fill it in, upload it, look, apply."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac

from niubizi.apps.kernel.services import note_export
from niubizi.apps.orgs.selectors import organizations
from niubizi.apps.reporting.selectors.returns import ReturnRow, returns_due
from niubizi.apps.reporting.services.returns import returns_save
from niubizi.documents.workbooks import (
    ReturnForm,
    ReturnLine,
    UnreadableWorkbook,
    read_return_workbook,
    write_return_workbook,
)
from niubizi.domain.amounts import wan_of_fen
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors.sentences import sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.downloads import XLSX, attachment_response
from niubizi.web.returns.filled import inputs_of, preview, token_of
from niubizi.web.returns.month import MonthScope, month_of, tabs, to
from niubizi.web.toasts import notify
from niubizi.web.uploads import uploaded

TOLD = 20
"""Rows that were refused when applying, told one by one."""


@page(Operation.REPORT_RETURNS, methods=("GET", "POST"))
def returns_workbook(request: PageRequest) -> HttpResponse:
    """The three steps; a POST brings the filled workbook and shows what it would change."""
    month = month_of(request)
    if request.method == "GET":
        return _start(request, month)
    try:
        if not month.is_open:
            raise DomainError("period.not_open", period=month.name, state=month.state_word)
        name, data = uploaded(request, "file")
        upload = read_return_workbook(data, name, _key())
        if upload.period != month.period.key:
            raise DomainError("workbook.other_period", given=upload.period.name, wanted=month.name)
    except UnreadableWorkbook as unreadable:
        return _start(request, month, unreadable.message)
    except DomainError as refusal:
        return _start(request, month, sentence(refusal))
    found = preview(upload, {row.project.id: row for row in _mine(request, month)})
    shown = {
        "tabs": tabs(request, "returns_workbook"),
        "steps": _steps(request, 1),
        "month": month,
        "file_name": name,
        "found": found,
        "token": token_of(found.changed, user_id=request.actor.person_id, period=month.period.code),
    }
    return render(request, "returns/workbook_preview.html", shown)


@page(Operation.REPORT_RETURNS)
def returns_workbook_file(request: PageRequest) -> HttpResponse:
    """The workbook of everything the person may still fill in."""
    month = month_of(request)
    rows = [row for row in _mine(request, month) if row.can_edit]
    code, name = _unit(request)
    form = ReturnForm(
        period=month.period.key,
        org_code=code,
        org_name=name,
        issued_at=request.at,
        lines=tuple(_line(row) for row in rows),
        footer=_footer(request),
    )
    note_export(
        what=f"{month.name}月报工作簿",
        rows=len(rows),
        filters=name,
        actor=request.actor,
        at=request.at,
    )
    data = write_return_workbook(form, _key())
    return attachment_response(data, f"{name}{month.name}月报.xlsx", XLSX)


@page(Operation.REPORT_RETURNS, methods=("POST",))
def returns_workbook_apply(request: PageRequest) -> HttpResponse:
    """Saves the rows of a preview as drafts, or sends them up too."""
    month = month_of(request)
    inputs = inputs_of(
        request.POST.get("rows", ""), user_id=request.actor.person_id, period=month.period.code
    )
    if inputs is None:
        return _start(request, month, sentence(DomainError("workbook.preview_expired")))
    submit = request.POST.get("do") == "submit"
    outcomes = returns_save(
        period_code=month.period.code,
        rows=inputs,
        source="workbook",
        submit=submit,
        actor=request.actor,
        at=request.at,
    )
    refused = [(each.project_id, each.refusal) for each in outcomes if each.refusal]
    saved = len(outcomes) - len(refused)
    if saved:
        notify(request, f"已从工作簿保存{saved}行{'并上报' if submit else '草稿'}。")
    if not refused:
        return redirect(to(request, "returns_grid"))
    names = {row.project.id: row.project.name for row in _mine(request, month)}
    words = [f"{names.get(pk, '')}：{sentence(refusal)}" for pk, refusal in refused[:TOLD]]
    notify(request, f"{len(refused)}行没有保存，原因如下。", level=messages.WARNING)
    return _start(request, month, *words)


def _start(request: PageRequest, month: MonthScope, *errors: str) -> HttpResponse:
    rows = _mine(request, month)
    shown = {
        "tabs": tabs(request, "returns_workbook"),
        "steps": _steps(request, 0),
        "month": month,
        "left": sum(row.can_edit for row in rows),
        "owed": len(rows),
        "errors": errors,
    }
    return render(request, "returns/workbook.html", shown, status=422 if errors else 200)


def _steps(request: PageRequest, at: int) -> list[dict[str, str]]:
    labels = ("下载、填写、上传", "核对变动", "保存或上报")
    states = ["done" if index < at else "current" if index == at else "todo" for index in range(3)]
    url = to(request, "returns_workbook")
    return [
        {"label": label, "state": state, "url": url}
        for label, state in zip(labels, states, strict=True)
    ]


def _mine(request: PageRequest, month: MonthScope) -> list[ReturnRow]:
    return returns_due(
        period=month.period,
        actor=request.actor,
        closing=month.closing,
        operation=Operation.REPORT_RETURNS,
    )


def _key() -> bytes:
    """The key that signs workbooks: of the installation's secret, and of nothing else."""
    return salted_hmac("niubizi.return-workbook", "", algorithm="sha256").digest()


def _unit(request: PageRequest) -> tuple[str, str]:
    """Code and name of the place the person reports for."""
    grant = request.actor.grants_for(Operation.REPORT_RETURNS)[0]
    place = organizations().get(pk=grant.organization_id)
    return place.code, place.name


def _footer(request: PageRequest) -> str:
    actor, settings = request.actor, request.preferences
    mark = ["内部资料"] if settings.internal_mark else []
    who = [actor.name, actor.unit, f"{request.at:%Y-%m-%d %H:%M}"] if settings.watermark else []
    return " ".join(part for part in (*mark, *who) if part)


def _line(row: ReturnRow) -> ReturnLine:
    project, report = row.project, row.report
    filled: dict[str, Any] = {}
    if report is not None:
        filled = {
            "invested_ytd": _wan(report.reported_fen),
            "invested_total": _wan(report.since_start_fen),
            "progress": report.progress,
            "problems": report.problems,
            "reason": report.reason,
        }
    return ReturnLine(
        project_id=project.id,
        version=report.version if report else 0,
        name=project.name,
        code=project.code,
        total_investment=_wan(project.total_fen),
        annual_plan=_wan(project.plan_fen),
        last_ytd=_wan(row.previous_fen),
        **filled,
    )


def _wan(fen: int | None) -> Decimal | None:
    return None if fen is None else wan_of_fen(fen)
