"""The queue: suspicious first and why, one by one or in bulk, in place or on a page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import ProgressReport
from niubizi.domain.amounts import fen_of_wan
from tests.cast import City
from tests.ledger import Ledger, Scene

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]
ActorFor = Callable[[str], Actor]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def wild(scene: Scene, city: City, ledger: Ledger, actor_for: ActorFor) -> Project:
    """A project of 湖东区 that reports more than it costs."""
    project = ledger.project(city.sibling, name="超额项目", total_wan=1_000)
    ledger.entry(scene.programme, project)
    ledger.submitted(
        project,
        scene.period,
        by=actor_for("sibling_officer"),
        invested_wan=2_000,
        since_start_fen=fen_of_wan(2_000),
    )
    return project


@pytest.fixture
def calm(scene: Scene, city: City, ledger: Ledger, actor_for: ActorFor) -> Project:
    """A project of 湖东区 whose return gives no reason to look twice."""
    project = ledger.project(city.sibling, name="平稳项目")
    ledger.entry(scene.programme, project)
    ledger.submitted(project, scene.period, by=actor_for("sibling_officer"), invested_wan=3_000)
    return project


def queue(client: Client) -> str:
    return client.get("/returns/review/?period=2021-07").content.decode()


def deed(project: Project) -> str:
    return f"/returns/{project.code}/review/?period=2021-07"


def state(scene: Scene, key: str) -> tuple[str, int]:
    report = ProgressReport.objects.get(pk=scene.returns[key].pk)
    return report.state, report.level


def test_the_queue_says_why_a_return_stands_first(wild: Project, client_for: ClientFor) -> None:
    words = queue(client_for("projects_office"))
    assert words.index("超额项目") < words.index("智慧物流港")
    assert "自开工累计2,000万元，超过总投资1,000万元。" in words


def test_only_what_is_not_suspicious_is_chosen_beforehand(
    wild: Project, calm: Project, client_for: ClientFor
) -> None:
    words = queue(client_for("projects_office"))
    chosen = re.findall(r'value="(\d+)" aria-label="[^"]+" checked', words)
    assert str(calm.pk) in chosen
    assert str(wild.reports.get().pk) not in chosen


def test_the_queue_can_be_narrowed_to_what_is_suspicious(
    wild: Project, calm: Project, client_for: ClientFor
) -> None:
    words = client_for("projects_office").get("/returns/review/?odd=1").content.decode()
    assert "超额项目" in words
    assert "平稳项目" not in words


def test_the_block_passes_a_return_on_to_the_city(scene: Scene, client_for: ClientFor) -> None:
    client_for("block_officer").post(deed(scene.projects["own"]), {"do": "approve"})
    assert state(scene, "own") == ("submitted", 2)


def test_the_city_approves_for_good(scene: Scene, client_for: ClientFor) -> None:
    client_for("projects_office").post(deed(scene.projects["sibling"]), {"do": "approve"})
    assert state(scene, "sibling") == ("approved", 2)


def test_the_city_does_not_decide_what_waits_at_a_block(
    scene: Scene, client_for: ClientFor
) -> None:
    answer = client_for("projects_office").post(deed(scene.projects["own"]), {"do": "approve"})
    assert answer.status_code == 422
    assert "现由“板块”审核" in answer.content.decode()
    assert state(scene, "own") == ("submitted", 1)


def test_sending_back_takes_a_remark(scene: Scene, client_for: ClientFor) -> None:
    answer = client_for("projects_office").post(
        deed(scene.projects["sibling"]), {"do": "return", "comment": " "}
    )
    assert answer.status_code == 422
    assert "请写明意见" in answer.content.decode()
    assert state(scene, "sibling") == ("submitted", 2)


def test_the_reporter_reads_why_a_return_came_back(scene: Scene, client_for: ClientFor) -> None:
    project = scene.projects["sibling"]
    client_for("projects_office").post(
        deed(project), {"do": "return", "comment": "请补充设备购置合同"}
    )
    words = client_for("sibling_officer").get(f"/returns/{project.code}/").content.decode()
    assert "请补充设备购置合同" in words


def test_a_correction_keeps_what_was_reported(scene: Scene, client_for: ClientFor) -> None:
    client_for("projects_office").post(
        deed(scene.projects["sibling"]),
        {"do": "correct", "invested": "6,800", "comment": "扣除土地款"},
    )
    report = ProgressReport.objects.get(pk=scene.returns["sibling"].pk)
    assert (report.reported_fen, report.reviewed_fen) == (fen_of_wan(7_000), fen_of_wan(6_800))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"invested": "", "comment": "核减"}, "审核数："),
        ({"invested": "约六千", "comment": "核减"}, "不是金额"),
        ({"invested": "6800", "comment": ""}, "请写明意见"),
    ],
    ids=["no figure", "not a figure", "no reason"],
)
def test_a_correction_without_figure_or_reason_is_refused(
    scene: Scene, client_for: ClientFor, given: dict[str, str], words: str
) -> None:
    answer = client_for("projects_office").post(
        deed(scene.projects["sibling"]), {"do": "correct", **given}
    )
    assert answer.status_code == 422
    report = ProgressReport.objects.get(pk=scene.returns["sibling"].pk)
    assert report.reviewed_fen == fen_of_wan(7_000)


def test_many_are_passed_at_once_and_the_number_is_told(
    scene: Scene, client_for: ClientFor
) -> None:
    ids = [scene.projects[key].pk for key in ("sibling", "stranger")]
    answer = client_for("projects_office").post(
        "/returns/review/approve/?period=2021-07", {"project": ids}, follow=True
    )
    assert "已通过2份月报" in answer.content.decode()


def test_what_cannot_be_passed_in_bulk_is_told_and_stays(
    scene: Scene, client_for: ClientFor
) -> None:
    ids = [project.pk for project in scene.projects.values()]
    answer = client_for("projects_office").post(
        "/returns/review/approve/?period=2021-07", {"project": ids}, follow=True
    )
    words = answer.content.decode()
    assert "已通过2份月报" in words
    assert "1份没有通过" in words
    assert state(scene, "own") == ("submitted", 1)


def test_a_row_opens_in_place(scene: Scene, client_for: ClientFor) -> None:
    answer = client_for("projects_office").get(deed(scene.projects["sibling"]), headers=HTMX)
    words = answer.content.decode()
    assert words.startswith("<tbody")
    assert "退回意见" in words


def test_a_row_decided_in_place_says_what_became_of_it(scene: Scene, client_for: ClientFor) -> None:
    answer = client_for("projects_office").post(
        deed(scene.projects["sibling"]), {"do": "approve"}, headers=HTMX
    )
    words = answer.content.decode()
    assert "“智慧物流港”已通过" in words
    assert '<span id="queue-count" hx-swap-oob="true">1</span>' in words


def test_a_row_refused_in_place_stays_open_with_what_was_typed(
    scene: Scene, client_for: ClientFor
) -> None:
    answer = client_for("projects_office").post(
        deed(scene.projects["sibling"]),
        {"do": "correct", "invested": "约六千", "comment": "核减土地款"},
        headers=HTMX,
    )
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "核减土地款" in words
    assert words.startswith("<tbody")


def test_a_block_does_not_find_another_blocks_return(scene: Scene, client_for: ClientFor) -> None:
    answer = client_for("block_officer").post(deed(scene.projects["sibling"]), {"do": "approve"})
    assert answer.status_code == 404


def test_a_return_nobody_has_begun_is_not_reviewed(fresh: Project, client_for: ClientFor) -> None:
    assert client_for("block_officer").get(deed(fresh)).status_code == 422


def test_a_reader_has_no_queue(scene: Scene, client_for: ClientFor) -> None:
    assert client_for("leader").get("/returns/review/").status_code == 403
