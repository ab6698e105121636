"""Many texts at once: JSON lines in, JSON lines out."""

from __future__ import annotations

import json

from niubizi.domain.figurecheck import check_batch

LINE = json.dumps(
    {
        "id": "A1",
        "text": "完成投资80亿元，占年计划的70%。",
        "period_hint": "2023-01..2023-06",
        "x": 1,
    }
)


def answers(*lines: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in check_batch(lines)]


def test_answer_has_the_form_of_the_interface() -> None:
    (answer,) = answers(LINE)
    assert answer == {
        "id": "A1",
        "claims": [
            {
                "cid": "c1",
                "span": [4, 8],
                "value": 80,
                "unit": "亿元",
                "bound": "eq",
                "kind": "actual",
                "indicator": "完成投资",
                "subject": "",
                "place": "",
                "period": "2023-01..2023-06",
                "qualifiers": {"share_of_annual_target_pct": 70},
            }
        ],
        "relations": [],
    }


def test_relation_has_the_form_of_the_interface() -> None:
    line = json.dumps({"id": 2, "text": "安排项目85个，其中续建项目37个，新建项目48个。"})
    (answer,) = answers(line)
    assert answer["relations"] == [
        {
            "rid": "r1",
            "type": "sum",
            "claims": ["c1", "c2", "c3"],
            "operands": ["#85", "#37", "#48"],
            "stated": 85,
            "recomputed": 85.0,
            "interval": [85.0, 85.0],
            "verdict": "holds",
            "defect": None,
            "message": "37个＋48个＝85个，与文中85个相符。",
            "spans": [[4, 7], [14, 17], [22, 25]],
        }
    ]


def test_blank_lines_are_skipped() -> None:
    assert len(answers("", LINE, "\n")) == 1


def test_bad_line_does_not_cost_the_rest() -> None:
    found = answers("{not json", "[]", '{"id": "B", "text": 5}', '{"id": "C"}', "9" * 5000, LINE)
    assert [answer.get("error") is None for answer in found] == [False] * 5 + [True]


def test_half_a_character_does_not_break_the_output() -> None:
    (line,) = check_batch(['{"id": "\\ud800", "text": "完成投资\\ud83d80亿元。"}'])
    assert line.encode("utf-8")
