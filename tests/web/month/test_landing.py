"""月报 and 报送情况: what each role finds first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import Period
from tests.cast import City
from tests.ledger import Scene

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]


def words(client: Client, path: str = "/returns/") -> str:
    return client.get(path).content.decode()


def test_a_reporter_reads_what_is_owed_and_until_when(
    fresh: Project, client_for: ClientFor
) -> None:
    found = words(client_for("project_officer"))
    assert "应报2个，还有1个没有上报" in found
    assert "8月3日前板块审核，8月5日前市级审定" in found


def test_a_reviewer_reads_how_much_waits(scene: Scene, client_for: ClientFor) -> None:
    assert "审核2份月报" in words(client_for("projects_office"))


def test_the_list_can_be_narrowed_to_a_state(fresh: Project, client_for: ClientFor) -> None:
    found = words(client_for("block_officer"), "/returns/?state=none")
    assert "新能源基地" in found
    assert "新材料产业园" not in found


def test_before_the_first_month_the_page_says_what_would_be_there(
    city: City, client_for: ClientFor
) -> None:
    assert "还没有调度期" in words(client_for("block_officer"))


def test_before_the_first_month_the_office_can_open_one(city: City, client_for: ClientFor) -> None:
    client = client_for("projects_office")
    assert "开放2021年7月填报" in words(client)
    client.post("/returns/open/", {"month": "2021-07"})
    assert Period.objects.get().code == "2021-07"


def test_a_month_that_has_not_ended_is_not_offered_while_another_is_open(
    scene: Scene, client_for: ClientFor
) -> None:
    assert "开放2021年8月填报" not in words(client_for("projects_office"))


@pytest.mark.parametrize(("month", "why"), [("2021-07", "已存在"), ("七月", "不是月份")])
def test_a_month_that_is_none_or_there_already_is_not_opened(
    scene: Scene, client_for: ClientFor, month: str, why: str
) -> None:
    answer = client_for("projects_office").post("/returns/open/", {"month": month})
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_before_the_first_month_other_pages_are_not_there(
    city: City, client_for: ClientFor
) -> None:
    assert client_for("block_officer").get("/returns/grid/").status_code == 404


def test_completeness_names_who_has_not_reported_and_offers_the_reminder(
    fresh: Project, client_for: ClientFor
) -> None:
    found = words(client_for("projects_office"), "/returns/completeness/")
    assert "滨江区：还有2个没报" in found
    assert "2021年7月重大项目月报应报2个，已报0个" in found


def test_a_block_reads_its_own_completeness(fresh: Project, client_for: ClientFor) -> None:
    found = words(client_for("block_officer"), "/returns/completeness/")
    assert "滨江区" in found
    assert "湖东区" not in found


def test_a_place_narrows_completeness(fresh: Project, client_for: ClientFor) -> None:
    found = words(client_for("projects_office"), "/returns/completeness/?place=hudong")
    assert "新能源基地" not in found
