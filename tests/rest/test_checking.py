"""The figure check over HTTP: what it answers, beside the ledger too, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.reporting.models import Closing
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from tests.cast import NOW
from tests.ledger import Scene

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]
WRONG = "全市共有省重大项目266个，其中结转项目193个、新增项目72个。"


@pytest.fixture
def closed(scene: Scene, actor_for: Callable[[str], Actor]) -> Closing:
    closing_prepare(period_code="2021-07", actor=actor_for("projects_office"), at=NOW)
    return closing_confirm(period_code="2021-07", actor=actor_for("chief"), at=NOW)


def post(client: Client, **body: Any) -> Any:
    return client.post("/api/check", json.dumps(body), content_type="application/json")


def test_a_sum_that_fails_is_answered_with_what_it_should_be(
    cast: object, client_for: ClientFor
) -> None:
    answer = post(client_for("leader"), text=WRONG).json()
    (relation,) = answer["relations"]
    assert (relation["verdict"], relation["stated"], relation["recomputed"]) == ("fails", 266, 265)


def test_spans_count_the_characters_of_the_text_that_was_sent(
    cast: object, client_for: ClientFor
) -> None:
    text = f"\r\n\t{WRONG}"
    answer = post(client_for("leader"), text=text).json()
    assert [text[slice(*claim["span"])] for claim in answer["claims"]] == ["266个", "193个", "72个"]


def test_a_period_that_is_closed_is_compared_with(closed: Closing, client_for: ClientFor) -> None:
    text = "1—7月，全市4个municipal项目完成投资。"
    answer = post(client_for("projects_office"), text=text, ledger="2021-07").json()
    (against,) = answer["ledger"]
    assert (against["comparison"], against["ledger"], against["difference"]) == ("differs", 3, 1)


def test_an_open_period_is_not_compared_with(scene: Scene, client_for: ClientFor) -> None:
    answer = post(client_for("projects_office"), text=WRONG, ledger="2021-07")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:niubizi:closing.not_closed")


def test_more_than_a_megabyte_is_refused(cast: object, client_for: ClientFor) -> None:
    answer = post(client_for("leader"), text="数" * 350_000)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:niubizi:check.too_long")


def test_half_a_character_makes_no_fault(cast: object, client_for: ClientFor) -> None:
    answer = client_for("leader").post(
        "/api/check", '{"text": "\\ud800完成3亿元"}', content_type="application/json"
    )
    assert answer.status_code in {200, 422}


def test_an_unknown_member_is_refused_before_anything_is_checked(
    cast: object, client_for: ClientFor
) -> None:
    assert post(client_for("leader"), text=WRONG, store=True).status_code == 422


def test_a_project_unit_checks_no_texts(cast: object, client_for: ClientFor) -> None:
    assert post(client_for("project_officer"), text=WRONG).status_code == 403
