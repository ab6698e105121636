"""Whatever is sent to the API: no fault, no answer outside its description, nothing out of reach.

schemathesis draws requests from the OpenAPI document, right ones and wrong ones. Each part of the
cast sends them by a token of its own that carries every scope, and one by its session: a few of an
operation with the suite, a hundred in the ordeal.
"""

from __future__ import annotations

from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.services.tokens import token_make
from niubizi.domain.tokens import TokenScope
from niubizi.doors import clock
from niubizi.rest.api import api
from tests.cast import NOW, PARTS, City, actor_for
from tests.ledger import Scene
from tests.ordeal import FULL, dose
from tests.web.walk import PLACES, World, leaks, undone

pytestmark = pytest.mark.ordeal

SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema())
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SETTINGS = settings(
    max_examples=dose(5, 100),
    # The rows that a test stands on are taken back after each example.
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    database=None,
    derandomize=not FULL,
)


@pytest.fixture
def world(city: City, cast: dict[str, User], scene: Scene) -> World:
    return World(city, scene)


@pytest.fixture
def clients(cast: dict[str, User]) -> dict[str, Client]:
    """Everybody's program, which has a token and no cookies.

    What fails in the platform is an answer, not an exception.
    """
    return {
        part: Client(
            raise_request_exception=False,
            enforce_csrf_checks=True,
            headers={"Authorization": f"Bearer {token_of(cast[part])}"},
        )
        for part in PARTS
    }


@pytest.fixture
def sessions(cast: dict[str, User]) -> dict[str, Client]:
    """Everybody's signed-in browser."""
    found = {part: Client(raise_request_exception=False) for part in PARTS}
    for part, client in found.items():
        client.force_login(cast[part])
    return found


def token_of(user: User) -> str:
    _, text = token_make(
        name="对接",
        scopes=frozenset(TokenScope),
        days=1,
        actor=actor_for(user),
        at=NOW,
        moment=clock.real(),
    )
    return text


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: str(each.label))
def test_anything_sent_gets_an_answer_of_the_description(
    operation: Any, world: World, clients: dict[str, Client], sessions: dict[str, Client]
) -> None:
    by_session = st.sampled_from(sorted(sessions))
    places = st.sampled_from([None, *PLACES])

    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @given(case=right | wrong if takes_anything(operation) else right, place=places, one=by_session)
    @SETTINGS
    def send(case: Any, place: str | None, one: str) -> None:
        if place is not None:
            aim(case, world, place)
        for part, client in [*clients.items(), (one, sessions[one])]:
            with undone():
                answer = ask(client, case)
            case.validate_response(answer, checks=CHECKS)
            assert not leaks(answer.content, world, part), part

    send()


def takes_anything(operation: Any) -> bool:
    """Whether there is something to send that could be wrong."""
    return bool([*operation.path_parameters, *operation.query, *operation.body])


def aim(case: Any, world: World, place: str) -> None:
    """Makes a drawn path one that is there: the month, and the project of a place."""
    real = {"code": world.scene.period.code, "project_id": world.scene.projects[place].pk}
    case.path_parameters = {
        name: real.get(name, drawn) for name, drawn in (case.path_parameters or {}).items()
    }


def ask(client: Client, case: Any) -> Response:
    """Sends a drawn request through Django's client, which shares the rows of the test."""
    request = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    # The client has its own way in, and nothing of the answer need be unpacked.
    given = {
        name: str(value)
        for name, value in request.headers.items()
        if name not in {"Authorization", "Cookie", "Accept-Encoding"}
    }
    body = request.body or b""
    answer = client.generic(
        str(request.method),
        request.path_url,
        body,
        content_type=given.pop("Content-Type", ""),
        headers=given,
    )
    return Response(
        status_code=answer.status_code,
        headers={name: [value] for name, value in answer.headers.items()},
        content=answer.content,
        request=request,
        elapsed=0.0,
        verify=False,
    )
