"""The form of one return, as it works without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import ProgressReport
from niubizi.apps.reporting.services import reviews
from niubizi.apps.reporting.services.returns import ReturnInput, return_save
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.periods import Month
from tests.cast import NOW
from tests.ledger import Ledger, Scene

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]
ActorFor = Callable[[str], Actor]


def send(client: Client, project: Project, **values: Any) -> HttpResponse:
    given = {"invested": "", "since_start": "", "version": "", "do": "save", **values}
    return client.post(f"/returns/{project.code}/save/?period=2021-07", given)  # type: ignore[return-value]


def report_of(project: Project) -> ProgressReport:
    return ProgressReport.objects.filter(project=project).latest("revision")


def approved_before(ledger: Ledger, project: Project, reporter: Actor, wan: int) -> None:
    """An approved return of June."""
    june = ledger.period(Month(2021, 6))
    ledger.submitted(project, june, by=reporter, invested_wan=wan)
    reviews.returns_approve(
        period_code=june.code, project_ids=[project.pk], actor=ledger.office, at=NOW
    )


def test_a_draft_is_kept_and_not_sent_up(fresh: Project, client_for: ClientFor) -> None:
    answer = send(client_for("block_officer"), fresh, invested="7,000", progress="主体封顶")
    report = report_of(fresh)
    assert answer.status_code == 302
    assert (report.state, report.reported_fen, report.progress) == (
        "draft",
        fen_of_wan(7_000),
        "主体封顶",
    )


def test_a_project_unit_sends_its_return_to_the_block(
    fresh: Project, client_for: ClientFor
) -> None:
    send(client_for("project_officer"), fresh, invested="7000", do="submit")
    report = report_of(fresh)
    assert (report.state, report.level) == ("submitted", 1)


def test_what_is_no_amount_is_refused_at_its_field(fresh: Project, client_for: ClientFor) -> None:
    answer = send(client_for("block_officer"), fresh, invested="约七千", progress="主体封顶")
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "本年累计完成投资：“约七千”不是金额" in words
    assert "主体封顶" in words
    assert not ProgressReport.objects.filter(project=fresh).exists()


def test_a_falling_figure_asks_for_its_reason_and_keeps_nothing(
    fresh: Project, client_for: ClientFor, actor_for: ActorFor, ledger: Ledger
) -> None:
    approved_before(ledger, fresh, actor_for("block_officer"), 8_000)
    answer = send(client_for("block_officer"), fresh, invested="7000", do="submit")
    assert answer.status_code == 422
    assert "低于上期的8,000万元" in answer.content.decode()
    assert report_of(fresh).period.code == "2021-06"


def test_two_people_saving_the_same_return_see_both_values(
    fresh: Project, client_for: ClientFor, actor_for: ActorFor
) -> None:
    return_save(
        period_code="2021-07",
        given=ReturnInput(fresh.pk, fen_of_wan(6_500), progress="主体封顶"),
        source="grid",
        actor=actor_for("project_officer"),
        at=NOW,
    )
    answer = send(client_for("block_officer"), fresh, invested="7000", progress="主体封顶")
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "齐业" in words
    assert 'value="6500"' in words
    assert 'value="7000" checked' in words
    assert report_of(fresh).reported_fen == fen_of_wan(6_500)


def test_a_settled_conflict_is_saved_over_the_version_it_showed(
    fresh: Project, client_for: ClientFor, actor_for: ActorFor
) -> None:
    theirs = return_save(
        period_code="2021-07",
        given=ReturnInput(fresh.pk, fen_of_wan(6_500)),
        source="grid",
        actor=actor_for("project_officer"),
        at=NOW,
    )
    send(client_for("block_officer"), fresh, invested="7000", version=theirs.version)
    assert report_of(fresh).reported_fen == fen_of_wan(7_000)


def test_a_return_under_review_shows_no_form(scene: Scene, client_for: ClientFor) -> None:
    project = scene.projects["own"]
    words = client_for("project_officer").get(f"/returns/{project.code}/").content.decode()
    assert "待板块审核" in words
    assert "保存并上报" not in words


def test_a_return_nobody_has_decided_on_can_be_taken_back(
    scene: Scene, client_for: ClientFor
) -> None:
    project = scene.projects["own"]
    client_for("project_officer").post(f"/returns/{project.code}/withdraw/?period=2021-07")
    assert report_of(project).state == "draft"


def test_an_approved_return_is_corrected_by_a_revision_with_its_reason(
    scene: Scene, client_for: ClientFor, ledger: Ledger
) -> None:
    project = scene.projects["sibling"]
    reviews.return_approve(report_id=scene.returns["sibling"].pk, actor=ledger.office, at=NOW)
    client_for("sibling_officer").post(
        f"/returns/{project.code}/revise/?period=2021-07", {"reason": "统计口径有误"}
    )
    report = report_of(project)
    assert (report.revision, report.state, report.reason) == (2, "draft", "统计口径有误")


def test_a_correction_without_a_reason_is_refused(
    scene: Scene, client_for: ClientFor, ledger: Ledger
) -> None:
    project = scene.projects["sibling"]
    reviews.return_approve(report_id=scene.returns["sibling"].pk, actor=ledger.office, at=NOW)
    answer = client_for("sibling_officer").post(
        f"/returns/{project.code}/revise/?period=2021-07", {"reason": " "}
    )
    assert (answer.status_code, report_of(project).revision) == (422, 1)


def test_a_department_reads_returns_and_reports_none(scene: Scene, client_for: ClientFor) -> None:
    project = scene.projects["own"]
    department = client_for("department_officer")
    assert "新材料产业园" in department.get("/returns/").content.decode()
    assert send(department, project, invested="1").status_code == 403


def test_a_project_unit_finds_no_other_project(scene: Scene, client_for: ClientFor) -> None:
    project = scene.projects["sibling"]
    assert client_for("project_officer").get(f"/returns/{project.code}/").status_code == 404


def test_a_closed_month_can_be_read_and_not_filled(
    fresh: Project, client_for: ClientFor, ledger: Ledger
) -> None:
    client_for("projects_office").post("/closing/prepare/?period=2021-07")
    client = client_for("block_officer")
    assert "待确认关账，不能再填报" in client.get(f"/returns/{fresh.code}/").content.decode()
    answer = send(client, fresh, invested="7000")
    assert answer.status_code == 422
    assert not ProgressReport.objects.filter(project=fresh).exists()
