"""月报: what I owe and until when, what waits for me, and every return in reach by its state."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from niubizi.apps.reporting.selectors.calendar import months_reported
from niubizi.apps.reporting.selectors.gaps import preparation_of
from niubizi.apps.reporting.selectors.owing import owing
from niubizi.apps.reporting.selectors.periods import periods
from niubizi.apps.reporting.selectors.returns import (
    STATE_WORDS,
    in_state,
    rows_by_id,
    state_counts,
    waiting,
)
from niubizi.apps.reporting.services.periods import (
    is_being_opened,
    is_large_opening,
    opening_ask,
    period_open,
)
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.doors import clock
from niubizi.web.access import PageRequest, page
from niubizi.web.returns.month import MonthScope, month_of, tabs, to
from niubizi.web.selection import link, selection
from niubizi.web.toasts import notify
from niubizi.web.work.views import to_job

PER_PAGE = 50
HANDED_IN = ("at_city", "approved")
UNFINISHED = ("none", "draft", "returned")


@page(Operation.VIEW_RETURNS)
def returns(request: PageRequest) -> HttpResponse:
    shown: dict[str, Any] = {"tabs": tabs(request, "returns"), "opening": _opening(request)}
    if selection(request).period is None:
        return render(request, "returns/landing.html", shown)
    month = month_of(request)
    owed = owing(period=month.period, actor=request.actor, closing=month.closing, place=month.place)
    counts = state_counts(owed, period=month.period)
    key = request.GET.get("state", "")
    found = in_state(owed, key, period=month.period) if key in STATE_WORDS else owed
    paged = Paginator(found.values_list("pk", flat=True), PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown |= {
        "month": month,
        "page": paged,
        "rows": rows_by_id(paged.object_list, period=month.period, closing=month.closing),
        "owed": sum(counts.values()),
        "handed_in": sum(counts[each] for each in HANDED_IN),
        "approved": counts["approved"],
        "unfinished": sum(counts[each] for each in UNFINISHED),
        "states": _states(request, counts, key),
        "state": key,
        "duties": _duties(request, month),
    }
    return render(request, "returns/landing.html", shown)


@page(Operation.OPEN_PERIODS, methods=("POST",))
def period_opening(request: PageRequest) -> HttpResponse:
    """Opens a month for returns."""
    month = Month.parse(request.POST.get("month", ""))
    if is_large_opening(month):
        return to_job(request, opening_ask(month=month, actor=request.actor, real=clock.real()))
    period_open(month=month, actor=request.actor, at=request.at)
    notify(request, f"{month.name}已开放填报，各板块和项目单位现在可以报送。")
    return redirect(link(request, reverse("returns"), period=month.code, closing=None))


def _states(request: PageRequest, counts: dict[str, int], active: str) -> list[dict[str, Any]]:
    """Tabs over the list: all, and each state that occurs."""
    path = reverse("returns")
    here = link(request, path)
    joint = "&" if "?" in here else "?"
    found = [{"label": "全部", "url": here, "active": not active, "count": sum(counts.values())}]
    found += [
        {
            "label": word,
            "url": f"{here}{joint}state={key}",
            "active": key == active,
            "count": counts[key],
        }
        for key, word in STATE_WORDS.items()
        if counts[key] or key == active
    ]
    return found


def _duties(request: PageRequest, month: MonthScope) -> list[dict[str, str]]:
    """What this person has to do in the month, each with its page; nothing once it is closed."""
    if not month.is_open:
        return _confirming(request, month)
    return [*_reporting(request, month), *_reviewing(request, month)]


def _confirming(request: PageRequest, month: MonthScope) -> list[dict[str, str]]:
    """A prepared closing waits for whoever may confirm it and didn't prepare it."""
    waiting_one = preparation_of(month.period)
    if waiting_one is None or not request.actor.may(Operation.CONFIRM_CLOSINGS):
        return []
    if waiting_one.user_id == request.actor.user_id:
        return []
    return [
        {
            "text": f"确认{month.name}关账",
            "note": f"{waiting_one.by}已准备，填报和审核已停止，等您核对后确认",
            "verb": "去确认",
            "url": to(request, "closing"),
        }
    ]


def _reporting(request: PageRequest, month: MonthScope) -> list[dict[str, str]]:
    if not request.actor.may(Operation.REPORT_RETURNS):
        return []
    mine = owing(period=month.period, actor=request.actor, operation=Operation.REPORT_RETURNS)
    counts = state_counts(mine, period=month.period)
    left = sum(counts[each] for each in UNFINISHED)
    note = f"应报{sum(counts.values())}个，还有{left}个没有上报"
    if counts["returned"]:
        note += f"，其中{counts['returned']}个被退回"
    return [
        {
            "text": "填报本期月报" if left else "本期月报已全部上报",
            "note": note if left else f"应报{sum(counts.values())}个，审核前仍可撤回修改",
            "verb": "去填报" if left else "看填报表",
            "url": to(request, "returns_grid"),
        }
    ]


def _reviewing(request: PageRequest, month: MonthScope) -> list[dict[str, str]]:
    if not request.actor.may(Operation.REVIEW_RETURNS):
        return []
    queue = waiting(period=month.period, actor=request.actor)
    count, odd = queue.count(), queue.filter(suspicion_weight__gt=0).count()
    if not count:
        return []
    return [
        {
            "text": f"审核{count}份月报",
            "note": f"其中{odd}份数据可疑，已排在最前" if odd else "没有可疑数据",
            "verb": "去审核",
            "url": to(request, "review_queue"),
        }
    ]


def _opening(request: PageRequest) -> Month | None:
    """The month to open next, for those who open months: once it has ended, or none is open."""
    if not request.actor.may(Operation.OPEN_PERIODS):
        return None
    latest = periods().first()
    calendar = months_reported()
    if latest is None:
        return calendar.following(Month.of(request.at.date()).plus(-2))
    following = calendar.following(latest.key)
    ended = calendar.cutoff(following) < request.at.date()
    due = ended or not periods().exclude(state="closed").exists()
    return following if due and not is_being_opened(following) else None
