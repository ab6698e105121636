"""Lines of the audit trail in words, for pages, exports and verifications alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from niubizi.apps.kernel.verification import Damage, Fault, TrailReport
from niubizi.documents.workbooks import TableColumn
from niubizi.doors.trail import Change, action_word, changes, origin_word, subject_word

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import AuditEntry

TRAIL_COLUMNS = (
    TableColumn("时间", width=20),
    TableColumn("操作人", width=18),
    TableColumn("操作", width=14),
    TableColumn("对象类型", width=10),
    TableColumn("对象", width=36),
    TableColumn("内容", width=60),
    TableColumn("来源", width=18),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the trail in words."""

    id: int
    at: datetime
    who: str
    origin: str
    action: str
    subject: str
    label: str
    changes: tuple[Change, ...]

    @property
    def cells(self) -> list[str]:
        """What stands under ``TRAIL_COLUMNS``."""
        said = (
            f"{each.label}：{each.before} → {each.after}"
            if each.before
            else f"{each.label}：{each.after}"
            for each in self.changes
        )
        return [
            f"{timezone.localtime(self.at):%Y-%m-%d %H:%M:%S}",
            self.who,
            self.action,
            self.subject,
            self.label,
            "；".join(said),
            self.origin,
        ]


def line_of(entry: AuditEntry) -> Line:
    return Line(
        id=entry.pk,
        at=entry.at,
        who=entry.actor_name,
        origin=origin_word(entry.origin),
        action=action_word(entry.action),
        subject=subject_word(entry.subject_type),
        # A briefing's title is kept in the lines that print breaks it into.
        label="".join(entry.subject_label.splitlines()),
        changes=tuple(changes(entry.action, entry.detail)),
    )


def lines(entries: Iterable[AuditEntry]) -> list[Line]:
    return [line_of(entry) for entry in entries]


def named(entry: AuditEntry) -> str:
    """A line by its number, time, actor and deed."""
    line = line_of(entry)
    return f"第{line.id}条（{line.cells[0]}，{line.who}，{line.action}{line.label}）"


def fault_text(fault: Fault) -> str:
    """What happened to the trail at a place, as a sentence."""
    before = named(fault.line) if fault.line else "末尾"
    after = named(fault.after) if fault.after else "开头"
    if fault.damage is Damage.CHANGED:
        return f"{before}的内容被改动过。"
    if fault.damage is Damage.INSERTED:
        return f"{before}是事后插入的。"
    if fault.damage is Damage.ANCHOR:
        return f"{fault.anchor}记下的日志校验值在日志里找不到了，此前的日志被整体改写过，或被抽走。"
    if fault.damage is Damage.REMOVED and fault.line is None:
        return f"{after}之后有记录被删除。"
    if fault.damage is Damage.REMOVED:
        return f"{after}与{before}之间有记录被删除，或前一条连同校验值被改写。"
    if fault.line is None:
        return f"{after}连同校验值被改写。"
    return f"{after}连同校验值被改写，或它与{before}之间有记录被删除。"


def report_texts(report: TrailReport) -> Iterator[str]:
    """Every fault as a sentence; nothing where the trail is whole."""
    yield from map(fault_text, report.faults)
    if report.lines != report.expected and len(report.faults) < 2:
        yield f"应有{report.expected}条，实有{report.lines}条。"
