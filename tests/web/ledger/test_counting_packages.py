"""A list's setting of how packages count, and where its numbers show the other way in brackets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from niubizi.apps.kernel.models import AuditEntry
from niubizi.apps.projects.models import Programme
from niubizi.doors.trail_lines import line_of
from tests.cast import City
from tests.ledger import Ledger, Scene

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]
CODE = "2021-municipal"


@pytest.fixture
def with_package(scene: Scene, city: City, ledger: Ledger) -> Scene:
    package = ledger.project(city.own, name="产业园打包项目")
    for _ in range(2):
        ledger.project(city.own, package=package)
    ledger.entry(scene.programme, package, plan_wan=40_000)
    return scene


def set_packages(client: Client, programme: Programme, way: str) -> str:
    data = {
        "name": programme.name, "short_name": programme.short_name, "position": "0",
        "base_kind": "plans", "schedule_rule": "plain_month", "tolerance_points": "5",
        "packages": way, "version": programme.version,
    }  # fmt: skip
    return client.post(f"/programmes/{CODE}/edit/", data, follow=True).content.decode()


def test_the_office_sets_how_packages_count_and_is_told_what_changes(
    with_package: Scene, client_for: ClientFor
) -> None:
    client, programme = client_for("projects_office"), with_package.programme
    assert (
        "在列项目</dt><dd>4个（拆分后5个），结转0，新增4"
        in client.get(f"/programmes/{CODE}/").content.decode()
    )
    told = set_packages(client, programme, "parts")
    assert "打包项目改为按子项目计，未关账调度期的项目数已随之改变" in told
    assert "5个（打包计4个），结转0，新增5" in told
    entry = AuditEntry.objects.filter(action="programme.update").latest("pk")
    (change,) = line_of(entry).changes
    assert (change.label, change.before, change.after) == ("打包项目计1项", "是", "否")
    # What leaves the setting out changes nothing.
    programme.refresh_from_db()
    set_packages(client, programme, "")
    programme.refresh_from_db()
    assert not programme.counts_packages


def test_a_new_list_says_how_packages_count(city: City, client_for: ClientFor) -> None:
    data = {
        "code": "2021-key", "series": "key", "year": "2021", "level": "city", "name": "区重点",
        "short_name": "区重点", "position": "3", "base_kind": "plans",
        "schedule_rule": "plain_month", "tolerance_points": "5", "packages": "parts",
    }  # fmt: skip
    client_for("projects_office").post("/programmes/new/", data)
    assert not Programme.objects.get(code="2021-key").counts_packages


@pytest.mark.parametrize(
    ("path", "one", "parts"),
    [
        ("/programmes/", "4（拆分后5）", "5（打包计4）"),
        ("/projects/", "4个（拆分后5个）", "5个（打包计4个）"),
        ("/cockpit/", "（拆分后5项）", "（打包计4项）"),
        ("/closing/", "4（拆分后5）", "5（打包计4）"),
        (f"/figures/2021-07.live:{CODE}:city:all:entries/", "拆分后5项", "打包计4项"),
    ],
)
def test_the_other_number_stands_in_brackets(
    with_package: Scene, client_for: ClientFor, path: str, one: str, parts: str
) -> None:
    client = client_for("projects_office")
    assert one in client.get(path).content.decode()
    set_packages(client, with_package.programme, "parts")
    assert parts in client.get(path).content.decode()
