"""A filled workbook held against what is stored: which rows change, which don't, which are refused.

Nothing is written here. What would be saved travels to the next step in a signed token, so that a
preview leaves nothing behind and can't be tampered with on its way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core import signing

from niubizi.apps.reporting.selectors.returns import ReturnRow
from niubizi.apps.reporting.services.returns import ReturnInput
from niubizi.documents.workbooks import Issue, ReturnedLine, ReturnUpload
from niubizi.domain.amounts import fen_of_wan
from niubizi.web.templatetags.figures import wan_filter

SALT = "niubizi.filled-return-workbook"
VALID_SECONDS = 24 * 3600
LABELS = {
    "invested_fen": "本年累计",
    "since_start_fen": "自开工累计",
    "progress": "形象进度",
    "problems": "存在问题",
    "reason": "说明",
}
STORED = {"invested_fen": "reported_fen"}
"""Where a report keeps a value under another name than the input does."""


@dataclass(frozen=True, slots=True)
class Change:
    """A value that the upload would change; both as text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row of the upload: its changes, or why it can't be taken."""

    name: str
    row: int
    given: ReturnInput
    changes: tuple[Change, ...] = ()
    refusals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What an upload would do, before it does it."""

    changed: list[FilledRow] = field(default_factory=list)
    unchanged: list[FilledRow] = field(default_factory=list)
    refused: list[FilledRow] = field(default_factory=list)


def preview(upload: ReturnUpload, rows: Mapping[int, ReturnRow]) -> Preview:
    """Sorts the rows of an upload; ``rows`` are the person's own returns as they stand now."""
    found = Preview()
    for line in upload.lines:
        read = _read(line, rows.get(line.project_id), upload)
        if read.refusals:
            found.refused.append(read)
        elif read.changes:
            found.changed.append(read)
        else:
            found.unchanged.append(read)
    return found


def token_of(rows: Iterable[FilledRow], *, user_id: int, period: str) -> str:
    """The changed rows, signed for this person and period."""
    values = [
        [
            row.given.project_id,
            row.given.invested_fen,
            row.given.since_start_fen,
            row.given.progress,
            row.given.problems,
            row.given.reason,
            row.given.version,
        ]
        for row in rows
    ]
    return signing.dumps([user_id, period, values], salt=SALT, compress=True)


def inputs_of(token: str, *, user_id: int, period: str) -> list[ReturnInput] | None:
    """The inputs in a token; ``None`` when it is forged, stale, or somebody else's."""
    try:
        holder, of, values = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return None
    if (holder, of) != (user_id, period):
        return None
    return [ReturnInput(*each) for each in values]


def _read(line: ReturnedLine, row: ReturnRow | None, upload: ReturnUpload) -> FilledRow:
    given = ReturnInput(
        line.project_id,
        invested_fen=_fen(line.invested_ytd),
        since_start_fen=_fen(line.invested_total),
        progress=line.progress,
        problems=line.problems,
        reason=line.reason,
        version=line.version or None,
    )
    refusals = _words(upload.errors, line)
    if row is None:
        refusals = ("这个项目已不在您本期的填报范围内。",)
    if row is None or refusals:
        return FilledRow(line.name, line.row, given, refusals=refusals)
    changes = _changes(row, given)
    if changes and not row.can_edit:
        refusals = (
            f"这份月报已{row.state_word}，不能再填。"
            if row.state_key == "approved"
            else f"这份月报{row.state_word}，不能再填；需要修改的请先撤回。",
        )
    elif changes and _version(row) != line.version:
        both = "；".join(f"{each.label}现为{each.before}，您填的是{each.after}" for each in changes)
        refusals = (f"下载之后有人改过：{both}。请重新下载后再填这一行。",)
    return FilledRow(line.name, line.row, given, changes, refusals, _words(upload.warnings, line))


def _version(row: ReturnRow) -> int:
    return row.report.version if row.report else 0


def _fen(wan: Decimal | None) -> int | None:
    return None if wan is None else fen_of_wan(wan)


def _words(issues: Iterable[Issue], line: ReturnedLine) -> tuple[str, ...]:
    return tuple(
        f"{each.column}{each.row}：{each.message}" for each in issues if each.row == line.row
    )


def _changes(row: ReturnRow, given: ReturnInput) -> tuple[Change, ...]:
    found = []
    for name, label in LABELS.items():
        before = getattr(row.report, STORED.get(name, name), None) or None
        after = getattr(given, name) or None
        if isinstance(before, str) or isinstance(after, str):
            before, after = _squeezed(before), _squeezed(after)
        if before != after:
            found.append(Change(label, _text(before), _text(after)))
    return tuple(found)


def _squeezed(text: Any) -> str | None:
    return " ".join(str(text).split()) or None if text else None


def _text(value: Any) -> str:
    if value is None:
        return "空"
    return f"{wan_filter(value)}万元" if isinstance(value, int) else f"“{value}”"
