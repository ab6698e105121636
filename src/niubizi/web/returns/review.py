"""The review queue: what waits at my level, the suspicious first and why; decided one by one or in bulk.

Block officers and the city office use the same page. Each row opens in place (htmx) or on a page of
its own; a decision answers with what became of the row.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from niubizi.apps.reporting.selectors.returns import (
    ReturnRow,
    return_of,
    rows_by_id,
    waiting,
)
from niubizi.apps.reporting.selectors.steps import photos_of_return, steps_of
from niubizi.apps.reporting.services.reviews import (
    return_approve,
    return_correct,
    return_send_back,
    returns_approve,
)
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors.sentences import sentence
from niubizi.doors.suspicions import suspicion_sentence, suspicion_word
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import add_refusal
from niubizi.web.numbers import chosen
from niubizi.web.returns.events import events_of
from niubizi.web.returns.forms import REFUSED_AT, CorrectionForm, wan_or_nothing
from niubizi.web.returns.month import MonthScope, month_of, tabs, to
from niubizi.web.returns.pictures import shown_photos
from niubizi.web.toasts import notify

PER_PAGE = 50
TOLD = 5
"""Refusals of a bulk approval that are told one by one."""


@page(Operation.REVIEW_RETURNS)
def review_queue(request: PageRequest) -> HttpResponse:
    month = month_of(request)
    everything = waiting(period=month.period, actor=request.actor, place=month.place)
    odd = everything.filter(suspicion_weight__gt=0)
    odd_only = "odd" in request.GET
    found = odd if odd_only else everything
    paged = Paginator(found.values_list("project_id", flat=True), PER_PAGE).get_page(
        request.GET.get("page")
    )
    items = [_item(row) for row in rows_by_id(paged.object_list, period=month.period)]
    shown = {
        "tabs": tabs(request, "review_queue"),
        "month": month,
        "page": paged,
        "items": items,
        "count": everything.count(),
        "odd": odd.count(),
        "odd_only": odd_only,
        "preselected": sum(not item["row"].report.weight for item in items),
        "all_url": to(request, "review_queue"),
    }
    return render(request, "returns/queue.html", shown)


@page(Operation.REVIEW_RETURNS, methods=("GET", "POST"))
def return_review(request: PageRequest, code: str) -> HttpResponse:
    """One return of the queue: looked at, or decided with ``do`` = approve, return or correct."""
    month = month_of(request)
    row = _waiting_row(request, month, code)
    if request.method == "GET":
        opened = request.GET.get("open") != "0"
        return _shown(request, month, row, opened=opened)
    return _decided(request, month, row)


@page(Operation.REVIEW_RETURNS, methods=("POST",))
def returns_approving(request: PageRequest) -> HttpResponse:
    """Approves what was checked; each stands or falls by itself."""
    month = month_of(request)
    outcomes = returns_approve(
        period_code=month.period.code,
        project_ids=chosen(request),
        actor=request.actor,
        at=request.at,
    )
    refused = [each for each in outcomes if each.refusal]
    passed = len(outcomes) - len(refused)
    if passed:
        notify(request, f"已通过{passed}份月报。")
    if refused:
        reasons = dict.fromkeys(sentence(each.refusal) for each in refused if each.refusal)
        words = "".join(list(reasons)[:TOLD])
        notify(request, f"{len(refused)}份没有通过：{words}", level=messages.WARNING)
    if not outcomes:
        notify(request, "没有选中月报。", level=messages.WARNING)
    return redirect(to(request, "review_queue"))


def _waiting_row(request: PageRequest, month: MonthScope, code: str) -> ReturnRow:
    row = return_of(
        period=month.period, actor=request.actor, code=code, operation=Operation.REVIEW_RETURNS
    )
    if row.report is None:
        raise DomainError("return.no_figure")
    return row


def _decided(request: PageRequest, month: MonthScope, row: ReturnRow) -> HttpResponse:
    """Does the deed; a refusal shows the row again with what is wrong, and what was typed."""
    assert row.report is not None  # noqa: S101 _waiting_row has seen to it
    do, comment = request.POST.get("do"), request.POST.get("comment", "")
    who: dict[str, Any] = {"report_id": row.report.id, "actor": request.actor, "at": request.at}
    correction = CorrectionForm(request.POST, auto_id=_ids(row)) if do == "correct" else None
    if correction is not None and not correction.is_valid():
        return _shown(request, month, row, correction=correction, status=422)
    try:
        if correction is not None:
            fen = correction.cleaned_data["invested"]
            return_correct(invested_fen=fen, comment=comment, **who)
            words = "更正，请继续审核"
        elif do == "return":
            return_send_back(comment=comment, **who)
            words = "退回"
        else:
            return_approve(**who)
            words = "通过"
    except DomainError as refusal:
        if correction is not None:
            add_refusal(correction, refusal, REFUSED_AT)
        return _shown(
            request,
            month,
            row,
            correction=correction,
            refusal="" if correction is not None else sentence(refusal),
            comment=comment,
            status=422,
        )
    notify(request, f"“{row.project.name}”已{words}。")
    if not request.htmx:
        stays = correction is not None
        return redirect(
            to(request, "return_review", code=row.project.code)
            if stays
            else to(request, "review_queue")
        )
    if correction is not None:
        return _shown(request, month, _waiting_row(request, month, row.project.code))
    left = waiting(period=month.period, actor=request.actor, place=month.place).count()
    shown = {"row": row, "words": words, "count": left, "done": True}
    return render(request, "returns/_item_done.html", shown)


def _shown(
    request: PageRequest,
    month: MonthScope,
    row: ReturnRow,
    *,
    opened: bool = True,
    correction: CorrectionForm | None = None,
    refusal: str = "",
    comment: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = {"month": month, "item": _item(row)}
    if opened or not request.htmx:
        assert row.report is not None  # noqa: S101 _waiting_row has seen to it
        initial = {"invested": wan_or_nothing(row.report.current_fen)}
        shown |= {
            "opened": True,
            "photos": shown_photos(row.project.code, photos_of_return(row.report.id)),
            "events": events_of(steps_of(row.project.id, period=month.period)),
            "correction": correction or CorrectionForm(initial=initial, auto_id=_ids(row)),
            "correcting": correction is not None,
            "refusal": refusal,
            "comment": comment,
            "mine": _waits_for(request, month, row),
        }
    template = "returns/_item.html" if request.htmx else "returns/review.html"
    if not request.htmx:
        shown["tabs"] = tabs(request, "review_queue")
    return render(request, template, shown, status=status)


def _ids(row: ReturnRow) -> str:
    """Several rows may be open at once: their fields need names of their own."""
    return f"{row.project.code}-%s"


def _waits_for(request: PageRequest, month: MonthScope, row: ReturnRow) -> bool:
    found = waiting(period=month.period, actor=request.actor).filter(project=row.project.id)
    return month.is_open and found.exists()


def _item(row: ReturnRow) -> dict[str, Any]:
    """A row of the queue with its suspicions in words and what approving it means."""
    report = row.report
    assert report is not None  # noqa: S101 only returns that exist wait
    return {
        "row": row,
        "reasons": [suspicion_sentence(each) for each in report.suspicions],
        "words": list(dict.fromkeys(suspicion_word(each) for each in report.suspicions)),
        "approve_word": "通过，报市级审定" if row.state_key == "at_block" else "审定通过",
    }
