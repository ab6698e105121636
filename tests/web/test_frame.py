"""The frame of every page: the rail, the choosers, the watermark, and refusals as sentences."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.preferences import change_preferences
from tests.cast import NOW, City, actor_for
from tests.ledger import Ledger, Scene

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]

BUSINESS = ["驾驶舱", "工作台", "项目", "月报"]


def shown(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def rail(client: Client) -> list[str]:
    nav = re.search(r'<nav class="rail-nav".*?</nav>', shown(client, "/desk/"), re.DOTALL)
    assert nav
    return re.findall(r"</svg>(\w+)", nav[0])


@pytest.mark.parametrize(
    ("part", "entries"),
    [
        ("projects_office", [*BUSINESS, "通报"]),
        ("block_officer", [*BUSINESS, "通报"]),
        ("project_officer", BUSINESS),
        ("auditor", [*BUSINESS, "通报", "管理"]),
        ("system_admin", ["工作台", "管理"]),
        ("security_admin", ["工作台", "管理"]),
    ],
)
def test_the_rail_shows_what_a_person_may_use(
    client_for: ClientFor, part: str, entries: list[str]
) -> None:
    assert rail(client_for(part)) == entries


def test_the_choosers_stand_on_pages_of_figures(client_for: ClientFor, scene: Scene) -> None:
    page = shown(client_for("block_officer"), "/projects/")
    assert "范围：滨江区" in page
    assert "调度期：2021年7月，实时" in page


@pytest.mark.parametrize("url", ["/desk/", "/search/"])
def test_pages_of_no_place_have_no_choosers(client_for: ClientFor, scene: Scene, url: str) -> None:
    page = shown(client_for("block_officer"), url)
    assert "范围：" not in page
    assert "调度期：" not in page


def test_a_chosen_place_keeps_what_is_filtered_and_begins_at_the_first_page(
    client_for: ClientFor, scene: Scene
) -> None:
    page = shown(client_for("projects_office"), "/projects/?q=园&page=2&period=2021-07")
    assert 'href="/projects/?q=%E5%9B%AD&amp;period=2021-07&amp;place=binjiang"' in page


def test_the_rail_keeps_the_period(client_for: ClientFor, scene: Scene) -> None:
    page = shown(client_for("projects_office"), "/desk/?period=2021-07")
    assert 'href="/projects/?period=2021-07"' in page


def test_a_place_out_of_reach_is_not_there(client_for: ClientFor, scene: Scene) -> None:
    assert client_for("block_officer").get("/projects/?place=hudong").status_code == 404


def set_preference(cast: dict[str, User], **changes: object) -> None:
    change_preferences(changes=changes, actor=actor_for(cast["system_admin"]), at=NOW)


def test_the_watermark_names_who_looks_from_where_and_when(client_for: ClientFor) -> None:
    assert re.search(
        r"江滨 滨江区 2021-08-02 \d\d:\d\d", shown(client_for("block_officer"), "/desk/")
    )


def test_the_watermark_goes_when_the_office_says_so(
    client_for: ClientFor, cast: dict[str, User]
) -> None:
    set_preference(cast, watermark=False)
    assert "watermark" not in shown(client_for("block_officer"), "/desk/")


def test_the_internal_mark_goes_when_the_office_says_so(
    client_for: ClientFor, cast: dict[str, User]
) -> None:
    assert "内部资料" in shown(client_for("block_officer"), "/desk/")
    set_preference(cast, internal_mark=False)
    assert "内部资料" not in shown(client_for("block_officer"), "/desk/")


def test_the_demo_says_that_it_is_one(client_for: ClientFor, settings: Settings) -> None:
    settings.MODE = "demo"
    assert "示例城市" in shown(client_for("block_officer"), "/desk/")


def test_nobody_signed_in_gets_no_frame_and_no_error(client: Client, db: None) -> None:
    page = client.get("/no-such-page")
    assert page.status_code == 404
    assert "rail-nav" not in page.content.decode()


def test_what_is_refused_says_so_in_a_sentence(client_for: ClientFor) -> None:
    refused = client_for("block_officer").get("/management/")
    assert refused.status_code == 403
    assert "您没有办理这项业务的权限" in refused.content.decode()


def test_what_is_not_there_says_so_in_a_sentence(client_for: ClientFor) -> None:
    page = client_for("system_admin").get("/management/people/0/")
    assert page.status_code == 404
    assert "没有找到您要的内容" in page.content.decode()


def test_a_rule_that_refuses_leads_back_to_where_the_step_was_taken(
    client_for: ClientFor, cast: dict[str, User]
) -> None:
    client = client_for("security_admin")
    grant = cast["security_admin"].grants.get()
    page = client.post(
        f"/management/grants/{grant.pk}/end/",
        headers={"referer": "http://testserver/management/grants/"},
    )
    assert page.status_code == 422
    assert "不能给自己授权" in page.content.decode()
    assert 'href="http://testserver/management/grants/"' in page.content.decode()


def test_a_refused_fragment_leaves_the_page_and_says_why(
    client_for: ClientFor, cast: dict[str, User]
) -> None:
    grant = cast["security_admin"].grants.get()
    answer = client_for("security_admin").post(
        f"/management/grants/{grant.pk}/end/", headers={"hx-request": "true"}
    )
    assert (answer.status_code, answer["HX-Reswap"]) == (422, "none")
    assert "不能给自己授权" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


@pytest.mark.parametrize("part", ["block_officer", "projects_office", "project_officer"])
def test_the_desk_asks_as_much_of_many_projects_as_of_few(
    client_for: ClientFor, scene: Scene, ledger: Ledger, city: City, part: str
) -> None:
    client = client_for(part)
    client.get("/desk/")  # a session that goes on is written once a minute
    few = queries(client, "/desk/")
    for _ in range(5):
        ledger.entry(scene.programme, ledger.project(city.own, owner=city.company))
    assert queries(client, "/desk/") == few
