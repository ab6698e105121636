"""关账: the wizard from what is missing to the confirmed closing, and the deeds on its way.

The period comes from ``?period=``, as on every page of the month. What the page shows follows from
the period's state; who may do what from the permission table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from niubizi.apps.kernel.work import job_in_flight
from niubizi.apps.reporting.selectors.calendar import months_reported
from niubizi.apps.reporting.selectors.figures import FigureSheet, PlaceFigures, figure_sheet
from niubizi.apps.reporting.selectors.gaps import Gaps, gaps, preparation_of
from niubizi.apps.reporting.selectors.owing import owing
from niubizi.apps.reporting.selectors.periods import closings_of, latest_closing, periods
from niubizi.apps.reporting.selectors.returns import state_counts
from niubizi.apps.reporting.services.closing import (
    CLOSING_JOB,
    PREPARING_JOB,
    REOPENING_JOB,
    closing_ask,
    closing_confirm,
    closing_prepare,
    closing_withdraw,
    is_large,
    period_reopen,
)
from niubizi.apps.reporting.services.periods import is_being_opened
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors import clock
from niubizi.doors.sentences import sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.links import url_if_any
from niubizi.web.returns.month import MonthScope, month_of, tabs, to
from niubizi.web.toasts import notify
from niubizi.web.work.views import to_job

STEPS = ("核对缺报", "准备关账", "另一人确认")
AT_STEP = {"open": 0, "prepared": 2, "closed": 3}
JOB_AT = {"open": PREPARING_JOB, "prepared": CLOSING_JOB, "closed": REOPENING_JOB}
"""What may be under way in the background for a month that stands so."""


@page(Operation.VIEW_CLOSINGS)
def closing(request: PageRequest) -> HttpResponse:
    return _shown(request, month_of(request))


@page(Operation.PREPARE_CLOSINGS, methods=("POST",))
def closing_preparing(request: PageRequest) -> HttpResponse:
    month = month_of(request)
    try:
        if is_large(month.period):
            return _left_to_a_worker(request, month, PREPARING_JOB)
        closing_prepare(period_code=month.period.code, actor=request.actor, at=request.at)
    except DomainError as refusal:
        return _shown(request, month, sentence(refusal))
    notify(request, f"{month.name}已准备关账，填报和审核已停止，请另一人确认。")
    return redirect(to(request, "closing"))


@page(Operation.CONFIRM_CLOSINGS, methods=("POST",))
def closing_confirming(request: PageRequest) -> HttpResponse:
    month = month_of(request)
    try:
        if is_large(month.period):
            return _left_to_a_worker(request, month, CLOSING_JOB)
        act = closing_confirm(period_code=month.period.code, actor=request.actor, at=request.at)
    except DomainError as refusal:
        return _shown(request, month, sentence(refusal))
    notify(request, f"{month.name}已关账（第{act.number}次），排名和通报以此为准。")
    return redirect(to(request, "closing"))


@page(Operation.WITHDRAW_CLOSINGS, methods=("POST",))
def closing_withdrawing(request: PageRequest) -> HttpResponse:
    month = month_of(request)
    try:
        closing_withdraw(
            period_code=month.period.code,
            reason=request.POST.get("reason", "").strip(),
            actor=request.actor,
            at=request.at,
        )
    except DomainError as refusal:
        return _shown(request, month, sentence(refusal))
    notify(request, f"{month.name}已退回填报，可以继续报送和审核。")
    return redirect(to(request, "closing"))


@page(Operation.REOPEN_PERIODS, methods=("POST",))
def period_reopening(request: PageRequest) -> HttpResponse:
    month = month_of(request)
    reason = request.POST.get("reason", "")
    try:
        if is_large(month.period):
            return _left_to_a_worker(request, month, REOPENING_JOB, reason=reason)
        period_reopen(
            period_code=month.period.code,
            reason=reason,
            actor=request.actor,
            at=request.at,
        )
    except DomainError as refusal:
        return _shown(request, month, sentence(refusal))
    notify(request, f"{month.name}已重新开账，原关账数据仍可查看。")
    return redirect(to(request, "closing"))


def _left_to_a_worker(
    request: PageRequest, month: MonthScope, kind: str, **arguments: str
) -> HttpResponse:
    """To the page of the job, which goes on to the month when it is done."""
    job = closing_ask(
        kind=kind,
        period_code=month.period.code,
        actor=request.actor,
        real=clock.real(),
        **arguments,
    )
    return to_job(request, job)


def _shown(request: PageRequest, month: MonthScope, refusal: str = "") -> HttpResponse:
    # The state may have changed since the page was opened: it is asked for again.
    month.period.refresh_from_db(fields=["state", "version"])
    preparation = preparation_of(month.period)
    found = gaps(period=month.period, actor=request.actor, closing=month.closing, place=month.place)
    counts = state_counts(
        owing(
            period=month.period,
            actor=request.actor,
            closing=month.closing,
            place=month.place,
            operation=Operation.VIEW_CLOSINGS,
        ),
        period=month.period,
    )
    sheet = figure_sheet(period=month.period, actor=request.actor, closing=month.closing)
    may = request.actor.may
    shown = {
        "tabs": tabs(request, "closing"),
        "steps": _steps(month),
        "month": month,
        "state": month.period.state,
        "past": month.closing is not None and month.closing != latest_closing(month.period),
        "refusal": refusal,
        "gaps": found,
        "owed": sum(counts.values()),
        "approved": counts["approved"],
        "under_way": counts["at_block"] + counts["at_city"],
        "sheet": [_programme(each) for each in _programmes(sheet)],
        "ranks_shown": sheet.ranks_shown,
        "preparation": preparation,
        "job": job_in_flight(JOB_AT[month.period.state], month.period.pk),
        "own_preparation": preparation and preparation.user_id == request.actor.user_id,
        "may_prepare": may(Operation.PREPARE_CLOSINGS),
        "may_confirm": may(Operation.CONFIRM_CLOSINGS),
        "may_withdraw": may(Operation.WITHDRAW_CLOSINGS),
        "may_reopen": may(Operation.REOPEN_PERIODS) and _latest_closed(month),
        "next_month": _next_month(request, month),
        "warning": _warning(found, counts),
    }
    return render(request, "closings/wizard.html", shown, status=422 if refusal else 200)


def _steps(month: MonthScope) -> list[dict[str, str]]:
    at = AT_STEP[month.period.state]
    return [
        {
            "label": label,
            "state": "done" if index < at else "current" if index == at else "todo",
            "url": "",
        }
        for index, label in enumerate(STEPS)
    ]


def _programmes(sheet: FigureSheet) -> Iterable[tuple[str, PlaceFigures | None, Any]]:
    for each in sheet.programmes:
        if each.city is not None or each.blocks:
            yield each.programme.name, each.city, each.blocks


def _programme(found: tuple[str, PlaceFigures | None, Any]) -> dict[str, Any]:
    name, city, blocks = found
    return {
        "name": name,
        "city": _line(city) if city else None,
        "blocks": [_line(block) for block in blocks],
    }


def _line(place: PlaceFigures) -> dict[str, Any]:
    """A place's published figures as a row of a table."""
    key = place.key("completion") if place.source else ""
    return {
        "name": place.name,
        "rank": place.rank,
        "totals": place.reading.totals,
        "reading": place.reading,
        "url": url_if_any("figure", key=key) if key else "",
    }


def _latest_closed(month: MonthScope) -> bool:
    """Only the latest closed period can be opened again, until its briefing is out."""
    latest = periods().filter(state="closed").order_by("-code").first()
    return (
        latest is not None
        and latest.pk == month.period.pk
        and not closings_of(month.period).filter(published_at__isnull=False).exists()
    )


def _next_month(request: PageRequest, month: MonthScope) -> Any:
    """The month to open after this one is closed, for those who open months."""
    following = months_reported().following(month.period.key)
    if month.period.state != "closed" or not request.actor.may(Operation.OPEN_PERIODS):
        return None
    if periods().filter(code__gte=following.code).exists() or is_being_opened(following):
        return None
    return following


def _warning(found: Gaps, counts: dict[str, int]) -> str:
    """What a closing now would mean for those who aren't approved, in one sentence."""
    parts = []
    if counts["at_block"] + counts["at_city"]:
        parts.append(f"{counts['at_block'] + counts['at_city']}份月报还在审核，关账后不再计入本期")
    if found.carried:
        parts.append(f"{len(found.carried)}个项目将结转上期数")
    if found.unreported:
        parts.append(f"{len(found.unreported)}个项目按未报计0")
    return "；".join(parts)
