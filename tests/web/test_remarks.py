"""批示: left by a leader where it is read, seen by whom it concerns, answered from the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from niubizi.apps.projects.models import Project, Remark
from tests.cast import City
from tests.ledger import Scene

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]
WORDS = "土地手续要在本月底前办结。"
ANSWER = "已会同自然资源局会商，25日前取得批复。"


@pytest.fixture
def project(scene: Scene) -> Project:
    return scene.projects["own"]


def leave(client: Client, path: str, text: str = WORDS) -> None:
    assert client.post(f"{path}remarks/", {"text": text}).status_code == 302


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_remark_on_a_project_is_read_by_the_office_and_its_block(
    project: Project, client_for: ClientFor
) -> None:
    path = f"/projects/{project.pk}/"
    leave(client_for("leader"), path)
    for part in ("projects_office", "block_officer", "leader", "auditor"):
        assert WORDS in page(client_for(part), path)
    assert WORDS not in page(client_for("project_officer"), path)


def test_a_remark_waits_on_the_desks_of_those_who_answer_it(
    project: Project, client_for: ClientFor
) -> None:
    leave(client_for("leader"), f"/projects/{project.pk}/")
    for part in ("projects_office", "block_officer", "department_officer"):
        assert WORDS in page(client_for(part), "/desk/")
    for part in ("sibling_officer", "project_officer", "leader"):
        assert WORDS not in page(client_for(part), "/desk/")


def test_an_answer_takes_it_off_the_desk_and_stands_beside_it(
    project: Project, client_for: ClientFor
) -> None:
    path = f"/projects/{project.pk}/"
    leave(client_for("leader"), path)
    remark = Remark.objects.get()
    client_for("block_officer").post(f"/remarks/{remark.pk}/answer/", {"text": ANSWER})
    assert WORDS not in page(client_for("projects_office"), "/desk/")
    assert ANSWER in page(client_for("leader"), path)


def test_a_remark_on_a_block_is_for_the_block_and_the_office(
    scene: Scene, city: City, client_for: ClientFor
) -> None:
    path = f"/blocks/{city.own.code}/"
    leave(client_for("leader"), path)
    assert WORDS in page(client_for("block_officer"), path)
    assert WORDS in page(client_for("block_officer"), "/desk/")
    assert WORDS not in page(client_for("sibling_officer"), "/desk/")


def test_a_remark_of_no_words_is_refused_and_nothing_is_left(
    project: Project, client_for: ClientFor
) -> None:
    client = client_for("leader")
    leave(client, f"/projects/{project.pk}/", "  ")
    assert "请先写下内容" in page(client, f"/projects/{project.pk}/")
    assert not Remark.objects.exists()


def test_the_forms_of_both_pages_carry_their_token(
    project: Project, city: City, client_for: ClientFor
) -> None:
    """An included panel has no token unless its page passes it on."""
    paths = (f"/projects/{project.pk}/", f"/blocks/{city.own.code}/")
    leader = client_for("leader")
    for path in paths:
        leave(leader, path)
        for part in ("leader", "block_officer"):
            panel = page(client_for(part), path).partition('id="remarks"')[2]
            assert "csrfmiddlewaretoken" in panel.partition("</section>")[0]
