"""Everything that happened to a project, in words: its lines of the audit trail, as a timeline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from niubizi.doors.trail import Change, action_word, changes

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import AuditEntry

MILESTONES = frozenset(
    {"project.create", "project.advance", "entry.add", "entry.remove", "plan.revise"}
)
_UNSAID = frozenset({"状态", "级别", "来源", "文件校验值"})
"""What the trail keeps for the auditor and a timeline leaves out."""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the timeline; ``key`` marks a milestone."""

    at: datetime
    title: str
    who: str
    text: str
    key: bool


def events(trail: Iterable[AuditEntry], periods: Mapping[str, str]) -> list[Event]:
    """The trail in words, latest first; ``periods`` names the period of a return by its id.

    Saving a draft again and again is no news: of neighbouring saves the latest is shown.
    """
    found: list[Event] = []
    last = ("", "")
    for entry in trail:
        this = (entry.action, entry.subject_id)
        if entry.action == "return.save" and this == last:
            continue
        last = this
        found.append(
            Event(
                at=entry.at,
                title=_title(entry, periods),
                who=bare_name(entry.actor_name),
                text="；".join(_said(each) for each in _worth_saying(entry)),
                key=entry.action in MILESTONES,
            )
        )
    return found


def bare_name(name: str) -> str:
    """The name of a person without the account that the trail writes after it."""
    return re.split("[(（]", name)[0]


def _title(entry: AuditEntry, periods: Mapping[str, str]) -> str:
    """The deed, with the period of a return or the list of an entry."""
    word = action_word(entry.action)
    if entry.subject_type == "progressreport":
        return f"{periods.get(entry.subject_id, '')}月报：{word.replace('月报', '')}"
    if entry.subject_type == "programmeentry":
        return f"{word}：{entry.subject_label.partition('：')[0]}"
    return word


def _worth_saying(entry: AuditEntry) -> list[Change]:
    return [each for each in changes(entry.action, entry.detail) if each.label not in _UNSAID]


def _said(change: Change) -> str:
    if change.before is not None and change.before != change.after:
        return f"{change.label}：{change.before} → {change.after}"
    return f"{change.label}：{change.after}"
