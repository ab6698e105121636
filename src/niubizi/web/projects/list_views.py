"""The list of projects, its saved views and its export."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from niubizi.apps.kernel.selectors import saved_views
from niubizi.apps.kernel.services import view_delete, view_save
from niubizi.apps.reporting.filters import FACETS, Sort, StandingFilter
from niubizi.apps.reporting.selectors.standings import (
    COUNTED,
    StandingLine,
    StandingTotals,
    facets,
    lists_of,
    shown_lines,
)
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import attempt
from niubizi.web.projects.columns import Column, cell
from niubizi.web.projects.forms import ViewForm
from niubizi.web.projects.listing import WHOLE, Listing, entries_words, listing
from niubizi.web.selection import link
from niubizi.web.toasts import notify

PAGE = 50

VIEWS = "projects"
"""The name of this page's saved views."""


@page(Operation.VIEW_PROJECTS)
def projects(request: PageRequest) -> HttpResponse:
    """Projects of a programme or of the whole ledger, as the URL says."""
    clean = _without_blanks(request.GET)
    if clean is not None:
        return redirect(f"{request.path}?{clean.urlencode()}" if clean else request.path)
    found = listing(request, request.path)
    totals = found.totals()
    pages = Paginator(range(min(totals.projects, COUNTED)), PAGE)
    shown_page = pages.get_page(request.GET.get("page"))
    first = max(shown_page.start_index() - 1, 0)
    shown = shown_lines(found.ordered, first, first + PAGE)
    occurring = facets(found.base)
    too_many = f"{COUNTED:,}+" if totals.projects > COUNTED else ""
    context = {
        "found": found,
        "totals": totals,
        "count_text": too_many or f"{totals.projects:,}",
        "entries_text": f"{too_many}个" if too_many else entries_words(totals),
        "page": shown_page,
        "heads": [_head(found, column) for column in found.columns],
        "rows": _rows(request, found, shown),
        "chips": found.chips(occurring),
        "facets": found.facets(occurring),
        "clear_url": found.url(filters=StandingFilter()),
        "lists": _lists(request, found),
        "columns": [
            {"column": column, "is_on": column in found.columns} for column in found.all_columns
        ],
        "hidden_filters": found.hidden("q", *FACETS),
        "hidden_columns": found.hidden("cols"),
        "views": [
            {
                "name": view.name,
                "id": view.pk,
                "url": found.view_url(view.query),
                "is_on": view.query == found.query(),
            }
            for view in saved_views(user_id=request.actor.person_id, page=VIEWS)
        ],
        "view_query": found.query(),
        "here": found.url(),
        "bulk_url": found.url(path=reverse("projects_bulk")),
        "export_url": found.url(path=reverse("projects_export")),
        "may_edit": request.actor.may(Operation.EDIT_PROJECTS) and found.chosen.is_live,
        "may_create": request.actor.may(Operation.EDIT_PROJECTS),
        "may_import": request.actor.may(Operation.IMPORT_WORKBOOKS),
        "may_export": request.actor.may(Operation.EXPORT_PROJECTS),
        "nothing": _nothing(request, found, totals),
    }
    return render(request, "projects/list.html", context)


@page(Operation.VIEW_PROJECTS, methods=("POST",))
def save_view(request: PageRequest) -> HttpResponse:
    """Keeps this list's filters, order and columns under a name."""
    form = ViewForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: view_save(
            page=VIEWS,
            name=form.cleaned_data["name"],
            query=form.cleaned_data["query"],
            actor=request.actor,
            at=request.at,
        ),
    ):
        notify(request, f"已保存视图“{form.cleaned_data['name']}”。")
    else:
        notify(request, "请给视图起一个名称。", level=30)
    return redirect(f"{reverse('projects')}?{request.GET.urlencode()}")


@page(Operation.VIEW_PROJECTS, methods=("POST",))
def delete_view(request: PageRequest, view_id: int) -> HttpResponse:
    """Forgets one of one's own views; one that is gone already is no news."""
    if saved_views(user_id=request.actor.person_id, page=VIEWS).filter(pk=view_id).exists():
        view_delete(view_id=view_id, actor=request.actor, at=request.at)
        notify(request, "已删除视图。")
    return redirect(f"{reverse('projects')}?{request.GET.urlencode()}")


def _without_blanks(query: QueryDict) -> QueryDict | None:
    """The query without the blanks that an empty form field leaves; ``None`` if there are none."""
    if all(value for values in query.lists() for value in values[1]):
        return None
    clean = query.copy()
    for name, values in query.lists():
        clean.setlist(name, [value for value in values if value])
        if not clean.getlist(name):
            del clean[name]
    return clean


def _head(found: Listing, column: Column) -> dict[str, Any]:
    """A column's head: what it is sorted by, and the URL that sorts by it or turns it round."""
    if not column.sort:
        return {"column": column, "url": "", "order": ""}
    is_on = found.sort.key == column.sort
    # Figures are asked for largest first, words from the beginning.
    turned = not found.sort.descending if is_on else column.is_number
    order = ("descending" if found.sort.descending else "ascending") if is_on else ""
    return {
        "column": column,
        "url": found.url(sort=Sort(column.sort, turned)),
        "order": order,
    }


def _rows(request: PageRequest, found: Listing, shown: list[StandingLine]) -> list[dict[str, Any]]:
    lists = (
        lists_of([line.project_id for line in shown], found.month.year) if found.is_whole else {}
    )
    return [
        {
            "line": line,
            "url": link(request, reverse("project", args=[line.project_id])),
            "cells": [cell(column, line) for column in found.columns],
            "lists": "、".join(lists.get(line.project_id, ())),
        }
        for line in shown
    ]


def _lists(request: PageRequest, found: Listing) -> list[dict[str, Any]]:
    """The lists of the year and the whole ledger, as tabs; filters stay when moving between."""
    kept = [pair for pair in found.hidden("page") if pair[0] not in {"programme", "list"}]

    def tab(label: str, *, is_on: bool, **chosen: str) -> dict[str, Any]:
        query = QueryDict(mutable=True)
        for name, value in (*kept, *chosen.items()):
            query.appendlist(name, value)
        return {"label": label, "url": f"{found.path}?{query.urlencode()}", "active": is_on}

    tabs = [
        tab(
            programme.short_name,
            is_on=found.programme is not None and programme.pk == found.programme.pk,
            programme=programme.code,
        )
        for programme in found.chosen.programmes
    ]
    return [*tabs, tab("全部项目", is_on=found.is_whole, list=WHOLE)]


def _nothing(request: PageRequest, found: Listing, totals: StandingTotals) -> dict[str, str]:
    """Why the list is empty, and the one thing to do."""
    if totals.projects:
        return {}
    if not found.filter.is_empty:
        return {
            "icon": "filter",
            "title": "没有符合条件的项目",
            "text": "这里会列出符合筛选条件的项目。换个条件，或清除筛选再看。",
            "action_url": found.url(filters=StandingFilter()),
            "action_label": "清除筛选",
        }
    if request.actor.may(Operation.IMPORT_WORKBOOKS):
        return {
            "icon": "folders",
            "title": "名单里还没有项目",
            "text": "这里会列出名单内的项目和投资进度。把年度名单的工作簿导入进来就可以开始。",
            "action_url": link(request, reverse("imports")),
            "action_label": "导入名单",
        }
    return {
        "icon": "folders",
        "title": "没有您可以查看的项目",
        "text": "这里会列出您负责范围内的项目。该名单和调度期内还没有，换一个名单或调度期看看。",
        "action_url": "",
        "action_label": "",
    }
