"""The preview of a workbook as a page shows it: its own cells, what is wrong marked at each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from niubizi.apps.projects.services.imports import ImportSummary, RowOutcome
from niubizi.documents.workbooks import ColumnView, ImportPreview, Issue
from niubizi.documents.workbooks.cells import shown
from niubizi.documents.workbooks.grid import column_index
from niubizi.documents.workbooks.opening import open_workbook
from niubizi.doors.sentences import sentence

LONGEST = 60
"""Longer texts of a cell are cut in the preview; the file has them whole."""


class Show(Enum):
    """What of the rows is shown."""

    ALL = "all"
    ERRORS = "errors"
    WARNINGS = "warnings"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


SHOW_WORDS = {
    Show.ALL: "全部",
    Show.ERRORS: "错误",
    Show.WARNINGS: "提醒",
    Show.NEW: "新增",
    Show.CHANGED: "变更",
    Show.UNCHANGED: "不变",
}


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """A cell as it stands in the file; ``said`` is what was found at it."""

    text: str
    said: tuple[str, ...] = ()
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of projects: its cells, what becomes of it, and what is said of the row as a whole."""

    number: int
    cells: tuple[PreviewCell, ...]
    outcome: RowOutcome | None
    said: tuple[str, ...]
    is_wrong: bool
    is_doubtful: bool

    def belongs_to(self, show: Show) -> bool:
        if show is Show.ALL:
            return True
        if show is Show.ERRORS:
            return self.is_wrong
        if show is Show.WARNINGS:
            return self.is_doubtful
        found = self.outcome is not None and not self.is_wrong
        return found and self.outcome is not None and self.outcome.change.value == show.value


def preview_rows(
    data: bytes, filename: str, preview: ImportPreview, summary: ImportSummary
) -> list[PreviewRow]:
    """Every row of projects in the file's order, with its cells as they stand."""
    grid = open_workbook(data, filename).sheet(preview.sheet).rows
    errors, warnings = _by_row(preview.errors), _by_row(preview.warnings)
    outcomes = {row.number: row for row in summary.rows}
    numbers = sorted(
        {row.number for row in preview.rows}
        | {number for number in errors if number > preview.header_row}
    )
    indexes = [column_index(column.column) for column in preview.columns]
    return [
        _row(
            number,
            [shown(grid[number - 1][i]) if i < len(grid[number - 1]) else "" for i in indexes],
            preview.columns,
            errors.get(number, []),
            warnings.get(number, []),
            outcomes.get(number),
        )
        for number in numbers
        if number <= len(grid)
    ]


def samples(data: bytes, filename: str, preview: ImportPreview) -> Mapping[str, str]:
    """Letter → the first three values of the column in rows of projects, for choosing its field."""
    grid = open_workbook(data, filename).sheet(preview.sheet).rows
    body = grid[preview.header_row :]
    found = {}
    for column in preview.columns:
        index = column_index(column.column)
        values = (shown(row[index]).strip() for row in body if index < len(row))
        first = [value for value in dict.fromkeys(values) if value][:3]
        found[column.column] = "、".join(_cut(value, 16) for value in first)
    return found


def findings_of_file(preview: ImportPreview) -> list[tuple[bool, str]]:
    """What is said of no row of projects: the header, hidden sheets, sums; (is an error, words)."""
    rows = {row.number for row in preview.rows} | {
        issue.row for issue in preview.errors if issue.row and issue.row > preview.header_row
    }
    found = [(True, i.message) for i in preview.errors if i.row not in rows]
    found += [
        (False, f"第{i.row}行：{i.message}" if i.row else i.message)
        for i in preview.warnings
        if i.row not in rows
    ]
    return list(dict.fromkeys([*found, *((False, words) for words in preview.notices)]))


def _row(  # noqa: PLR0917 the parts of one row
    number: int,
    texts: Sequence[str],
    columns: Sequence[ColumnView],
    errors: Sequence[Issue],
    warnings: Sequence[Issue],
    outcome: RowOutcome | None,
) -> PreviewRow:
    letters = {column.column for column in columns}
    cells = []
    for column, text in zip(columns, texts, strict=True):
        wrong = [issue.message for issue in errors if issue.column == column.column]
        doubtful = [issue.message for issue in warnings if issue.column == column.column]
        said = tuple(dict.fromkeys((*wrong, *doubtful)))
        cells.append(PreviewCell(_cut(text, LONGEST), said, is_wrong=bool(wrong)))
    refusal = outcome.refusal if outcome else None
    elsewhere = [i.message for i in (*errors, *warnings) if i.column not in letters]
    return PreviewRow(
        number=number,
        cells=tuple(cells),
        outcome=outcome,
        said=(*elsewhere, *([sentence(refusal)] if refusal else ())),
        is_wrong=bool(errors) or refusal is not None,
        is_doubtful=bool(warnings),
    )


def _by_row(issues: Sequence[Issue]) -> dict[int, list[Issue]]:
    found: defaultdict[int, list[Issue]] = defaultdict(list)
    for issue in issues:
        if issue.row:
            found[issue.row].append(issue)
    return dict(found)


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
