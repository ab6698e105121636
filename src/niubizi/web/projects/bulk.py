"""Bulk deeds on a list: named, counted and confirmed on a page of their own before they happen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from niubizi.apps.projects.services.bulk import entries_remove, projects_advance
from niubizi.apps.reporting.rows import Rows
from niubizi.apps.reporting.selectors.standings import StandingLine, lines
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import STAGE_WORDS, Stage
from niubizi.domain.permissions import Operation
from niubizi.doors.sentences import sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import attempt, date_field, note_field
from niubizi.web.numbers import chosen
from niubizi.web.projects.listing import Listing, listing
from niubizi.web.toasts import notify

SHOWN = 30
"""How many names the confirmation shows; the rest are counted."""

MOST = 2_000
"""A deed on more than this is split by a filter, so that one transaction stays short."""


class RemoveForm(forms.Form):
    """When and why projects leave a list."""

    left_on = date_field("调出日期", help_text="期末在这一天之前的调度期照常报送和计入")
    reason = note_field("调出原因", max_length=255, help_text="会记入名单变更和操作日志")


class AdvanceForm(forms.Form):
    """To which stage, on which day."""

    to = forms.ChoiceField(label="调整为", choices=[(s.value, w) for s, w in STAGE_WORDS.items()])
    on = date_field("发生日期")
    note = note_field("说明", max_length=255, required=False)


DEEDS: dict[str, tuple[str, type[forms.Form]]] = {
    "remove": ("调出名单", RemoveForm),
    "advance": ("调整阶段", AdvanceForm),
}


def picked(request: PageRequest, found: Listing) -> Rows:
    """The rows that were ticked, or everything the list shows when that was asked for."""
    if request.POST.get("everything"):
        return found.ordered
    return found.ordered.filter(project_id__in=chosen(request))


@page(Operation.EDIT_PROJECTS, methods=("POST",))
def bulk(request: PageRequest) -> HttpResponse:
    """First the question with names and number, then, confirmed, the deed."""
    found = listing(request, reverse("projects"))
    name = request.POST.get("do", "")
    if name not in DEEDS or (name == "remove" and found.is_whole):
        raise DomainError("not_found")
    chosen = lines(picked(request, found)[: MOST + 1])
    if not chosen or len(chosen) > MOST:
        notify(
            request,
            f"一次最多办理{MOST}个项目，请先缩小筛选范围。" if chosen else "请先勾选要办理的项目。",
            level=30,
        )
        return redirect(found.url())
    word, form_class = DEEDS[name]
    confirmed = request.POST.get("expected") == str(len(chosen))
    form = form_class(
        request.POST if confirmed else None,
        initial={"left_on": request.at.date(), "on": request.at.date()},
    )
    if confirmed and form.is_valid() and attempt(form, lambda: _do(request, name, form, chosen)):
        return redirect(found.url())
    shown = {
        "deed": name,
        "word": word,
        "form": form,
        "found": found,
        "action": found.url(path=reverse("projects_bulk")),
        "back_url": found.url(),
        "count": len(chosen),
        "names": chosen[:SHOWN],
        "more": max(len(chosen) - SHOWN, 0),
        "changed": bool(request.POST.get("expected")) and not confirmed,
        "everything": bool(request.POST.get("everything")),
        "ids": [line.project_id for line in chosen],
    }
    return render(request, "projects/bulk.html", shown, status=422 if form.errors else 200)


def _do(request: PageRequest, name: str, form: forms.Form, chosen: list[StandingLine]) -> None:
    given: dict[str, Any] = form.cleaned_data
    if name == "remove":
        count = entries_remove(
            entry_ids=[line.entry_id for line in chosen if line.entry_id is not None],
            left_on=given["left_on"],
            reason=given["reason"],
            actor=request.actor,
            at=request.at,
        )
        notify(request, f"已将{count}个项目调出名单，此后不再要求报送。")
        return
    stage = Stage(given["to"])
    count, refused = projects_advance(
        project_ids=[line.project_id for line in chosen],
        to=stage,
        on=given["on"],
        note=given["note"],
        actor=request.actor,
        at=request.at,
    )
    if count:
        notify(request, f"已将{count}个项目调整为“{stage.word}”。")
    if refused:
        first = refused[0]
        notify(
            request,
            f"有{len(refused)}个项目没有调整，如“{first.project_name}”：{sentence(first.error)}",
            level=30,
        )
