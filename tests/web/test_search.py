"""Search finds what the person reaches, by name, code, pinyin and initials, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.ledger import Scene

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def found(client: Client, text: str) -> str:
    return client.get("/search/", {"q": text}).content.decode()


@pytest.mark.parametrize("text", ["新材料", "xincailiao", "xcl", "2021-00001"])
def test_a_project_is_found_by_name_pinyin_initials_and_code(
    client_for: ClientFor, scene: Scene, text: str
) -> None:
    assert "新材料产业园" in found(client_for("projects_office"), text)


@pytest.mark.parametrize("text", ["物流", "zhwlg", "2021-00002"])
def test_a_block_does_not_find_a_neighbours_project(
    client_for: ClientFor, scene: Scene, text: str
) -> None:
    assert "智慧物流港" not in found(client_for("block_officer"), text)
    assert "智慧物流港" in found(client_for("sibling_officer"), text)


@pytest.mark.parametrize("part", ["system_admin", "security_admin"])
def test_administrators_find_no_projects(client_for: ClientFor, scene: Scene, part: str) -> None:
    assert "新材料产业园" not in found(client_for(part), "新材料")


def test_a_hit_leads_to_the_project(client_for: ClientFor, scene: Scene) -> None:
    url = f'href="/projects/{scene.projects["own"].pk}/"'
    assert url in found(client_for("block_officer"), "新材料")


def test_a_place_in_reach_leads_to_its_cockpit(client_for: ClientFor, scene: Scene) -> None:
    assert 'href="/cockpit/?place=binjiang"' in found(client_for("leader"), "滨江")
    assert "湖东区" not in found(client_for("block_officer"), "湖东")


def test_the_system_administrator_finds_places_and_people(client_for: ClientFor) -> None:
    client = client_for("system_admin")
    assert "/management/organizations/" in found(client, "滨江区")
    assert "章主任" in found(client, "章主任")


def test_nobody_else_finds_people(client_for: ClientFor, scene: Scene) -> None:
    assert "/management/people/" not in found(client_for("projects_office"), "章主任")


def test_a_page_is_found_by_its_name(client_for: ClientFor) -> None:
    assert 'href="/management/settings/"' in found(client_for("system_admin"), "设置")
    assert 'href="/management/settings/"' not in found(client_for("chief"), "设置")


def test_the_box_gets_a_list_of_links_and_no_page(client_for: ClientFor, scene: Scene) -> None:
    answer = client_for("block_officer").get(
        "/search/", {"q": "新材料"}, headers={"hx-request": "true"}
    )
    text = answer.content.decode()
    assert '<a class="menu-item"' in text
    assert "<html" not in text


def test_nothing_found_says_what_to_try(client_for: ClientFor) -> None:
    assert "没有找到" in found(client_for("chief"), "不存在的东西")


def test_what_was_typed_is_shown_as_text(client_for: ClientFor) -> None:
    assert "<script>x" not in found(client_for("chief"), "<script>x")
