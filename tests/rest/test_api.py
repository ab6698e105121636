"""The API: what it answers, what it refuses and in which form, and the document that describes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from niubizi.apps.kernel.models import User
from niubizi.apps.reporting.models import ProgressReport
from niubizi.domain.amounts import fen_of_wan
from niubizi.rest.api import api
from tests.cast import PASSWORD
from tests.goldens import golden
from tests.ledger import Scene

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]
GOLDEN = Path(__file__).with_name("openapi.json")


def own(scene: Scene) -> str:
    """The address of the return of one's own project."""
    return f"/api/periods/2021-07/returns/{scene.projects['own'].pk}"


def put(client: Client, url: str, **body: Any) -> Any:
    return client.put(url, json.dumps(body), content_type="application/json")


def test_the_description_is_the_one_that_was_agreed() -> None:
    text = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True)
    assert text == golden(GOLDEN, text)


def test_figures_are_those_of_the_contract(scene: Scene, client_for: ClientFor) -> None:
    answer = client_for("projects_office").get("/api/periods/2021-07/figures").json()
    assert answer["period"] == "2021-07"
    assert answer["closing"] is None
    assert {"code", "entries", "base", "completion", "lead_pp", "class", "blocks"} <= answer[
        "programmes"
    ][0].keys()


def test_figures_of_an_unknown_period_are_not_found(scene: Scene, client_for: ClientFor) -> None:
    answer = client_for("projects_office").get("/api/periods/2031-07/figures")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_return_is_saved_and_submitted(unreported: Scene, client_for: ClientFor) -> None:
    client = client_for("block_officer")
    saved = put(client, own(unreported), invested="3200.5", progress="主体施工").json()
    assert (saved["state"], saved["reported"], saved["version"]) == ("draft", "3200.5", 1)
    sent = client.post(own(unreported) + "/submit").json()
    assert (sent["state"], sent["level"]) == ("submitted", 2)


def test_money_keeps_every_digit(unreported: Scene, client_for: ClientFor) -> None:
    put(client_for("block_officer"), own(unreported), invested="0.000001")
    assert ProgressReport.objects.get().reported_fen == fen_of_wan(Decimal("0.000001"))


def test_a_stale_version_is_a_conflict(unreported: Scene, client_for: ClientFor) -> None:
    client = client_for("block_officer")
    put(client, own(unreported), invested="10")
    answer = put(client, own(unreported), invested="20", version=9)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:niubizi:stale")


def test_a_refusal_is_a_problem_with_a_chinese_sentence(
    unreported: Scene, client_for: ClientFor
) -> None:
    answer = client_for("block_officer").post(own(unreported) + "/submit")
    assert answer.status_code == 422
    assert answer.json()["detail"] == "请填写本年累计完成投资。"


@pytest.mark.parametrize("invested", ["-1", "abc", "1e400", "0.0000001", "NaN"])
def test_an_amount_that_is_none_is_refused_at_its_place(
    unreported: Scene, client_for: ClientFor, invested: str
) -> None:
    answer = put(client_for("block_officer"), own(unreported), invested=invested)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/body/given/invested"


def test_an_unknown_member_is_refused(unreported: Scene, client_for: ClientFor) -> None:
    answer = put(client_for("block_officer"), own(unreported), invested="1", state="approved")
    assert answer.status_code == 422


def test_a_neighbours_return_does_not_exist(unreported: Scene, client_for: ClientFor) -> None:
    url = f"/api/periods/2021-07/returns/{unreported.projects['sibling'].pk}"
    assert put(client_for("block_officer"), url, invested="1").status_code == 404
    assert not ProgressReport.objects.exists()


def test_the_anonymous_are_told_to_sign_in(scene: Scene) -> None:
    answer = Client().get("/api/projects")
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:niubizi:unauthenticated")


def test_a_write_without_the_token_of_the_page_is_refused(
    unreported: Scene, cast: dict[str, User]
) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.login(username=cast["block_officer"].username, password=PASSWORD)
    assert put(client, own(unreported), invested="1").status_code == 403
    assert not ProgressReport.objects.exists()


def test_projects_are_found_by_initials(scene: Scene, client_for: ClientFor) -> None:
    everything = client_for("projects_office").get("/api/projects").json()
    assert everything["total"] == len(everything["projects"]) >= 3


def test_entries_are_those_in_reach(scene: Scene, client_for: ClientFor) -> None:
    answer = client_for("block_officer").get("/api/periods/2021-07/entries").json()
    assert {entry["block"] for entry in answer["entries"]} == {"滨江区"}


def test_a_body_that_is_no_json_is_refused_in_words(scene: Scene, client_for: ClientFor) -> None:
    answer = client_for("block_officer").put(own(scene), b"\xff{", content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (400, "请求内容不是JSON，没有处理。")


@pytest.mark.parametrize(("method", "path"), [("get", "/api/nothing"), ("delete", "/api/periods")])
def test_what_no_operation_answers_is_a_problem_too(
    method: str, path: str, scene: Scene, client_for: ClientFor
) -> None:
    answer = getattr(client_for("projects_office"), method)(path)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code == {"get": 404, "delete": 405}[method]
    assert "接口" in answer.json()["detail"]
