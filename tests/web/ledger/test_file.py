"""The file of a project and the forms that keep it: what they show, take and refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import AuditEntry
from niubizi.apps.projects.models import (
    PlanVersion,
    Programme,
    ProgrammeEntry,
    Project,
    ProjectAttachment,
    ProjectOrganization,
    ProjectPerson,
)
from niubizi.apps.projects.services.programmes import PlanInput, plan_revise
from niubizi.apps.projects.services.projects import Profile, project_update
from niubizi.apps.reporting.models import Position
from niubizi.apps.reporting.services.returns import return_withdraw
from niubizi.apps.reporting.services.reviews import return_correct, returns_approve
from niubizi.apps.reporting.services.uploads import photos_add
from niubizi.domain.amounts import fen_of_wan
from tests.cast import NOW, City
from tests.ledger import Ledger, Scene
from tests.web.month.test_photos import picture

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]
ClientFor = Callable[[str], Client]


def url(scene: Scene, tail: str = "", key: str = "own") -> str:
    return f"/projects/{scene.projects[key].pk}/{tail}"


def profile(city: City, **changes: Any) -> dict[str, Any]:
    """What the form of the own project would send, unchanged but for ``changes``."""
    shown: dict[str, Any] = {"name": "新材料产业园", "total_fen": "100000", "block": city.own.pk}
    return {**{f"initial-{name}": value for name, value in shown.items()}, **shown, **changes}


def test_the_head_says_how_the_project_stands(
    scene: Scene, actor_for: ActorFor, client_for: ClientFor
) -> None:
    for part in ("block_officer", "projects_office"):
        returns_approve(
            period_code="2021-07",
            project_ids=[scene.projects["own"].pk],
            actor=actor_for(part),
            at=NOW,
        )
    answer = client_for("leader").get(url(scene))
    text = " ".join(answer.content.decode().split())
    assert "58.3%" in text
    assert "超序时" in text
    assert answer.context["chart"].table.rows[6] == ["7月", "0.70", "0.70"]


def test_a_project_out_of_reach_is_not_there(scene: Scene, client_for: ClientFor) -> None:
    assert client_for("block_officer").get(url(scene, key="sibling")).status_code == 404


def test_the_curve_bends_where_the_plan_changed(
    scene: Scene, actor_for: ActorFor, client_for: ClientFor
) -> None:
    plan_revise(
        entry_id=scene.entries["own"].pk,
        plan=PlanInput(fen_of_wan(24_000)),
        from_month=7,
        document_number="示政办〔2021〕41号",
        reason="年中调整",
        actor=actor_for("projects_office"),
        at=NOW,
    )
    answer = client_for("projects_office").get(url(scene))
    planned = [row[1] for row in answer.context["chart"].table.rows]
    assert planned[5:7] == ["0.60", "1.40"]
    assert "示政办〔2021〕41号，年中调整" in answer.content.decode()


def test_returns_show_each_figure_and_each_step(
    scene: Scene, actor_for: ActorFor, client_for: ClientFor
) -> None:
    return_correct(
        report_id=scene.returns["own"].pk,
        invested_fen=fen_of_wan(6_800),
        comment="核减未开票部分",
        actor=actor_for("block_officer"),
        at=NOW,
    )
    page = client_for("leader").get(url(scene, "?tab=reports")).content.decode()
    assert "核减未开票部分" in page
    assert "7,000" in page
    assert "6,800" in page


def test_a_photo_of_a_return_stands_with_it(
    scene: Scene, actor_for: ActorFor, client_for: ClientFor
) -> None:
    officer, report = actor_for("project_officer"), scene.returns["own"]
    return_withdraw(report_id=report.pk, actor=officer, at=NOW)
    photos_add(
        period_code="2021-07",
        project_id=report.project_id,
        files=[("大门.jpg", picture(taken="2021:07:28 10:00:00"))],
        actor=officer,
        at=NOW,
    )
    client = client_for("project_officer")
    (photo,) = client.get(url(scene, "?tab=reports")).context["reports"][0]["photos"]
    assert photo["caption"] == "大门.jpg，7月28日拍摄"
    answer = client.get(photo["url"])
    assert answer.headers["Content-Type"] == "image/jpeg"
    answer.close()


def test_a_packages_curve_is_the_sum_of_its_parts(
    scene: Scene, ledger: Ledger, city: City, actor_for: ActorFor, client_for: ClientFor
) -> None:
    package = ledger.project(city.own, name="产业园打包项目")
    ledger.entry(scene.programme, package, plan_wan=40_000)
    parts = [ledger.project(city.own, package=package) for _ in range(2)]
    for part in parts:
        ledger.submitted(part, scene.period, by=actor_for("block_officer"), invested_wan=3_000)
    returns_approve(
        period_code="2021-07",
        project_ids=[part.pk for part in parts],
        actor=actor_for("projects_office"),
        at=NOW,
    )
    answer = client_for("leader").get(f"/projects/{package.pk}/")
    assert answer.context["chart"].table.rows[6][2] == "0.60"
    assert "打包项目，含2个子项目" in answer.content.decode()


def test_the_timeline_tells_what_happened_in_words(scene: Scene, client_for: ClientFor) -> None:
    events = client_for("leader").get(url(scene, "?tab=events")).context["events"]
    assert [event.title for event in events][:2] == ["2021年7月月报：上报", "2021年7月月报：保存"]
    assert events[-1].title == "新建项目"


def test_a_draft_is_shown_to_those_who_report_only(
    scene: Scene, ledger: Ledger, city: City, actor_for: ActorFor, client_for: ClientFor
) -> None:
    return_withdraw(report_id=scene.returns["own"].pk, actor=actor_for("project_officer"), at=NOW)
    path = url(scene, "?tab=reports")
    assert len(client_for("project_officer").get(path).context["reports"]) == 1
    assert len(client_for("leader").get(path).context["reports"]) == 0


def test_a_new_project_needs_the_declaration(city: City, client_for: ClientFor) -> None:
    data = {
        "name": "新能源厂房", "total_fen": "50,000", "block": city.own.pk,
        "track": "attracted", "stage": "signed",
    }  # fmt: skip
    client = client_for("projects_office")
    refused = client.post("/projects/new/", data)
    assert (refused.status_code, Project.objects.count()) == (422, 0)
    assert refused.context["form"].errors["not_classified"]
    client.post("/projects/new/", {**data, "not_classified": "on"})
    assert Project.objects.get().total_fen == fen_of_wan(50_000)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"total_fen": "很多"}, "total_fen"),
        ({"total_fen": "-3"}, "total_fen"),
        ({"block": ""}, "block"),
        ({"planned_start": "2022-05-01", "planned_end": "2021-05-01"}, "planned_end"),
        ({"longitude": "500"}, "longitude"),
    ],
)
def test_a_refused_profile_says_where_and_leaves_nothing_behind(
    changes: dict[str, Any], field: str, scene: Scene, city: City, client_for: ClientFor
) -> None:
    lines = AuditEntry.objects.count()
    answer = client_for("projects_office").post(
        url(scene, "edit/"), profile(city, version=1, **changes)
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert AuditEntry.objects.count() == lines


def test_a_code_of_another_project_is_refused_at_its_field(
    scene: Scene, ledger: Ledger, city: City, client_for: ClientFor
) -> None:
    ledger.project(city.own, national_code="2021-320400-35-01-1")
    answer = client_for("projects_office").post(
        url(scene, "edit/"), profile(city, version=1, national_code="2021-320400-35-01-1")
    )
    assert list(answer.context["form"].errors) == ["national_code"]


@pytest.fixture
def overtaken(scene: Scene, actor_for: ActorFor) -> Scene:
    """Someone else has changed the own project's total since its form was opened."""
    project_update(
        project_id=scene.projects["own"].pk,
        profile=Profile(name="新材料产业园", total_fen=fen_of_wan(120_000), industry="新材料"),
        version=Project.objects.get(pk=scene.projects["own"].pk).version,
        actor=actor_for("second_projects_office"),
        at=NOW,
    )
    return scene


def test_two_people_at_one_project_see_both_values(
    overtaken: Scene, city: City, client_for: ClientFor
) -> None:
    answer = client_for("projects_office").post(
        url(overtaken, "edit/"), profile(city, version=1, total_fen="110000")
    )
    conflict = answer.context["conflict"]
    assert answer.status_code == 409
    assert conflict["who"] == "项佳"
    assert [(each["label"], each["theirs"], each["mine"]) for each in conflict["fields"]] == [
        ("总投资", "120000", "110000")
    ]


def test_what_one_left_alone_stays_as_the_other_made_it(
    overtaken: Scene, city: City, client_for: ClientFor
) -> None:
    client = client_for("projects_office")
    conflict = client.post(
        url(overtaken, "edit/"), profile(city, version=1, total_fen="110000")
    ).context["conflict"]
    chosen = {each["name"]: each["mine"] for each in conflict["fields"]}
    data = {**dict(conflict["kept"]), **chosen, "version": conflict["version"]}
    assert client.post(url(overtaken, "edit/"), data).status_code == 302
    project = Project.objects.get(pk=overtaken.projects["own"].pk)
    assert (project.total_fen, project.industry) == (fen_of_wan(110_000), "新材料")


def test_a_project_moves_only_where_its_track_leads(scene: Scene, client_for: ClientFor) -> None:
    client = client_for("projects_office")
    refused = client.post(url(scene, "advance/"), {"to": "signed", "on": "2021-07-20"})
    assert (refused.status_code, Project.objects.get(name="新材料产业园").stage) == (
        422,
        "started",
    )
    client.post(url(scene, "advance/"), {"to": "completed", "on": "2021-07-20"})
    assert Project.objects.get(name="新材料产业园").completed_on == date(2021, 7, 20)


def test_a_plan_whose_months_do_not_sum_is_refused(scene: Scene, client_for: ClientFor) -> None:
    path = url(scene, f"entries/{scene.entries['own'].pk}/plan/")
    data = {
        "annual_fen": "12000", "from_month": "8", "document_number": "1号", "reason": "调整",
        "month_1": "100",
    }  # fmt: skip
    answer = client_for("projects_office").post(path, data)
    assert (answer.status_code, PlanVersion.objects.filter(number=2).count()) == (422, 0)


def test_a_revised_plan_is_a_version_with_its_document(scene: Scene, client_for: ClientFor) -> None:
    path = url(scene, f"entries/{scene.entries['own'].pk}/plan/")
    data = {"annual_fen": "1.5万", "from_month": "8", "document_number": "2号", "reason": "调减"}
    client = client_for("projects_office")
    assert client.post(path, data).status_code == 422
    assert client.post(path, {**data, "annual_fen": "15000"}).status_code == 302
    version = PlanVersion.objects.get(number=2)
    assert (version.annual_fen, version.document_number, version.from_month) == (
        fen_of_wan(15_000),
        "2号",
        8,
    )


def test_another_projects_entry_is_not_there(scene: Scene, client_for: ClientFor) -> None:
    path = url(scene, f"entries/{scene.entries['sibling'].pk}/plan/")
    assert client_for("projects_office").get(path).status_code == 404


def test_a_project_comes_onto_another_list(
    scene: Scene, ledger: Ledger, client_for: ClientFor
) -> None:
    provincial = ledger.programme("provincial", name="2021年省重大项目")
    data = {
        "programme": provincial.pk, "origin": "new", "entered_on": "2021-07-01",
        "annual_fen": "9000",
    }  # fmt: skip
    client_for("projects_office").post(url(scene, "entries/"), data)
    entry = ProgrammeEntry.objects.get(programme=provincial)
    assert entry.plans.get().annual_fen == fen_of_wan(9_000)


def test_tying_lets_a_department_see_the_project(
    scene: Scene, city: City, client_for: ClientFor
) -> None:
    office, department = client_for("projects_office"), client_for("department_officer")
    path = url(scene, key="stranger")
    assert department.get(path).status_code == 404
    office.post(
        f"{path}ties/",
        {"what": "link", "relation": "department", "organization": city.department.pk},
    )
    assert department.get(path).status_code == 200
    link = ProjectOrganization.objects.get(
        project=scene.projects["stranger"], relation="department"
    )
    office.post(f"{path}ties/remove/", {"link": link.pk})
    assert department.get(path).status_code == 404


def test_the_place_of_a_project_is_never_untied(scene: Scene, client_for: ClientFor) -> None:
    link = ProjectOrganization.objects.get(project=scene.projects["own"], relation="block")
    answer = client_for("projects_office").post(url(scene, "ties/remove/"), {"link": link.pk})
    assert answer.status_code == 422
    assert ProjectOrganization.objects.filter(pk=link.pk).exists()


def test_a_person_is_tied_once(scene: Scene, client_for: ClientFor) -> None:
    client = client_for("projects_office")
    user = ProjectPerson.objects.get().user_id
    client.post(url(scene, "ties/"), {"what": "person", "tie": "patron", "user": user})
    assert ProjectPerson.objects.count() == 1


def attach(client: Client, scene: Scene, name: str, data: bytes) -> None:
    client.post(url(scene, "files/"), {"file": SimpleUploadedFile(name, data)})


def test_an_attachment_is_served_as_a_download_of_its_own_type(
    scene: Scene, client_for: ClientFor
) -> None:
    client = client_for("project_officer")
    attach(client, scene, "批复.pdf", b"%PDF-1.7 ...")
    row = ProjectAttachment.objects.get()
    answer = client.get(url(scene, f"files/{row.pk}/"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("木马.exe", b"MZ"),
        ("假的.pdf", b"<html>"),
        ("页面.html", b"<html>"),
        ("没有后缀", b"%PDF-"),
        ("图.svg", b"<svg onload=alert(1)>"),
    ],
)
def test_a_file_of_another_kind_is_refused_and_not_kept(
    name: str, data: bytes, scene: Scene, client_for: ClientFor
) -> None:
    attach(client_for("project_officer"), scene, name, data)
    assert not ProjectAttachment.objects.exists()


def test_an_attachment_too_large_is_refused_and_not_kept(
    scene: Scene, client_for: ClientFor, settings: Any
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10
    attach(client_for("project_officer"), scene, "大.pdf", b"%PDF-1.7 and more")
    assert not ProjectAttachment.objects.exists()


def test_a_neighbour_does_not_reach_an_attachment(scene: Scene, client_for: ClientFor) -> None:
    attach(client_for("project_officer"), scene, "批复.pdf", b"%PDF-1.7 ...")
    path = url(scene, f"files/{ProjectAttachment.objects.get().pk}/")
    assert client_for("sibling_officer").get(path).status_code == 404


def test_a_removed_attachment_is_gone_from_its_url(scene: Scene, client_for: ClientFor) -> None:
    client = client_for("project_officer")
    attach(client, scene, "批复.pdf", b"%PDF-1.7 ...")
    path = url(scene, f"files/{ProjectAttachment.objects.get().pk}/")
    client.post(f"{path}remove/")
    assert client.get(path).status_code == 404


def test_a_programme_is_made_with_its_targets(city: City, client_for: ClientFor) -> None:
    data = {
        "code": "2021-key", "series": "key", "year": "2021", "level": "city",
        "name": "2021年区重点项目", "short_name": "区重点", "position": "3", "base_kind": "target",
        "schedule_rule": "plain_month", "tolerance_points": "5", "target_fen": "90000",
        f"target_{city.own.pk}": "50000",
    }  # fmt: skip
    client_for("projects_office").post("/programmes/new/", data)
    programme = Programme.objects.get(code="2021-key")
    assert (programme.target_fen, programme.targets.get().target_fen) == (
        fen_of_wan(90_000),
        fen_of_wan(50_000),
    )


def test_a_programme_by_target_needs_one(city: City, client_for: ClientFor) -> None:
    data = {
        "code": "2021-key", "series": "key", "year": "2021", "level": "city", "name": "区重点",
        "short_name": "区重点", "position": "3", "base_kind": "target",
        "schedule_rule": "plain_month", "tolerance_points": "5",
    }  # fmt: skip
    answer = client_for("projects_office").post("/programmes/new/", data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["target_fen"])


def test_a_changed_tolerance_changes_classes_at_once(
    scene: Scene, actor_for: ActorFor, client_for: ClientFor
) -> None:
    programme = scene.programme
    data = {
        "name": programme.name, "short_name": "市重大", "position": "0", "base_kind": "plans",
        "schedule_rule": "plain_month", "tolerance_points": "100", "version": programme.version,
    }  # fmt: skip
    client_for("projects_office").post("/programmes/2021-municipal/edit/", data)
    assert set(Position.objects.values_list("progress_class", flat=True)) == {"on_track"}


def test_who_came_and_went_stands_on_the_lists_page(
    scene: Scene, ledger: Ledger, city: City, client_for: ClientFor
) -> None:
    late = ledger.project(city.own, name="年中调入项目")
    ledger.entry(scene.programme, late, entered_on=date(2021, 7, 1))
    moves = client_for("leader").get("/programmes/2021-municipal/").context["moves"]
    assert [(move.entry.project.name, move.is_in) for move in moves] == [("年中调入项目", True)]
