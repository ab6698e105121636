"""What happened to a return, as the lines of a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from niubizi.apps.reporting.selectors.steps import Step
from niubizi.domain.review import Action
from niubizi.web.templatetags.figures import wan_filter

BLOCK, CITY = 1, 2
PASSED = {BLOCK: "板块审核通过，报市级审定", CITY: "市级审定通过"}
RETURNED = {BLOCK: "板块退回", CITY: "市级退回"}
CORRECTED = {BLOCK: "板块更正", CITY: "市级更正"}


def events_of(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Events for ``components/timeline.html``, in the order of the steps."""
    return [
        {
            "at": step.at,
            "who": step.by,
            "title": _title(step) + (f"（第{step.revision}版）" if step.revision > 1 else ""),
            "text": step.comment,
            "key": step.action is Action.APPROVE and step.level == CITY,
        }
        for step in steps
    ]


def _title(step: Step) -> str:
    if step.action is Action.APPROVE:
        return PASSED[step.level]
    if step.action is Action.RETURN:
        return RETURNED[step.level]
    if step.action is Action.CORRECT:
        before, after = wan_filter(step.before_fen), wan_filter(step.after_fen)
        return f"{CORRECTED[step.level]}：{before}万元改为{after}万元"
    if step.action is Action.SUBMIT:
        return f"上报{wan_filter(step.after_fen)}万元"
    return step.action.word
