"""报送日历: when months are due beyond the office's due days, and which days are worked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from niubizi.apps.reporting.selectors.calendar import (
    MODES,
    calendar_days,
    calendar_rule,
    return_calendar,
)
from niubizi.apps.reporting.selectors.periods import open_period
from niubizi.apps.reporting.services.calendar import (
    calendar_change,
    day_remove,
    day_set,
    days_seed,
    due_change,
)
from niubizi.domain.deadlines import DueMode, EarlyClose
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.doors.sentences import sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import attempt, date_field
from niubizi.web.returns.month import tabs
from niubizi.web.toasts import notify

DECEMBER = ("december_cutoff_day", "december_block_day", "december_city_day")
NEXT_MONTHS = 12


class RuleForm(forms.Form):
    """How deadlines are counted, and the two months that many offices treat apart."""

    mode = forms.ChoiceField(label="期限怎么算", choices=MODES)
    merges_first_two = forms.BooleanField(
        label="1—2月合并报送", required=False, help_text="不开1月调度期，2月一并报1—2月累计"
    )
    december_cutoff_day = forms.IntegerField(
        label="12月数据截止日",
        required=False,
        min_value=1,
        max_value=31,
        help_text="12月当月几日；三项都留空为不提前",
    )
    december_block_day = forms.IntegerField(
        label="12月板块报送截止日", required=False, min_value=1, max_value=31
    )
    december_city_day = forms.IntegerField(
        label="12月市级审定截止日", required=False, min_value=1, max_value=31
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        days = [given.get(name) for name in DECEMBER]
        if any(days) and not all(days):
            self.add_error(None, "12月提前报送的三个日期要么都填，要么都留空。")
        return given


class DayForm(forms.Form):
    """A holiday, or a day off that is worked."""

    day = date_field("日期")
    is_worked = forms.ChoiceField(
        label="安排", choices=[("", "放假"), ("1", "上班")], required=False
    )
    name = forms.CharField(label="名称", max_length=32, required=False)


class DueForm(forms.Form):
    """The due days of a month that is open, moved for a reason."""

    block = date_field("板块报送截止日")
    city = date_field("市级审定截止日")
    reason = forms.CharField(label="原因", max_length=255)


@page(Operation.OPEN_PERIODS, methods=("GET", "POST"))
def calendar(request: PageRequest) -> HttpResponse:
    """The rule with what follows from it for the months to come, and the days of a year."""
    what = request.POST.get("what", "")
    rule = calendar_rule()
    form = RuleForm(
        request.POST if what == "rule" else None,
        initial={name: getattr(rule, name) for name in RuleForm.base_fields},
    )
    day = DayForm(request.POST if what == "day" else None)
    due = _due_form(request, what)
    asked = {"rule": form, "day": day, "due": due}.get(what)
    if what and _done(request, what, asked):
        return redirect(f"{reverse('return_calendar')}?year={_year(request)}")
    year = _year(request)
    shown = {
        "tabs": tabs(request, "return_calendar"),
        "form": form,
        "day_form": day,
        "year": year,
        "days": list(calendar_days(year)),
        "months": _months(request),
        "open": open_period(),
        "due_form": due,
    }
    status = 422 if any(each and each.errors for each in (form, day, due)) else 200
    return render(request, "returns/calendar.html", shown, status=status)


def _due_form(request: PageRequest, what: str) -> DueForm | None:
    """For the month that takes returns; ``None`` where none does."""
    period = open_period()
    if period is None:
        return None
    days = [timezone.localtime(level.due_at).date() for level in period.levels.all()]
    initial = dict(zip(("block", "city"), days, strict=False))
    return DueForm(request.POST if what == "due" else None, initial=initial)


def _done(request: PageRequest, what: str, form: forms.Form | None) -> bool:
    """Does what a button of the page asks for; ``False`` where its form has to be mended."""
    if what == "remove":
        text = request.POST.get("id", "")
        day_id = int(text) if text.isdecimal() else 0
        day_remove(day_id=day_id, actor=request.actor, at=request.at)
        notify(request, "已移除。")
        return True
    if what == "seed":
        _seed(request)
        return True
    deed = {"rule": _set_rule, "day": _set_day, "due": _move}.get(what)
    if deed is None or form is None or not form.is_valid():
        return False
    words = ""

    def do() -> None:
        nonlocal words
        words = deed(request, form.cleaned_data)

    if not attempt(form, do):
        return False
    notify(request, words)
    return True


def _set_rule(request: PageRequest, given: dict[str, Any]) -> str:
    days = [given[name] for name in DECEMBER]
    calendar_change(
        mode=DueMode(given["mode"]),
        merges_first_two=given["merges_first_two"],
        december=EarlyClose(*days) if all(days) else None,
        version=given["version"],
        actor=request.actor,
        at=request.at,
    )
    return "报送日历已保存，以后开放的调度期按此办理。"


def _set_day(request: PageRequest, given: dict[str, Any]) -> str:
    day_set(
        day=given["day"],
        is_worked=bool(given["is_worked"]),
        name=given["name"],
        actor=request.actor,
        at=request.at,
    )
    return "已记下这一天。"


def _move(request: PageRequest, given: dict[str, Any]) -> str:
    period = open_period()
    if period is None:
        raise DomainError("period.none")
    due_change(period_code=period.code, **given, actor=request.actor, at=request.at)
    return f"{period.key.name}的期限已调整，各板块和项目单位的工作台随之更新。"


def _seed(request: PageRequest) -> None:
    try:
        added = days_seed(year=_year(request), actor=request.actor, at=request.at)
    except DomainError as refusal:
        notify(request, sentence(refusal), level=40)
    else:
        notify(request, f"已填入{added}天，请核对。")


def _year(request: PageRequest) -> int:
    text = (
        request.POST.get("year") or request.POST.get("day", "")[:4] or request.GET.get("year", "")
    )
    year = int(text) if text.isdecimal() else request.at.year
    return year if 2000 <= year <= 2100 else request.at.year


def _months(request: PageRequest) -> list[dict[str, Any]]:
    """What the calendar means for the next months, so that it can be checked at a glance."""
    found, month = return_calendar(), Month.of(request.at.date()).plus(-1)
    rows = []
    for _ in range(NEXT_MONTHS):
        block, city = found.due(month)
        merged = found.merges_first_two and month.month == 2
        rows.append(
            {
                "name": f"{month.year}年1—2月" if merged else month.name,
                "cutoff": found.cutoff(month),
                "block": block,
                "city": city,
            }
        )
        month = found.following(month)
    return rows
