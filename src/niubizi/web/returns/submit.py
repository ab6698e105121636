"""Sending filled returns up together: what is ready, with what a reviewer will be told about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from niubizi.apps.reporting.selectors.returns import ReturnRow, returns_due
from niubizi.apps.reporting.services.returns import returns_submit
from niubizi.domain.permissions import Operation
from niubizi.doors.sentences import sentence
from niubizi.doors.suspicions import suspicion_sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.numbers import chosen
from niubizi.web.returns.month import MonthScope, month_of, tabs, to
from niubizi.web.toasts import notify


@page(Operation.REPORT_RETURNS, methods=("GET", "POST"))
def returns_submission(request: PageRequest) -> HttpResponse:
    """What is filled and not yet sent up, all of it chosen; sends the chosen ones."""
    month = month_of(request)
    if request.method == "GET":
        return _shown(request, month, refusals={})
    outcomes = returns_submit(
        period_code=month.period.code,
        project_ids=chosen(request),
        actor=request.actor,
        at=request.at,
    )
    refusals = {each.project_id: sentence(each.refusal) for each in outcomes if each.refusal}
    sent = len(outcomes) - len(refusals)
    if not outcomes:
        notify(request, "没有选中月报。", level=messages.WARNING)
    if sent:
        notify(request, f"已上报{sent}份月报。")
    if refusals:
        return _shown(request, month, refusals=refusals, status=422)
    return redirect(to(request, "returns_grid" if sent else "returns_submit"))


def _shown(
    request: PageRequest, month: MonthScope, *, refusals: dict[int, str], status: int = 200
) -> HttpResponse:
    rows = returns_due(
        period=month.period,
        actor=request.actor,
        closing=month.closing,
        place=month.place,
        operation=Operation.REPORT_RETURNS,
    )
    editable = [row for row in rows if row.can_edit]
    ready = [row for row in editable if row.current_fen is not None]
    shown = {
        "tabs": tabs(request, "returns_grid"),
        "month": month,
        "items": [
            {
                "row": row,
                "reasons": _reasons(row),
                "refusal": refusals.get(row.project.id, ""),
                "chosen": not refusals or row.project.id in refusals,
            }
            for row in ready
        ],
        "empty": len(editable) - len(ready),
        "refused": len(refusals),
        "chosen": len(refusals) or len(ready),
    }
    return render(request, "returns/submit.html", shown, status=status)


def _reasons(row: ReturnRow) -> list[str]:
    return [suspicion_sentence(each) for each in row.report.suspicions] if row.report else []
