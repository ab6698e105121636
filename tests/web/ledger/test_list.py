"""The list of projects: what is on it, its totals, its export, and deeds on many."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import AuditEntry, SavedView
from niubizi.apps.projects.models import ProgrammeEntry, Project
from niubizi.apps.reporting.services.reviews import returns_approve
from tests.cast import NOW, City
from tests.ledger import Ledger, Scene

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]
ClientFor = Callable[[str], Client]


@pytest.fixture
def approved(scene: Scene, actor_for: ActorFor) -> Scene:
    """The own project's return counts: 7,000 of 12,000 万元."""
    for part in ("block_officer", "projects_office"):
        returns_approve(
            period_code="2021-07",
            project_ids=[scene.projects["own"].pk],
            actor=actor_for(part),
            at=NOW,
        )
    return scene


def names(client: Client, url: str) -> list[str]:
    """The names on the page, in order."""
    return [row["line"].project_name for row in client.get(url).context["rows"]]


def test_totals_are_of_what_is_filtered(approved: Scene, client_for: ClientFor) -> None:
    context = client_for("projects_office").get("/projects/?mark=own").context
    assert context["totals"].projects == 1
    assert context["totals"].reading.totals.invested_fen == 7_000 * 1_000_000


def test_unreported_rows_are_found_by_their_mark(approved: Scene, client_for: ClientFor) -> None:
    found = names(client_for("projects_office"), "/projects/?mark=unreported")
    assert set(found) == {"智慧物流港", "老街更新工程"}


def test_filters_add_up(approved: Scene, client_for: ClientFor, city: City) -> None:
    url = f"/projects/?block={city.sibling.pk}&mark=unreported"
    assert names(client_for("projects_office"), url) == ["智慧物流港"]


@pytest.mark.parametrize("part", ["block_officer", "project_officer", "patron"])
def test_a_part_sees_its_own_rows_and_their_totals(
    part: str, scene: Scene, client_for: ClientFor
) -> None:
    context = client_for(part).get("/projects/").context
    assert [row["line"].project_name for row in context["rows"]] == ["新材料产业园"]
    assert context["totals"].projects == 1


def test_a_place_out_of_reach_is_not_there(scene: Scene, client_for: ClientFor) -> None:
    assert client_for("block_officer").get("/projects/?place=laocheng").status_code == 404


def test_the_whole_ledger_shows_what_is_on_no_list(
    scene: Scene, ledger: Ledger, city: City, client_for: ClientFor
) -> None:
    ledger.project(city.own, name="储备中的项目")
    client = client_for("projects_office")
    assert "储备中的项目" in names(client, "/projects/?list=all")
    assert names(client, "/projects/?list=all&listed=no") == ["储备中的项目"]


def test_rows_come_in_the_order_that_is_asked(approved: Scene, client_for: ClientFor) -> None:
    assert names(client_for("projects_office"), "/projects/?sort=-invested")[0] == "新材料产业园"


def test_a_chip_leads_back_to_the_list_without_it(scene: Scene, client_for: ClientFor) -> None:
    context = client_for("projects_office").get("/projects/?q=物流&stage=started").context
    urls = {chip.label: chip.clear_url for chip in context["chips"]}
    assert urls == {
        "搜索": "/projects/?stage=started",
        "阶段": "/projects/?q=%E7%89%A9%E6%B5%81",
    }


def test_blanks_of_a_form_leave_the_url(scene: Scene, client_for: ClientFor) -> None:
    answer = client_for("projects_office").get("/projects/?q=&stage=started&place=")
    assert answer.headers["Location"] == "/projects/?stage=started"


def test_unknown_values_are_dropped(scene: Scene, client_for: ClientFor) -> None:
    answer = client_for("projects_office").get(
        "/projects/?stage=nowhere&sort=-name;drop&cols=x&page=99&block=a&mark=zz"
    )
    assert (answer.status_code, len(answer.context["rows"])) == (200, 3)


def test_only_chosen_columns_are_shown(scene: Scene, client_for: ClientFor) -> None:
    heads = client_for("projects_office").get("/projects/?cols=plan&cols=lead").context["heads"]
    assert [head["column"].label for head in heads] == ["项目名称", "年度计划", "超序时"]


def test_an_empty_list_says_why_and_what_to_do(
    city: City, ledger: Ledger, client_for: ClientFor
) -> None:
    ledger.programme()
    assert "导入名单" in client_for("projects_office").get("/projects/").content.decode()


def test_a_list_of_next_year_opens_before_its_first_period(
    scene: Scene, ledger: Ledger, client_for: ClientFor
) -> None:
    next_year = ledger.programme("municipal", year=2022, name="2022年市重大项目")
    ledger.entry(next_year, scene.projects["own"])
    client = client_for("projects_office")
    answer = client.get(f"/projects/?programme={next_year.code}")
    assert names(client, f"/projects/?programme={next_year.code}") == ["新材料产业园"]
    assert "2022年市重大项目" in answer.content.decode()


def test_a_list_opens_before_any_period(city: City, ledger: Ledger, client_for: ClientFor) -> None:
    ledger.entry(ledger.programme(), ledger.project(city.own, name="第一个项目"))
    assert names(client_for("projects_office"), "/projects/") == ["第一个项目"]


def test_beyond_ten_thousand_a_list_says_so(
    scene: Scene, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("niubizi.web.projects.list_views.COUNTED", 2)
    assert client_for("projects_office").get("/projects/").context["count_text"] == "2+"


def test_a_saved_view_keeps_filter_order_and_columns(scene: Scene, client_for: ClientFor) -> None:
    client = client_for("projects_office")
    query = client.get("/projects/?q=物流&sort=-plan&cols=plan").context["view_query"]
    client.post("/projects/views/", {"name": "物流", "query": query})
    view = client.get("/projects/?period=2021-07").context["views"][0]
    assert "period=2021-07" in view["url"]
    assert names(client, view["url"]) == ["智慧物流港"]


def test_a_view_is_ones_own(scene: Scene, client_for: ClientFor) -> None:
    client_for("chief").post("/projects/views/", {"name": "我的", "query": "q=a"})
    view = SavedView.objects.get()
    client_for("projects_office").post(f"/projects/views/{view.pk}/delete/")
    assert SavedView.objects.filter(pk=view.pk).exists()


def exported(client: Client, url: str, **data: object) -> list[tuple[object, ...]]:
    """The rows of the exported sheet below its title."""
    answer = client.post(url, data) if data else client.get(url)
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return list(sheet.iter_rows(min_row=3, values_only=True))


def test_an_export_is_exactly_the_list_with_its_totals(
    approved: Scene, client_for: ClientFor
) -> None:
    url = "/projects/export/?sort=name&cols=block&cols=plan&cols=invested&cols=completion"
    rows = exported(client_for("projects_office"), url)
    assert rows == [
        ("项目名称", "板块", "年度计划", "1—7月完成", "完成率"),
        ("老街更新工程", "老城区", 1.2, "—", 0),
        ("新材料产业园", "滨江区", 1.2, 0.7, pytest.approx(7 / 12)),
        ("智慧物流港", "湖东区", 1.2, "—", 0),
        ("合计3个", None, 3.6, 0.7, pytest.approx(7 / 36)),
    ]


def test_an_export_leaves_a_line_in_the_trail(scene: Scene, client_for: ClientFor) -> None:
    client_for("block_officer").get("/projects/export/?mark=unreported")
    line = AuditEntry.objects.filter(action="export").get()
    assert (line.detail["rows"], line.detail["filters"]) == (1, "mark=unreported")


def test_an_export_of_ticked_rows_holds_those_in_reach_only(
    scene: Scene, client_for: ClientFor
) -> None:
    ids = [project.pk for project in scene.projects.values()]
    rows = exported(client_for("block_officer"), "/projects/export/?cols=block", project=ids)
    assert [row[0] for row in rows[1:]] == ["新材料产业园"]


def test_a_bulk_deed_is_first_named_and_counted(scene: Scene, client_for: ClientFor) -> None:
    ids = [scene.projects["own"].pk, scene.projects["sibling"].pk]
    answer = client_for("projects_office").post("/projects/bulk/", {"do": "remove", "project": ids})
    page = answer.content.decode()
    assert "调出名单：2个项目" in page
    assert "新材料产业园" in page
    assert not ProgrammeEntry.objects.filter(left_on__isnull=False).exists()


def remove(client: Client, scene: Scene, *keys: str, **more: object) -> int:
    data = {
        "do": "remove",
        "project": [scene.projects[key].pk for key in keys],
        "expected": len(keys),
        "left_on": "2021-07-10",
        "reason": "项目终止",
        **more,
    }
    return client.post("/projects/bulk/", data).status_code


def test_a_confirmed_removal_takes_them_off_the_list(scene: Scene, client_for: ClientFor) -> None:
    client = client_for("projects_office")
    assert remove(client, scene, "own", "sibling") == 302
    assert set(
        ProgrammeEntry.objects.filter(left_on=date(2021, 7, 10)).values_list(
            "project__name", flat=True
        )
    ) == {"新材料产业园", "智慧物流港"}
    assert names(client, "/projects/") == ["老街更新工程"]


def test_a_removal_without_a_reason_is_refused(scene: Scene, client_for: ClientFor) -> None:
    assert remove(client_for("projects_office"), scene, "own", reason="") == 422
    assert not ProgrammeEntry.objects.filter(left_on__isnull=False).exists()


def test_a_removal_of_another_number_asks_again(scene: Scene, client_for: ClientFor) -> None:
    assert remove(client_for("projects_office"), scene, "own", expected=5) == 200
    assert not ProgrammeEntry.objects.filter(left_on__isnull=False).exists()


def test_stages_change_where_the_track_allows(
    scene: Scene, ledger: Ledger, client_for: ClientFor
) -> None:
    client_for("projects_office").post(
        "/projects/bulk/?q=港",
        {
            "do": "advance",
            "everything": "1",
            "expected": "1",
            "to": "completed",
            "on": "2021-07-20",
        },
    )
    assert set(Project.objects.filter(stage="completed").values_list("name", flat=True)) == {
        "智慧物流港"
    }


def test_a_block_officer_does_nothing_in_bulk(scene: Scene, client_for: ClientFor) -> None:
    assert remove(client_for("block_officer"), scene, "own") == 403
