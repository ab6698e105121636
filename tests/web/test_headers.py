"""What every answer tells a browser: what may run, who may frame it, what is sent on, what is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from niubizi.apps.kernel.models import User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
PAGES = ("/login/", "/desk/", "/account/", "/api/projects", "/nowhere/", "/health")


@pytest.mark.parametrize("url", PAGES)
def test_every_answer_carries_the_policies(client_for: ClientFor, url: str) -> None:
    headers = client_for("block_officer").get(url).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["script-src"] == policy["style-src"] == policy["default-src"] == "'self'"
    for directive in ("object-src", "base-uri", "frame-ancestors"):
        assert policy[directive] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("url", ["/desk/", "/account/", "/api/projects"])
def test_what_a_person_reads_is_kept_by_no_cache(client_for: ClientFor, url: str) -> None:
    assert "no-store" in client_for("block_officer").get(url)["Cache-Control"]


def test_a_form_without_the_token_of_the_page_is_refused(cast: dict[str, User]) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/login/", {"username": "chief", "password": PASSWORD}).status_code == 403
    client.force_login(cast["chief"])
    assert client.post("/logout/").status_code == 403


def test_tracing_is_not_spoken(client_for: ClientFor) -> None:
    assert client_for("block_officer").trace("/desk/").status_code == 405
