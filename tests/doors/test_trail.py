"""The trail in words: every deed and every kept value of the source has its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import niubizi
from niubizi.apps.projects.services.projects import PROFILE_FIELDS
from niubizi.doors.trail import ACTIONS, FIELDS, Change, changes, origin_word, value_text

SOURCE = Path(niubizi.__file__).parent
OF_RECORD = {"at", "actor", "action", "subject", "label", "before", "after"}
PAIRED = {"before_fen", "after_fen"}


def records() -> Iterator[tuple[str, ast.Call]]:
    """Each ``record(…)`` of the services: where, and the call."""
    for path in sorted(SOURCE.glob("apps/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


RECORDS = list(records())
WHERE = [where for where, _ in RECORDS]


@pytest.mark.parametrize("call", [call for _, call in RECORDS], ids=WHERE)
def test_every_value_a_service_keeps_has_a_word(call: ast.Call) -> None:
    kept = {each.arg for each in call.keywords if each.arg} - OF_RECORD - PAIRED
    assert kept <= FIELDS.keys()


@pytest.mark.parametrize("call", [call for _, call in RECORDS], ids=WHERE)
def test_every_deed_a_service_records_has_a_word(call: ast.Call) -> None:
    (action,) = (each.value for each in call.keywords if each.arg == "action")
    named = isinstance(action, ast.Constant)
    assert not named or action.value in ACTIONS  # type: ignore[attr-defined]


def test_every_field_of_a_project_has_a_word() -> None:
    assert set(PROFILE_FIELDS) <= FIELDS.keys()


def test_a_changed_field_shows_before_and_after() -> None:
    detail = {
        "before": {"name": "甲", "position": 1, "valid_to": None},
        "after": {"name": "乙", "position": 1, "valid_to": "2021-06-30"},
    }
    assert changes("organization.update", detail) == [
        Change("名称", "甲", "乙"),
        Change("终止日期", "—", "2021年6月30日"),
    ]


def test_an_advanced_stage_is_shown_in_words() -> None:
    detail = {"before": "signed", "after": "started", "on": "2021-03-01", "note": ""}
    assert changes("project.advance", detail) == [
        Change("阶段", "签约", "开工"),
        Change("日期", None, "2021年3月1日"),
    ]


def test_a_corrected_figure_shows_both_in_wan() -> None:
    detail = {"before_fen": 7_000_000_000, "figure_fen": 6_500_000_000, "state": "submitted"}
    assert changes("return.correct", detail) == [
        Change("本年累计完成投资", "7,000万元", "6,500万元"),
        Change("状态", None, "待审核"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("is_active", False, "否"),
        ("total_fen", 12_345_600, "12.3456万元"),
        ("valid_from", None, "—"),
        ("published_at", "2021-08-06T01:30:00+00:00", "2021年8月6日 09:30"),
        ("flags", ["高新", "外资"], "高新、外资"),
        ("sha256", "b13ff74d2d470a057ec1", "b13ff74d2d47…"),
        ("note", "2021 is no date", "2021 is no date"),
    ],
)
def test_a_kept_value_is_written_as_people_do(name: str, value: object, text: str) -> None:
    assert value_text(name, value) == text


def test_the_door_of_a_deed_is_named() -> None:
    assert origin_word("web 192.0.2.7") == "网页 192.0.2.7"
    assert origin_word("verb") == "命令行"
