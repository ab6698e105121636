"""Search: projects by name, code, pinyin and initials within reach; places, people and pages.

One URL answers the box that Ctrl-K opens (a list of links, to htmx) and the page without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from niubizi.apps.kernel.selectors import users
from niubizi.apps.orgs.selectors import organizations, visible_places
from niubizi.apps.projects.selectors import matching, projects
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.context import RAIL
from niubizi.web.links import url_if_any
from niubizi.web.management.frame import rooms
from niubizi.web.selection import link

if TYPE_CHECKING:
    from niubizi.apps.orgs.models import Organization

IN_BOX, ON_PAGE = 8, 50


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: where it is, what it is called, what it is."""

    url: str
    label: str
    what: str
    icon: str
    note: str = ""


@page(Operation.USE_OWN_ACCOUNT)
def search(request: PageRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:64]
    limit = IN_BOX if request.htmx else ON_PAGE
    hits = list(_hits(request, text, limit)) if text else []
    shown = {"text": text, "hits": hits, "limit": limit}
    name = "search/search.html#hits" if request.htmx else "search/search.html"
    return render(request, name, shown)


def _hits(request: PageRequest, text: str, limit: int) -> Iterator[Hit]:
    yield from _pages(request, text)
    yield from _projects(request, text, limit)
    yield from _places(request, text, limit)
    yield from _people(request, text, limit)


def _projects(request: PageRequest, text: str, limit: int) -> Iterator[Hit]:
    if not request.actor.may(Operation.VIEW_PROJECTS):
        return
    for project in matching(projects(request.actor), text)[:limit]:
        url = url_if_any("project", project_id=project.pk)
        if url:
            yield Hit(link(request, url), project.name, "项目", "folders", project.code)


def _places(request: PageRequest, text: str, limit: int) -> Iterator[Hit]:
    """A place leads to its cockpit; for the system administrator to its form."""
    if request.actor.may(Operation.EDIT_ORGANIZATIONS):
        found = organizations().filter(
            Q(name__icontains=text) | Q(short_name__icontains=text) | Q(code__startswith=text)
        )
        for place in found[:limit]:
            yield _place(place, reverse("organization_edit", args=[place.pk]))
    cockpit = url_if_any("cockpit")
    if cockpit and request.actor.may(Operation.VIEW_COCKPIT):
        for place in visible_places(request.actor, Operation.VIEW_COCKPIT):
            if text in place.name or text in place.short_name or place.code.startswith(text):
                yield _place(place, link(request, cockpit, place=place.code))


def _place(place: Organization, url: str) -> Hit:
    return Hit(url, place.name, place.get_kind_display(), "map-pin")


def _people(request: PageRequest, text: str, limit: int) -> Iterator[Hit]:
    if not request.actor.may(Operation.VIEW_PEOPLE):
        return
    for user in users(search=text)[:limit]:
        yield Hit(reverse("person", args=[user.pk]), user.name, "人员", "user", user.unit_name)


def _pages(request: PageRequest, text: str) -> Iterator[Hit]:
    for entry in RAIL:
        path = url_if_any(entry.page)
        if path and text in entry.label and request.actor.may(entry.operation):
            yield Hit(link(request, path), entry.label, "页面", entry.icon)
    for room in rooms(request):
        if text in room.label:
            yield Hit(reverse(room.page), room.label, "页面", room.icon, room.what)
