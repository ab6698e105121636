"""Why a return is suspicious, in the words a reviewer reads."""

from __future__ import annotations

import ast
import inspect

import pytest

from niubizi.domain import suspicion
from niubizi.doors.suspicions import SENTENCES, WORDS, suspicion_sentence

WAN = 1_000_000


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        (
            {"code": "falls", "invested": 800 * WAN, "previous": 1_000 * WAN},
            "本年累计800万元，比上期的1,000万元少200万元。",
        ),
        (
            {"code": "exceeds_total", "total": 60_000 * WAN, "limit": 50_000 * WAN},
            "自开工累计60,000万元，超过总投资50,000万元。",
        ),
        (
            {"code": "jump", "added": 6_000 * WAN, "plan": 12_000 * WAN},
            "比上期新增6,000万元，占年度计划12,000万元的50.0%。",
        ),
        (
            {"code": "jump", "added": 6_000 * WAN, "plan": 12_000 * WAN, "due": 7_000 * WAN},
            "本年首次报送13,000万元，比到本期应完成的7,000万元多6,000万元，占年度计划12,000万元的50.0%。",
        ),
        (
            {"code": "unchanged", "invested": 7_000 * WAN},
            "本年累计7,000万元，与上期相同，没有新增投资。",
        ),
        (
            {"code": "photo_reused", "photo": "大门.jpg", "where": "物流港（2021-06）"},
            "照片“大门.jpg”在物流港（2021年6月）的月报中用过。",
        ),
        (
            {"code": "photo_time", "photo": "大门.jpg", "taken_on": "2020-05-01"},
            "照片“大门.jpg”拍摄于2020年5月1日，不是本期的照片。",
        ),
        (
            {"code": "photo_place", "photo": "大门.jpg", "km": 12.3},
            "照片“大门.jpg”的拍摄地点距项目12.3公里。",
        ),
    ],
    ids=lambda value: value["code"] if isinstance(value, dict) else "",
)
def test_a_suspicion_is_told_in_a_sentence(stored: dict[str, object], sentence: str) -> None:
    assert suspicion_sentence(stored) == sentence


def test_every_suspicion_of_the_domain_has_its_words() -> None:
    tree = ast.parse(inspect.getsource(suspicion))
    codes = {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Suspicion"
        and isinstance(call.args[0], ast.Constant)
    }
    assert codes == SENTENCES.keys() == WORDS.keys()
