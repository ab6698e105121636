"""What is owed, what waits, and in which order: the rows behind the month's pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import Programme, Project
from niubizi.apps.projects.services.programmes import entry_remove
from niubizi.apps.reporting.models import Period
from niubizi.apps.reporting.selectors.owing import owing
from niubizi.apps.reporting.selectors.returns import (
    STATE_WORDS,
    ReturnRow,
    in_state,
    return_of,
    returns_due,
    rows_by_id,
    state_counts,
    waiting,
)
from niubizi.apps.reporting.services import closing, reviews
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.lifecycle import Stage
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from tests.cast import NOW, City
from tests.ledger import Ledger, Scene

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]


def names(rows: list[ReturnRow]) -> list[str]:
    return [row.project.name for row in rows]


def due(period: Period, actor: Actor) -> list[ReturnRow]:
    return returns_due(period=period, actor=actor, operation=Operation.VIEW_RETURNS)


def queue(period: Period, actor: Actor) -> list[ReturnRow]:
    ids = waiting(period=period, actor=actor).values_list("project_id", flat=True)
    return rows_by_id(ids, period=period)


def test_a_project_unit_owes_its_own_projects_only(scene: Scene, actor_for: ActorFor) -> None:
    assert names(due(scene.period, actor_for("project_officer"))) == ["新材料产业园"]


def test_the_office_sees_every_return_that_is_owed(scene: Scene, actor_for: ActorFor) -> None:
    assert len(due(scene.period, actor_for("projects_office"))) == 3


def test_a_project_on_two_lists_owes_one_return(
    scene: Scene, ledger: Ledger, actor_for: ActorFor
) -> None:
    second = ledger.programme("provincial", level=Programme.Level.PROVINCE)
    ledger.entry(second, scene.projects["own"], plan_wan=20_000)
    (row,) = due(scene.period, actor_for("block_officer"))
    assert row.project.plan_fen == fen_of_wan(20_000)


def test_a_completed_project_owes_nothing(
    scene: Scene, city: City, ledger: Ledger, actor_for: ActorFor
) -> None:
    ledger.entry(scene.programme, ledger.project(city.own, stage=Stage.COMPLETED))
    assert names(due(scene.period, actor_for("block_officer"))) == ["新材料产业园"]


def test_the_parts_of_a_package_owe_and_the_package_does_not(
    scene: Scene, city: City, ledger: Ledger, actor_for: ActorFor
) -> None:
    package = ledger.project(city.own, name="打包项目")
    ledger.project(city.own, name="子项目", package=package)
    ledger.entry(scene.programme, package)
    assert names(due(scene.period, actor_for("block_officer"))) == ["新材料产业园", "子项目"]


def test_a_project_off_the_list_owes_nothing(
    scene: Scene, actor_for: ActorFor, ledger: Ledger
) -> None:
    entry_remove(
        entry_id=scene.entries["own"].pk,
        left_on=date(2021, 7, 1),
        reason="项目取消",
        actor=ledger.office,
        at=NOW,
    )
    assert due(scene.period, actor_for("block_officer")) == []


def test_a_row_holds_the_last_approved_figure_of_the_year(
    scene: Scene, actor_for: ActorFor, ledger: Ledger
) -> None:
    june = ledger.period(Month(2021, 6))
    project = scene.projects["sibling"]
    ledger.submitted(project, june, by=actor_for("sibling_officer"), invested_wan=5_000)
    reviews.returns_approve(
        period_code=june.code, project_ids=[project.pk], actor=ledger.office, at=NOW
    )
    row = return_of(period=scene.period, actor=ledger.office, code=project.code)
    assert (row.previous_fen, row.previous_month) == (fen_of_wan(5_000), Month(2021, 6))


def test_a_return_sent_back_carries_the_remark(scene: Scene, actor_for: ActorFor) -> None:
    reviews.return_send_back(
        report_id=scene.returns["own"].pk,
        comment="请补充形象进度",
        actor=actor_for("block_officer"),
        at=NOW,
    )
    (row,) = due(scene.period, actor_for("project_officer"))
    assert row.remark is not None
    assert (row.state_word, row.remark.text) == ("已退回", "请补充形象进度")


def test_states_are_counted_by_the_level_they_wait_at(scene: Scene, actor_for: ActorFor) -> None:
    projects = owing(period=scene.period, actor=actor_for("projects_office"))
    counts = state_counts(projects, period=scene.period)
    assert counts == {
        "none": 0,
        "draft": 0,
        "returned": 0,
        "at_block": 1,
        "at_city": 2,
        "approved": 0,
    }


def test_the_city_office_reviews_what_has_left_the_blocks(
    scene: Scene, actor_for: ActorFor
) -> None:
    assert names(queue(scene.period, actor_for("projects_office"))) == [
        "智慧物流港",
        "老街更新工程",
    ]


def test_a_block_reviews_what_its_project_units_have_sent(
    scene: Scene, actor_for: ActorFor
) -> None:
    assert names(queue(scene.period, actor_for("block_officer"))) == ["新材料产业园"]


def test_a_reader_has_no_queue(scene: Scene, actor_for: ActorFor) -> None:
    assert queue(scene.period, actor_for("leader")) == []


def test_the_most_suspicious_return_stands_first(
    scene: Scene, city: City, ledger: Ledger, actor_for: ActorFor
) -> None:
    wild = ledger.project(city.sibling, name="超额项目", total_wan=1_000)
    ledger.entry(scene.programme, wild)
    ledger.submitted(
        wild,
        scene.period,
        by=actor_for("sibling_officer"),
        invested_wan=2_000,
        since_start_fen=fen_of_wan(2_000),
    )
    assert names(queue(scene.period, actor_for("projects_office")))[0] == "超额项目"


def test_a_closed_period_still_shows_what_was_owed(
    scene: Scene, ledger: Ledger, actor_for: ActorFor
) -> None:
    closing.closing_prepare(period_code="2021-07", actor=ledger.office, at=NOW)
    act = closing.closing_confirm(period_code="2021-07", actor=actor_for("chief"), at=NOW)
    Project.objects.update(stage=Stage.COMPLETED.value)
    rows = returns_due(period=scene.period, actor=ledger.office, closing=act)
    assert len(rows) == 3


@pytest.mark.parametrize("key", STATE_WORDS)
def test_filtering_by_a_state_finds_as_many_as_its_count_says(
    scene: Scene, city: City, ledger: Ledger, actor_for: ActorFor, key: str
) -> None:
    ledger.entry(scene.programme, ledger.project(city.own))
    projects = owing(period=scene.period, actor=actor_for("projects_office"))
    counts = state_counts(projects, period=scene.period)
    assert in_state(projects, key, period=scene.period).count() == counts[key]
