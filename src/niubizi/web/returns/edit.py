"""One project's return: its form, its photos, what happened to it. Works without JavaScript.

Saving over somebody else's change answers 409 with both values, to be chosen field by field.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from niubizi.apps.projects.selectors import projects
from niubizi.apps.reporting.selectors.returns import ReturnRow, return_of, waiting
from niubizi.apps.reporting.selectors.steps import documents_of, photos_of_return, steps_of
from niubizi.apps.reporting.services.returns import return_revise, return_withdraw, returns_save
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors.suspicions import suspicion_sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.conflicts import Conflict, conflict
from niubizi.web.fields import add_refusal
from niubizi.web.links import url_if_any
from niubizi.web.returns.events import events_of
from niubizi.web.returns.forms import REFUSED_AT, ReturnForm, values_of
from niubizi.web.returns.month import MonthScope, month_of, tabs, to
from niubizi.web.returns.pictures import shown_photos
from niubizi.web.toasts import notify


@page(Operation.VIEW_RETURNS)
def return_edit(request: PageRequest, code: str) -> HttpResponse:
    """The return of the period; a form for who may report it while it may still change."""
    month = month_of(request)
    row = return_of(period=month.period, actor=request.actor, code=code, closing=month.closing)
    form = ReturnForm(initial=values_of(row)) if _may_edit(request, month, row) else None
    return _shown(request, month, row, form)


@page(Operation.REPORT_RETURNS, methods=("POST",))
def return_save(request: PageRequest, code: str) -> HttpResponse:
    """Keeps the return as a draft, or sends it up where the button says so."""
    month = month_of(request)
    row = _mine(request, month, code)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _shown(request, month, row, form, status=422)
    submit = request.POST.get("do") == "submit"
    (outcome,) = returns_save(
        period_code=month.period.code,
        rows=[form.given(row.project.id)],
        source="grid",
        submit=submit,
        actor=request.actor,
        at=request.at,
    )
    if outcome.refusal is None:
        name = row.project.name
        notify(request, f"“{name}”的月报已上报。" if submit else f"“{name}”的月报已存为草稿。")
        return redirect(to(request, "return_edit", code=code))
    if outcome.refusal.code == "stale":
        row = _mine(request, month, code)
        return _shown(request, month, row, form, clash=_conflict(row, form), status=409)
    add_refusal(form, outcome.refusal, REFUSED_AT)
    return _shown(request, month, row, form, status=422)


@page(Operation.REPORT_RETURNS, methods=("POST",))
def return_take_back(request: PageRequest, code: str) -> HttpResponse:
    """Takes a return back that nobody has decided on yet."""
    row = _mine(request, month_of(request), code)
    if row.report is None:
        raise DomainError("return.no_figure")
    return_withdraw(report_id=row.report.id, actor=request.actor, at=request.at)
    notify(request, f"“{row.project.name}”的月报已撤回，修改后请重新上报。")
    return redirect(to(request, "return_edit", code=code))


@page(Operation.REPORT_RETURNS, methods=("POST",))
def return_correct(request: PageRequest, code: str) -> HttpResponse:
    """Starts a new revision of an approved return."""
    month = month_of(request)
    row = _mine(request, month, code)
    return_revise(
        period_code=month.period.code,
        project_id=row.project.id,
        reason=request.POST.get("reason", ""),
        actor=request.actor,
        at=request.at,
    )
    notify(request, "已新建一版更正，原审定数保留；改好后请重新上报。")
    return redirect(to(request, "return_edit", code=code))


def _mine(request: PageRequest, month: MonthScope, code: str) -> ReturnRow:
    return return_of(
        period=month.period, actor=request.actor, code=code, operation=Operation.REPORT_RETURNS
    )


def _may_edit(request: PageRequest, month: MonthScope, row: ReturnRow) -> bool:
    return month.is_open and row.can_edit and _reports(request, row)


def _reports(request: PageRequest, row: ReturnRow) -> bool:
    """Whether the person reports this very project."""
    mine = projects(request.actor, Operation.REPORT_RETURNS)
    return request.actor.may(Operation.REPORT_RETURNS) and mine.filter(pk=row.project.id).exists()


def _review_url(request: PageRequest, month: MonthScope, row: ReturnRow) -> str:
    """Where the person decides on this return, if it waits for them."""
    if not month.is_open or not row.can_withdraw or not request.actor.may(Operation.REVIEW_RETURNS):
        return ""
    mine = waiting(period=month.period, actor=request.actor).filter(project=row.project.id)
    return to(request, "return_review", code=row.project.code) if mine.exists() else ""


def _conflict(row: ReturnRow, form: ReturnForm) -> Conflict | None:
    """Both values of every field that differs, to choose from."""
    report = row.report
    if report is None:
        return None
    stored = {
        "invested": report.reported_fen,
        "since_start": report.since_start_fen,
        "progress": report.progress,
        "problems": report.problems,
        "reason": report.reason,
    }
    return conflict(form, stored, version=report.version, subject=("progressreport", report.id))


def _shown(
    request: PageRequest,
    month: MonthScope,
    row: ReturnRow,
    form: ReturnForm | None,
    *,
    clash: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    report = row.report
    mine = month.is_open and _reports(request, row)
    shown = {
        "tabs": tabs(request, "returns_grid" if form else "returns"),
        "month": month,
        "row": row,
        "form": form,
        "conflict": clash,
        "may_withdraw": mine and row.can_withdraw,
        "may_correct": mine and row.state_key == "approved",
        "may_add_photos": mine and row.can_edit,
        "warnings": [suspicion_sentence(each) for each in report.suspicions] if report else [],
        "photos": shown_photos(row.project.code, photos_of_return(report.id)) if report else [],
        "documents": [
            {
                "name": name,
                "url": url_if_any(
                    "project_attachment", project_id=row.project.id, attachment_id=pk
                ),
            }
            for pk, name in documents_of(row.project.id)
        ],
        "project_url": url_if_any("project", project_id=row.project.id),
        "events": events_of(steps_of(row.project.id, period=month.period)),
        "review_url": _review_url(request, month, row),
    }
    return render(request, "returns/edit.html", shown, status=status)
