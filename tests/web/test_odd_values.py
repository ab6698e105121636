"""Odd values in every parameter of every page: a refusal or an answer, never a fault.

The names are read from the views and forms themselves, so that a new parameter is tried as soon as
it is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

import niubizi.web
from niubizi.apps.kernel.models import User
from niubizi.domain.permissions import PERMISSIONS
from tests.cast import PARTS, City
from tests.ledger import Scene
from tests.web.routes import Route, routes
from tests.web.walk import WALK, World, undone

ODD = ("²", "9" * 30, "-1", "\x00", "一二三", "'\"><%00{{", "2021-13", "1e400", "x" * 5_000)
"""A digit that is no number, more than a column holds, what databases and templates choke on."""

PAGES = [route for route in routes() if route.operation and not route.is_api and route.name in WALK]


def parameters() -> list[str]:
    """Every name that a view reads or a form declares."""
    found = {name for form in _below(forms.Form) for name in form.base_fields}
    for path in Path(niubizi.web.__file__).parent.rglob("*.py"):
        found |= set(re.findall(r'(?:GET|POST)(?:\.get(?:list)?\(|\[)"(\w+)"', path.read_text()))
    return sorted(found)


def _below(kind: type[forms.Form]) -> list[type[forms.Form]]:
    return [each for below in kind.__subclasses__() for each in (below, *_below(below))]


@pytest.fixture
def world(city: City, cast: dict[str, User], scene: Scene) -> World:
    return World(city, scene)


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_a_page_bears_any_value(route: Route, world: World, cast: dict[str, User]) -> None:
    row = WALK[route.name]
    assert route.operation is not None
    held = [part for part in PARTS if PARTS[part].role in PERMISSIONS[route.operation]]
    part = next((part for part in held if not row.found_by or part in row.found_by), held[0])
    client = Client(raise_request_exception=False)
    client.force_login(cast[part])
    wrong = []
    for odd in ODD:
        given = dict.fromkeys(parameters(), odd)
        with undone():
            url = reverse(route.name, kwargs=row.arguments(world, "own"))
            call = client.get if route.method == "GET" else client.post
            answer = call(url, {**row.data, **row.query, **given})
            if answer.streaming:
                b"".join(answer)
        if answer.status_code >= 500:
            wrong.append(odd[:40])
    assert not wrong


def test_an_address_longer_than_any_of_ours_is_of_no_page(
    client_for: Callable[[str], Client],
) -> None:
    assert client_for("chief").get("/projects/", {"q": "9" * 20_000}).status_code == 404
