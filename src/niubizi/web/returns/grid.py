"""Reporting in a grid: all returns of the month on one sheet, saved row by row as JSON.

The page puts ``components/grid.html`` on the screen; its shapes are written there. A row is a
project, its ``id`` the project's; only changed fields come in and are laid over what is stored. A
row is answered as it then stands: saved, refused with errors at its fields, ``conflict`` with what
somebody else stored meanwhile, or ``locked`` since it went up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from niubizi.apps.projects.selectors import projects
from niubizi.apps.reporting.selectors.returns import ReturnRow, returns_due, rows_of
from niubizi.apps.reporting.services.returns import Outcome, ReturnInput, returns_save
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors.amounts import fen_given
from niubizi.doors.sentences import sentence, status
from niubizi.web.access import PageRequest, page
from niubizi.web.returns.forms import FIELDS, REFUSED_AT, values_of, wan_or_nothing
from niubizi.web.returns.month import MonthScope, month_of, tabs, to

FIGURES = ("invested", "since_start")
UNREADABLE = "提交的内容不完整，这些行没有保存，请刷新页面后再试。"
ROWS_AT_ONCE = 2_000


@page(Operation.REPORT_RETURNS)
def returns_grid(request: PageRequest) -> HttpResponse:
    month = month_of(request)
    rows = returns_due(
        period=month.period,
        actor=request.actor,
        closing=month.closing,
        place=month.place,
        operation=Operation.REPORT_RETURNS,
    )
    left = [row for row in rows if row.can_edit]
    # What is still to do stands first, each part in its own order.
    ordered = [*left, *(row for row in rows if not row.can_edit)]
    shown = {
        "tabs": tabs(request, "returns_grid"),
        "month": month,
        "rows": rows,
        "left": left,
        "returned": [row for row in rows if row.state_key == "returned"],
        "grid": {"columns": _columns(month, rows), "rows": [_cells(row, month) for row in ordered]},
        "save_url": to(request, "returns_grid_save"),
        "store_key": f"{request.actor.username}:{month.period.code}",
    }
    return render(request, "returns/grid.html", shown)


@page(Operation.REPORT_RETURNS, methods=("POST",))
def returns_grid_save(request: PageRequest) -> HttpResponse:
    """Keeps the changed rows as drafts; 200, or 409 and 422 where some were refused."""
    month = month_of(request)
    changes = _changes(request.body)
    if changes is None:
        return JsonResponse({"rows": [], "message": UNREADABLE}, status=422)
    before = _rows(request, month, changes)
    edits = [_edit(before[pk], change) for pk, change in changes.items() if pk in before]
    try:
        outcomes = returns_save(
            period_code=month.period.code,
            rows=[edit.given for edit in edits if edit.given],
            source="grid",
            submit=False,
            actor=request.actor,
            at=request.at,
        )
    except DomainError as refusal:
        return JsonResponse({"rows": [], "message": sentence(refusal)}, status=status(refusal))
    return _answer(month, edits, outcomes, _rows(request, month, changes))


@dataclass(frozen=True, slots=True)
class _Edit:
    """What came in for a row: input for the service, or what is wrong with its cells."""

    project_id: int
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    given: ReturnInput | None = None


def _changes(body: bytes) -> dict[int, Mapping[str, Any]] | None:
    """Project → the row as sent; ``None`` for anything that isn't rows."""
    try:
        rows = json.loads(body)["rows"]
        found = {int(row["id"]): row for row in rows[:ROWS_AT_ONCE]}
        readable = all(
            isinstance(row["values"], dict) and isinstance(row["version"], int)
            for row in found.values()
        )
    except (ValueError, KeyError, TypeError):
        return None
    return found if readable else None


def _rows(
    request: PageRequest, month: MonthScope, project_ids: Iterable[int]
) -> dict[int, ReturnRow]:
    """The rows of those projects that the person reports."""
    mine = projects(request.actor, Operation.REPORT_RETURNS).filter(pk__in=list(project_ids))
    return {row.project.id: row for row in rows_of(mine, period=month.period)}


def _edit(row: ReturnRow, change: Mapping[str, Any]) -> _Edit:
    stored = {name: str(value) for name, value in values_of(row).items() if name in FIELDS}
    typed = {
        name: "" if value is None else str(value)
        for name, value in change["values"].items()
        if name in FIELDS
    }
    values = stored | typed
    fen: dict[str, int | None] = {}
    errors = {}
    for name in FIGURES:
        try:
            fen[name] = figure = fen_given(values[name])
            if figure is not None and figure < 0:
                raise DomainError("amount.negative")
        except DomainError as refusal:
            errors[name] = sentence(refusal)
    if errors:
        return _Edit(row.project.id, values, errors)
    given = ReturnInput(
        row.project.id,
        invested_fen=fen["invested"],
        since_start_fen=fen["since_start"],
        progress=values["progress"],
        problems=values["problems"],
        reason=values["reason"],
        version=change["version"] or None,
    )
    return _Edit(row.project.id, values, given=given)


def _answer(
    month: MonthScope,
    edits: Iterable[_Edit],
    outcomes: Iterable[Outcome],
    after: Mapping[int, ReturnRow],
) -> JsonResponse:
    refusals = {each.project_id: each.refusal for each in outcomes if each.refusal}
    answered, words, code = [], [], 200
    for edit in edits:
        cells = _cells(after[edit.project_id], month)
        refusal = refusals.get(edit.project_id)
        errors = dict(edit.errors)
        if refusal is not None and refusal.code == "stale":
            cells["state"] = "conflict"
            code = 409
        elif refusal is not None and refusal.code in REFUSED_AT:
            errors[REFUSED_AT[refusal.code]] = sentence(refusal)
        elif refusal is not None:
            words.append(f"{after[edit.project_id].project.name}：{sentence(refusal)}")
        if errors:
            cells |= {"state": "error", "errors": errors}
        if refusal is not None or errors:
            code = max(code, 422) if code != 409 else code
        answered.append(cells)
    answer: dict[str, Any] = {"rows": answered}
    if words:
        answer["message"] = "".join(words)
    return JsonResponse(answer, status=code)


def _cells(row: ReturnRow, month: MonthScope) -> dict[str, Any]:
    """A row as the grid wants it: figures as decimal strings in 万元, nothing as null."""
    project, report = row.project, row.report
    locked = not month.is_open or not row.can_edit
    values = values_of(row)
    return {
        "id": project.id,
        "version": report.version if report else 0,
        "state": "locked" if locked else "open" if report is None else "saved",
        "state_word": row.state_word,
        "values": {
            "name": project.name,
            "total": wan_or_nothing(project.total_fen) or None,
            "plan": wan_or_nothing(project.plan_fen) or None,
            "previous": wan_or_nothing(row.previous_fen) or None,
            **{name: str(values[name] or "") or None for name in FIELDS},
            "remark": row.remark.text if row.remark and row.state_key == "returned" else None,
        },
    }


def _columns(month: MonthScope, rows: Iterable[ReturnRow]) -> list[dict[str, Any]]:
    key = month.period.key
    since = key.previous.cumulative_name if key.month > 1 else ""
    columns: list[dict[str, Any]] = [
        {"field": "name", "title": "项目名称", "type": "text", "readonly": True, "width": 240},
        _figure("total", "总投资", readonly=True),
        _figure("plan", "年度计划", readonly=True),
        _figure(
            "previous", f"上期累计（{since}）" if since else "上期累计", readonly=True, width=150
        ),
        _figure("invested", f"{key.cumulative_name}累计完成投资", width=150),
        _figure("since_start", "自开工累计"),
        {"field": "progress", "title": "形象进度", "type": "text", "width": 280},
        {"field": "problems", "title": "存在问题", "type": "text", "width": 240},
        {"field": "reason", "title": "说明", "type": "text", "width": 200},
    ]
    if any(row.state_key == "returned" for row in rows):
        columns.append(
            {"field": "remark", "title": "退回意见", "type": "text", "readonly": True, "width": 240}
        )
    return columns


def _figure(name: str, title: str, *, readonly: bool = False, width: int = 0) -> dict[str, Any]:
    column: dict[str, Any] = {"field": name, "title": title, "type": "number", "unit": "万元"}
    column |= {"readonly": True} if readonly else {}
    return column | {"width": width} if width else column
