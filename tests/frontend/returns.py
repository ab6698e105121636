"""The far end of the gallery's grid: it keeps rows with versions and refuses as the product does."""

from __future__ import annotations

from decimal import Decimal
from threading import Lock
from typing import Any

from tests.frontend.figures import PROJECTS

COLUMNS = [
    {"field": "name", "title": "项目", "type": "text", "readonly": True, "width": 300},
    {"field": "block", "title": "板块", "type": "text", "readonly": True, "width": 120},
    {"field": "plan", "title": "年度计划", "unit": "万元", "type": "number", "readonly": True},
    {"field": "last", "title": "1—7月累计", "unit": "万元", "type": "number", "readonly": True},
    {"field": "invested", "title": "1—8月累计", "unit": "万元", "type": "number"},
    {"field": "progress", "title": "形象进度", "type": "text", "width": 240},
    {"field": "problem", "title": "存在问题", "type": "text", "width": 240},
]
STATES = ("saved", "open", "open", "open", "locked", "open", "saved", "open")
WORDS = {"saved": "已保存", "open": "未报", "locked": "已审定", "error": "有错误"}


class Returns:
    """Eight returns of August: some saved, the fifth approved and locked."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.rows: list[dict[str, Any]] = []
        self.reset()

    def reset(self) -> None:
        """As at the start."""
        self.rows = [
            {
                "id": at + 1,
                "version": 3,
                "state": state,
                "state_word": WORDS[state],
                "errors": {},
                "values": {
                    "name": project[0],
                    "block": project[3],
                    "plan": str(project[5]),
                    "last": str(project[5] // 2),
                    "invested": None if state == "open" else str(project[6]),
                    "progress": None if state == "open" else "主体结构施工",
                    "problem": None,
                },
            }
            for at, (project, state) in enumerate(zip(PROJECTS, STATES, strict=True))
        ]

    def grid(self) -> dict[str, Any]:
        """What ``components/grid.html`` is given."""
        return {"columns": COLUMNS, "rows": self.rows}

    def change(self, row_id: int, **values: str) -> None:
        """Someone else saves a row meanwhile."""
        row = self.rows[row_id - 1]
        row["values"] |= values
        row["version"] += 1

    def save(self, sent: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        """Store what may be stored; say of each row what became of it."""
        with self._lock:
            answers = [self._save(each) for each in sent]
        states = {answer["state"] for answer in answers}
        status = 409 if "conflict" in states else 422 if "error" in states else 200
        return status, {"rows": answers}

    def _save(self, sent: dict[str, Any]) -> dict[str, Any]:
        row = self.rows[int(sent["id"]) - 1]
        if sent["version"] != row["version"]:
            return row | {"state": "conflict"}
        invested = sent["values"].get("invested")
        if invested is not None and Decimal(invested) < Decimal(row["values"]["last"]):
            errors = {"invested": "比1—7月累计少；本年累计不能减少，请说明原因"}
            return row | {"state": "error", "state_word": WORDS["error"], "errors": errors}
        row["values"] |= sent["values"]
        row |= {"version": row["version"] + 1, "state": "saved", "state_word": WORDS["saved"]}
        return row
