"""The grid's save: rows in, rows out, each judged by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import ProgressReport
from niubizi.apps.reporting.services import reviews
from niubizi.apps.reporting.services.returns import ReturnInput, return_save
from niubizi.domain.amounts import fen_of_wan
from tests.cast import NOW
from tests.ledger import Scene

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str], Client]
ActorFor = Callable[[str], Actor]
SAVE = "/returns/grid/save/?period=2021-07"


def save(client: Client, *rows: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = client.post(SAVE, {"rows": list(rows)}, content_type="application/json")
    return answer.status_code, answer.json()


def row(project: Project, version: int = 0, **values: str | None) -> dict[str, Any]:
    return {"id": project.pk, "version": version, "values": values}


def page_rows(client: Client) -> dict[str, dict[str, Any]]:
    words = client.get("/returns/grid/?period=2021-07").content.decode()
    _, _, rest = words.partition('<script id="grid-data" type="application/json">')
    data = json.loads(rest.partition("</script>")[0])
    return {each["values"]["name"]: each for each in data["rows"]}


def draft(project: Project, actor: Actor, **values: Any) -> ProgressReport:
    given = ReturnInput(project.pk, **values)
    return return_save(period_code="2021-07", given=given, source="grid", actor=actor, at=NOW)


def test_a_row_is_kept_as_a_draft_and_answered_as_it_stands(
    fresh: Project, client_for: ClientFor
) -> None:
    code, answer = save(client_for("block_officer"), row(fresh, invested="7000.5"))
    (saved,) = answer["rows"]
    assert code == 200
    assert (saved["id"], saved["state"], saved["state_word"], saved["version"]) == (
        fresh.pk,
        "saved",
        "草稿",
        1,
    )
    assert saved["values"]["invested"] == "7000.5"


def test_what_was_not_touched_stays(
    fresh: Project, client_for: ClientFor, actor_for: ActorFor
) -> None:
    draft(fresh, actor_for("block_officer"), invested_fen=fen_of_wan(7_000), progress="主体封顶")
    save(client_for("block_officer"), row(fresh, 1, problems="缺电"))
    report = ProgressReport.objects.get(project=fresh)
    assert (report.reported_fen, report.progress, report.problems) == (
        fen_of_wan(7_000),
        "主体封顶",
        "缺电",
    )


def test_a_cell_can_be_emptied(fresh: Project, client_for: ClientFor, actor_for: ActorFor) -> None:
    draft(fresh, actor_for("block_officer"), invested_fen=fen_of_wan(7_000))
    save(client_for("block_officer"), row(fresh, 1, invested=None))
    assert ProgressReport.objects.get(project=fresh).reported_fen is None


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("invested", "约七千", "不是金额"),
        ("since_start", "0.0000001", "精确到了1分以下"),
        ("invested", "-5", "不能为负数"),
    ],
)
def test_a_wrong_cell_is_refused_where_it_stands(
    fresh: Project, client_for: ClientFor, field: str, text: str, words: str
) -> None:
    code, answer = save(
        client_for("block_officer"), {"id": fresh.pk, "version": 0, "values": {field: text}}
    )
    (refused,) = answer["rows"]
    assert code == 422
    assert refused["state"] == "error"
    assert words in "".join(refused["errors"].values())
    assert not ProgressReport.objects.filter(project=fresh).exists()


def test_a_wrong_row_does_not_hold_up_the_others(
    fresh: Project, scene: Scene, client_for: ClientFor, actor_for: ActorFor
) -> None:
    other = scene.projects["own"]
    reviews.return_send_back(
        report_id=scene.returns["own"].pk, comment="重报", actor=actor_for("block_officer"), at=NOW
    )
    version = ProgressReport.objects.get(project=other).version
    code, answer = save(
        client_for("block_officer"), row(fresh, invested="x"), row(other, version, invested="7100")
    )
    assert code == 422
    assert [each["state"] for each in answer["rows"]] == ["error", "saved"]
    assert ProgressReport.objects.get(project=other).reported_fen == fen_of_wan(7_100)


def test_a_stale_row_is_answered_with_what_the_other_person_stored(
    fresh: Project, client_for: ClientFor, actor_for: ActorFor
) -> None:
    draft(fresh, actor_for("project_officer"), invested_fen=fen_of_wan(6_500))
    code, answer = save(client_for("block_officer"), row(fresh, 0, invested="7000"))
    (theirs,) = answer["rows"]
    assert code == 409
    assert (theirs["state"], theirs["version"], theirs["values"]["invested"]) == (
        "conflict",
        1,
        "6500",
    )
    assert ProgressReport.objects.get(project=fresh).reported_fen == fen_of_wan(6_500)


def test_a_return_that_went_up_meanwhile_comes_back_locked(
    scene: Scene, client_for: ClientFor
) -> None:
    project = scene.projects["own"]
    code, answer = save(client_for("project_officer"), row(project, 1, invested="1"))
    (locked,) = answer["rows"]
    assert code == 422
    assert locked["state"] == "locked"
    assert "新材料产业园" in answer["message"]


def test_a_project_out_of_reach_is_not_even_mentioned(scene: Scene, client_for: ClientFor) -> None:
    answer = save(client_for("project_officer"), row(scene.projects["sibling"], invested="1"))
    assert answer == (200, {"rows": []})


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"rows": 1}', b'{"rows": [{"id": "x"}]}', b'{"rows": [{"id": 1}]}', b"\xff"],
)
def test_a_body_that_is_no_rows_is_refused_in_a_sentence(
    fresh: Project, client_for: ClientFor, body: bytes
) -> None:
    answer = client_for("block_officer").post(SAVE, body, content_type="application/json")
    assert answer.status_code == 422
    assert "没有保存" in answer.json()["message"]


def test_a_prepared_month_takes_no_rows(fresh: Project, client_for: ClientFor) -> None:
    client_for("projects_office").post("/closing/prepare/?period=2021-07")
    code, answer = save(client_for("block_officer"), row(fresh, invested="7000"))
    assert code == 422
    assert "待确认关账" in answer["message"]


def test_what_is_still_to_fill_stands_first(fresh: Project, client_for: ClientFor) -> None:
    rows = page_rows(client_for("block_officer"))
    assert [(name, each["state"]) for name, each in rows.items()] == [
        ("新能源基地", "open"),
        ("新材料产业园", "locked"),
    ]


def test_a_returned_row_can_be_filled_and_shows_the_remark(
    scene: Scene, client_for: ClientFor, actor_for: ActorFor
) -> None:
    reviews.return_send_back(
        report_id=scene.returns["own"].pk,
        comment="形象进度太简单",
        actor=actor_for("block_officer"),
        at=NOW,
    )
    found = page_rows(client_for("project_officer"))["新材料产业园"]
    assert (found["state"], found["state_word"], found["values"]["remark"]) == (
        "saved",
        "已退回",
        "形象进度太简单",
    )


def test_filled_returns_are_sent_up_together(
    fresh: Project, client_for: ClientFor, actor_for: ActorFor
) -> None:
    draft(fresh, actor_for("block_officer"), invested_fen=fen_of_wan(7_000))
    client = client_for("block_officer")
    assert "新能源基地" in client.get("/returns/submit/?period=2021-07").content.decode()
    client.post("/returns/submit/?period=2021-07", {"project": [fresh.pk]})
    report = ProgressReport.objects.get(project=fresh)
    assert (report.state, report.level) == ("submitted", 2)


def test_a_return_without_a_figure_is_not_offered_for_sending(
    fresh: Project, client_for: ClientFor, actor_for: ActorFor
) -> None:
    draft(fresh, actor_for("block_officer"), progress="主体封顶")
    words = client_for("block_officer").get("/returns/submit/?period=2021-07").content.decode()
    assert "没有可以上报的月报" in words


def test_what_is_refused_when_sending_says_why_in_its_row(
    fresh: Project, client_for: ClientFor, actor_for: ActorFor
) -> None:
    draft(fresh, actor_for("block_officer"), progress="主体封顶")
    answer = client_for("block_officer").post(
        "/returns/submit/?period=2021-07", {"project": [fresh.pk]}
    )
    assert answer.status_code == 422
    assert ProgressReport.objects.get(project=fresh).state == "draft"
