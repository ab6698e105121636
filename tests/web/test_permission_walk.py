"""The permission walk: every URL × every part of the cast × own, sibling's, stranger's place.

What is expected follows from the one permission table and the cast's reach; besides, no answer may
so much as name a project out of reach. A URL without an operation, or without a row in
:mod:`tests.web.walk`, fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connection
from django.shortcuts import resolve_url
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niubizi.apps.kernel.models import User
from niubizi.domain.permissions import PERMISSIONS
from tests.cast import PARTS, City
from tests.ledger import Scene
from tests.web.routes import Route, routes
from tests.web.walk import WALK, Row, World, finds, leaks, undone

ROUTES = routes()
KNOWN = [route for route in ROUTES if route.guarded and route.name in WALK]
GUARDED = [route for route in KNOWN if route.operation]
# That somebody is there is noted of a session, and a try of a password is counted, refused or not.
NOTED = r'"?kernel_(session|signinguard)\b'
WRITE = re.compile(rf"(INSERT INTO|UPDATE|DELETE FROM) (?!{NOTED})", re.IGNORECASE)
PUBLIC = [route for route in KNOWN if not route.operation]


@pytest.fixture
def world(city: City, cast: dict[str, User], scene: Scene) -> World:
    return World(city, scene)


def test_every_url_names_its_operation_or_is_public() -> None:
    unguarded = [str(route) for route in ROUTES if not route.guarded]
    assert not unguarded, (
        f"no operation on {unguarded}: decorate the view with @page(Operation.…) or @public, an "
        "API operation with its counterpart"
    )


def test_every_url_has_a_row_in_the_walk() -> None:
    missing = sorted({route.name for route in ROUTES} - WALK.keys())
    assert not missing, f"add rows to WALK in tests/web/walk.py for {missing}"


def test_every_row_of_the_walk_names_a_url() -> None:
    stale = sorted(WALK.keys() - {route.name for route in ROUTES})
    assert not stale, f"no URL has the name of these rows in tests/web/walk.py: {stale}"


def test_every_role_of_the_permission_table_is_in_the_cast() -> None:
    held = frozenset.union(*PERMISSIONS.values())
    assert held == {part.role for part in PARTS.values()}


@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_a_url_answers_each_part_as_the_table_says(
    route: Route, world: World, cast: dict[str, User]
) -> None:
    row = WALK[route.name]
    wrong = []
    for part, user in cast.items():
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for place in row.places:
            with undone():
                answer = ask(client, route, row, world, place)
            if not fits(answer.status_code, route, row, part, place):
                wrong.append(f"{part} at {place}: {answer.status_code}")
            wrong += [f"{part} at {place} reads {name}" for name in leaks(answer.body, world, part)]
            if answer.refuses:
                wrong += [f"{part} at {place}, refused, writes {sql}" for sql in answer.writes]
    assert not wrong, f"{route}: {wrong}"


@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_a_url_sends_the_anonymous_to_sign_in(route: Route, world: World) -> None:
    row = WALK[route.name]
    answer = ask(Client(), route, row, world, row.places[0])
    target = answer.headers.get("Location", "").partition("?")[0]
    expected = (401, "") if route.is_api else (302, resolve_url(settings.LOGIN_URL))
    assert (answer.status_code, target) == expected


@pytest.mark.parametrize("route", PUBLIC, ids=str)
def test_a_public_url_answers_the_anonymous(route: Route, world: World) -> None:
    row = WALK[route.name]
    answer = ask(Client(), route, row, world, row.places[0])
    assert answer.status_code in {200, 204, 302, 422}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, read to its end."""

    status_code: int
    headers: Mapping[str, str]
    body: bytes
    writes: tuple[str, ...]
    """What the platform wrote to answer, sessions apart."""

    @property
    def refuses(self) -> bool:
        return self.status_code >= 400


def ask(client: Client, route: Route, row: Row, world: World, place: str) -> Answer:
    url = reverse(route.name, kwargs=row.arguments(world, place))
    call = getattr(client, route.method.lower())
    with CaptureQueriesContext(connection) as asked:
        if route.method == "GET":
            response = call(url, row.query)
        elif route.is_api:
            response = call(url, row.data, content_type="application/json")
        else:
            response = call(url, row.data)
        # The client closes what it streamed once it is read, and nothing else may: it would close
        # the connection of the test with it.
        body = b"".join(response) if response.streaming else response.content
    writes = tuple(sql for each in asked if WRITE.match(sql := each["sql"]))
    return Answer(response.status_code, response.headers, body, writes)


def fits(status: int, route: Route, row: Row, part: str, place: str) -> bool:
    """403 without the operation, 404 out of reach, else anything that isn't a refusal."""
    assert route.operation is not None
    if PARTS[part].role not in PERMISSIONS[route.operation]:
        return status == 403
    is_anothers = bool(row.found_by) and part not in row.found_by
    if is_anothers or not finds(row.subject, part, place):
        return status == 404
    return status < 500 and status not in {401, 403, 404, 405}
