"""What every answer tells a browser: what may run, who may frame it, what is sent on, what is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from niubizi.apps.kernel.models import User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
PAGES = ("/login/", "/desk/", "/account/", "/api/projects", "/nowhere/", "/health")
FILES = ("/static/dist/app.js", "/static/dist/icons.svg")


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


@pytest.mark.parametrize("url", FILES)
def test_a_file_that_is_opened_by_itself_runs_and_frames_nothing(db: None, url: str) -> None:
    answer = Client().get(url)
    assert b"".join(answer)
    headers = answer.headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_answered_before_any_page_carries_the_policy_too(
    db: None, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    redirected = Client().get("/login/")
    settings.SECURE_SSL_REDIRECT = False
    refused = Client(headers={"Host": "10.0.0.1"}).get("/login/")
    assert (redirected.status_code, refused.status_code) == (301, 400)
    assert all("Content-Security-Policy" in each.headers for each in (redirected, refused))


def test_the_page_of_a_fault_carries_the_policy_and_nothing_inline(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr("niubizi.web.desk.views.render", fail)
    client = client_for("block_officer")
    client.raise_request_exception = False
    answer = client.get("/desk/")
    assert answer.status_code == 500
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<style|<script(?![^>]*src=)|\son\w+=|\sstyle=", answer.content.decode())


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
