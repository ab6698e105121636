"""Completeness and timeliness by block, and the text that reminds who hasn't reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.reporting.models import Period
from niubizi.apps.reporting.selectors.completeness import (
    Completeness,
    completeness,
    completeness_counts,
)
from niubizi.apps.reporting.services import closing, reviews
from niubizi.domain.deadlines import CHINA
from niubizi.doors.chasing import NAMED, chase_text
from tests.cast import NOW, City
from tests.ledger import Ledger, Scene

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]
BEFORE = datetime(2021, 8, 3, 12, 0, tzinfo=CHINA)
AFTER = datetime(2021, 8, 4, 9, 0, tzinfo=CHINA)
OFFICE = "示例市重大项目办公室"


def seen(period: Period, actor: Actor, at: datetime = BEFORE) -> Completeness:
    found = completeness(period=period, actor=actor, at=at)
    assert without_names(found) == completeness_counts(period=period, actor=actor, at=at)
    return found


def without_names(found: Completeness) -> Completeness:
    return replace(
        found,
        blocks=tuple(replace(each, missing=()) for each in found.blocks),
        total=replace(found.total, missing=()),
    )


def by_block(found: Completeness) -> dict[str, tuple[int, int, int, int]]:
    return {
        each.name: (each.owed, each.on_time, each.late, each.outstanding) for each in found.blocks
    }


def test_a_return_counts_when_it_has_left_the_block(scene: Scene, actor_for: ActorFor) -> None:
    found = seen(scene.period, actor_for("projects_office"))
    assert by_block(found) == {
        "滨江区": (1, 0, 0, 1),
        "湖东区": (1, 1, 0, 0),
        "老城区": (1, 1, 0, 0),
    }


def test_what_the_block_hands_up_after_its_moment_is_late(
    scene: Scene, actor_for: ActorFor
) -> None:
    reviews.return_approve(
        report_id=scene.returns["own"].pk, actor=actor_for("block_officer"), at=AFTER
    )
    found = seen(scene.period, actor_for("projects_office"), AFTER)
    assert by_block(found)["滨江区"] == (1, 0, 1, 0)


def test_what_is_missing_says_where_it_stands(scene: Scene, actor_for: ActorFor) -> None:
    (missing,) = seen(scene.period, actor_for("projects_office")).total.missing
    assert (missing.project.label, missing.state_word) == ("新材料产业园（恒新材料）", "待板块审核")


def test_a_block_sees_its_own_completeness_only(scene: Scene, actor_for: ActorFor) -> None:
    assert list(by_block(seen(scene.period, actor_for("sibling_officer")))) == ["湖东区"]


def test_a_rate_without_returns_due_is_not_available(ledger: Ledger, actor_for: ActorFor) -> None:
    found = seen(ledger.period(), actor_for("projects_office"))
    assert found.total.completeness is None


def test_a_closed_period_keeps_its_completeness(
    scene: Scene, ledger: Ledger, actor_for: ActorFor
) -> None:
    open_one = by_block(seen(scene.period, ledger.office))
    closing.closing_prepare(period_code="2021-07", actor=ledger.office, at=NOW)
    act = closing.closing_confirm(period_code="2021-07", actor=actor_for("chief"), at=NOW)
    asked: dict[str, Any] = {
        "period": scene.period,
        "actor": ledger.office,
        "at": BEFORE,
        "closing": act,
    }
    closed = completeness(**asked)
    assert by_block(closed) == open_one
    assert completeness_counts(**asked) == without_names(closed)


def test_a_reminder_names_the_projects_and_the_day(scene: Scene, actor_for: ActorFor) -> None:
    found = seen(scene.period, actor_for("projects_office"))
    text = chase_text(found, found.blocks[0], office=OFFICE)
    assert text.splitlines() == [
        "滨江区专班：",
        "2021年7月重大项目月报应报1个，已报0个，还有1个未报，请于8月3日前报送：",
        "1. 新材料产业园（恒新材料），待板块审核",
        "请提前督促项目单位填报并审核上报，谢谢配合！",
        OFFICE,
    ]


def test_after_the_due_moment_a_reminder_says_what_will_be_carried(
    scene: Scene, actor_for: ActorFor
) -> None:
    found = seen(scene.period, actor_for("projects_office"), AFTER)
    text = chase_text(found, found.blocks[0], office=OFFICE)
    assert "已过8月3日的报送期限" in text
    assert "未报的项目将结转上期数" in text


def test_a_block_that_has_reported_gets_no_reminder(scene: Scene, actor_for: ActorFor) -> None:
    found = seen(scene.period, actor_for("projects_office"))
    assert chase_text(found, found.blocks[1], office=OFFICE) == ""


def test_a_long_reminder_says_how_many_more_there_are(
    scene: Scene, city: City, ledger: Ledger, actor_for: ActorFor
) -> None:
    for _ in range(NAMED):
        ledger.entry(scene.programme, ledger.project(city.own))
    found = seen(scene.period, actor_for("projects_office"))
    assert f"……等{NAMED + 1}个项目。" in chase_text(found, found.blocks[0], office=OFFICE)
