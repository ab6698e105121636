"""Which rows are projects and which are class rows, totals, notes or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from niubizi.documents.workbooks.cells import shown, squeezed
from niubizi.documents.workbooks.columns import Column
from niubizi.documents.workbooks.facts import KnownOrganization, Places
from niubizi.documents.workbooks.fields import FIELDS, Kind
from niubizi.documents.workbooks.grid import Cell, Merge


class RowKind(Enum):
    """What a row of the body is; values are the contract's reasons for skipping."""

    PROJECT = "project"
    CLASS = "class_row"
    SUBTOTAL = "subtotal_row"
    TOTAL = "total_row"
    NOTE = "note"
    BLANK = "blank"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row of the body with its kind.

    ``text`` is its label; ``level`` the depth of a class row (1 of 一、, 2 of (一), 3 of 1.);
    ``place`` the organization a block row or a block's subtotal names; ``is_numbered`` whether the
    label carries its number, ``is_part`` that it says 其中 and sums nobody knows what.
    """

    index: int
    kind: RowKind
    text: str = ""
    level: int = 0
    place: KnownOrganization | None = None
    is_numbered: bool = False
    is_part: bool = False


UNNUMBERED = 9
"""The level of a class row without a number: beneath any numbered one."""

_NUMERALS = "一二三四五六七八九十"
_RUNNING = re.compile(r"[A-Za-z]{0,2}\d+(?:[.-]\d+)*")
_CHINESE_NUMBER = re.compile(rf"[(]?第?[{_NUMERALS}]+[)]?[、.,:]?(?:部分|批|类)?")
_LEVELS = (
    (
        re.compile(
            rf"第?[{_NUMERALS}]+(?:部分|批次?|类)?[、.,:]|第[{_NUMERALS}]+(?:部分|批|类|章)|[IVXⅠ-Ⅻ]+[、.]"
        ),
        1,
    ),
    (re.compile(rf"[(][{_NUMERALS}]+[)]"), 2),
    (re.compile(r"\d{1,2}[、.](?!\d)|[(]\d{1,2}[)]|[A-Z][、.]|[①-⑳]"), 3),
)
_NUMBERING = re.compile(
    rf"^(?:第?[{_NUMERALS}]+(?:部分|批次?|类)?[、.,:]|[(][{_NUMERALS}\d]+[)]|\d{{1,2}}[、.](?!\d)|[IVXⅠ-Ⅻ]+[、.]|[A-Z][、.]|[①-⑳])[、.]?"
)
_COUNT = re.compile(r"[(]?(?:共计?|合计|总计|计)?\d+(?:个|项|家)(?:项目)?[)]?[:]?$|[:]$")
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|附注|备考)\d*[:、.]|^注(?:\d|释)|^※|^\*(?!\D{0,3}项目)"
    r"|^(?:填表|填报|制表|审核|审批|复核|负责|联系|经办|统计|报送|编制|单位负责|分管|主要)(?:人|员|领导|单位|部门|日期|时间|电话|负责人)*(?:\(.*\))?(?:签[字名章])?[:]"
    r"|^(?:联系电话|电话|日期|数据来源|资料来源|审核意见|盖章|单位[(]盖章[)])[:(]"
)
_SUM = re.compile(
    r"^(?P<whose>.{0,30}?)(?:小计|合计|总计|共计|总合计|汇总数?)(?:[(:].{0,20}|\d+(?:个|项)(?:项目)?)?$"
)
_BARE_SUMS = frozenset(["小计", "合计", "总计"])
_COUNT_ONLY = re.compile(r"^(?:全[市区县省]|总)?(?:共|共计|共有|总计|计)\d+(?:个|项)(?:项目)?$")
_WHOLE = re.compile(r"^(?:全[市区县省部]|总|.{0,6}[市省]|项目|投资|全部)?$")
_PART = re.compile(r"^其中[:]?")
_DESCRIPTIVE = {
    "content",
    "origin",
    "construction",
    "span",
    "start",
    "end",
    "owner",
    "progress",
    "industry",
    "code",
}


class RowSorter:
    """Tells the kinds of rows of one table apart."""

    def __init__(
        self,
        columns: Sequence[Column],
        heads: Sequence[str],
        merges: Sequence[Merge],
        places: Places,
    ) -> None:
        by_field = {column.field: column.index for column in columns if column.field}
        self.name = by_field["name"]
        self.block = by_field.get("block")
        self.sequence = next((c.index for c in columns if c.is_sequence), None)
        self.descriptive = [c.index for c in columns if c.field in _DESCRIPTIVE and not c.means]
        self.money = {c.index for c in columns if c.field and FIELDS[c.field].kind is Kind.MONEY}
        self.heads = set(heads)
        self.places = places
        self.across = {(m.top, m.left): m.right - m.left + 1 for m in merges if m.top == m.bottom}
        self.width = len(columns)

    def sort(self, rows: Sequence[Sequence[Cell]], first: int) -> list[BodyRow]:
        """All rows from ``first`` on; what follows the last project and isn't a sum is a note."""
        sorted_rows = [self._kind(rows[index], index) for index in range(first, len(rows))]
        projects = [r.index for r in sorted_rows if r.kind is RowKind.PROJECT]
        between = (projects[0], projects[-1]) if projects else (first, first - 1)
        return [_settled(row, *between) for row in sorted_rows]

    def _kind(self, row: Sequence[Cell], index: int) -> BodyRow:
        number = self._text(row, self.sequence)
        if number and _RUNNING.fullmatch(squeezed(number)):
            filled_in = any(
                cell != "" and shown(cell) for i, cell in enumerate(row) if i != self.sequence
            )
            return BodyRow(index, RowKind.PROJECT if filled_in else RowKind.BLANK)
        filled = [(i, words) for i, cell in enumerate(row) if (words := shown(cell))]
        if not filled:
            return BodyRow(index, RowKind.BLANK)
        label = self._label(filled)
        plain = squeezed(label)
        if _NOTE.search(plain) and not self._has_money(filled):
            return BodyRow(index, RowKind.NOTE, label)
        return (
            self._sum(filled, index)
            or self._repeated_head(filled, index)
            or self._class(row, filled, index, label)
            or self._unlabelled(filled, index)
            or BodyRow(index, RowKind.PROJECT)
        )

    def _text(self, row: Sequence[Cell], index: int | None) -> str:
        return shown(row[index]) if index is not None and index < len(row) else ""

    def _label(self, filled: Sequence[tuple[int, str]]) -> str:
        """The number and the words after it, where they stand in two cells."""
        words = filled[0][1]
        if _CHINESE_NUMBER.fullmatch(squeezed(words)) and len(filled) > 1:
            mark = "" if words.rstrip().endswith(("、", ".", "．", ")", "）")) else "、"
            return f"{words}{mark}{filled[1][1]}"
        return words

    def _has_money(self, filled: Sequence[tuple[int, str]]) -> bool:
        return any(index in self.money for index, _ in filled)

    def _sum(self, filled: Sequence[tuple[int, str]], index: int) -> BodyRow | None:
        labels = [words for i, words in filled if i <= self.name][:3] or [filled[0][1]]
        labels += [words for i, words in filled if i > self.name and words in _BARE_SUMS]
        for words in labels:
            plain = squeezed(words)
            if _PART.search(plain):
                return BodyRow(index, RowKind.SUBTOTAL, words, is_part=True)
            found = _SUM.fullmatch(plain)
            if found or _COUNT_ONLY.fullmatch(plain):
                whose = found["whose"] if found else ""
                whose = whose or "".join(w for w in labels if w != words and not _COUNT.search(w))
                place = self._place(whose)
                partial = "小计" in plain or place or not _WHOLE.fullmatch(squeezed(whose))
                kind = RowKind.SUBTOTAL if partial else RowKind.TOTAL
                return BodyRow(index, kind, words, place=place)
        return None

    def _repeated_head(self, filled: Sequence[tuple[int, str]], index: int) -> BodyRow | None:
        """The header once more, at the top of the next printed page."""
        same = sum("".join(words.split()) in self.heads for _, words in filled)
        if same >= 2 and 2 * same >= len(filled):
            return BodyRow(index, RowKind.HEAD)
        return None

    def _class(
        self, row: Sequence[Cell], filled: Sequence[tuple[int, str]], index: int, label: str
    ) -> BodyRow | None:
        if any(self._text(row, column) for column in self.descriptive if column != filled[0][0]):
            return None
        plain = squeezed(label)
        level = next((level for pattern, level in _LEVELS if pattern.match(plain)), 0)
        bare = _COUNT.sub("", _NUMBERING.sub("", plain))
        place = self._place(bare)
        if level == 3 and filled[0][0] == self.name and len(filled) > 1:
            level = 0
        wide = self.across.get((index, filled[0][0]), 1) >= 3
        alone = len(filled) == 1 and (self.sequence is not None or filled[0][0] != self.name)
        heading = (
            level > 0
            or (place and self._is_block_row(filled))
            or wide
            or alone
            or self._is_heading_with_sums(filled)
        )
        if not heading:
            return None
        return BodyRow(
            index, RowKind.CLASS, label, level or UNNUMBERED, place, is_numbered=level > 0
        )

    def _is_block_row(self, filled: Sequence[tuple[int, str]]) -> bool:
        """Only the block's name, a count and sums: a project's own block stands beside its name."""
        words = [
            (i, w) for i, w in filled if i not in self.money and not _COUNT.search(squeezed(w))
        ]
        return len(words) == 1

    def _is_heading_with_sums(self, filled: Sequence[tuple[int, str]]) -> bool:
        """A label without a number where projects have one, followed by sums alone."""
        if self.sequence is None or not self.descriptive:
            return False
        rest = [index for index, words in filled[1:] if not _COUNT.search(squeezed(words))]
        return bool(rest) and all(index in self.money for index in rest)

    def _unlabelled(self, filled: Sequence[tuple[int, str]], index: int) -> BodyRow | None:
        """Figures without a word are a total that lost its label."""
        if all(i in self.money for i, _ in filled):
            return BodyRow(index, RowKind.TOTAL, "")
        return None

    def _place(self, words: str) -> KnownOrganization | None:
        return self.places.find(_COUNT.sub("", words)) if words else None


def _settled(row: BodyRow, first: int, last: int) -> BodyRow:
    """What a row is in view of where the projects stand."""
    wordy = len(row.text) > 25 or row.text.endswith(("。", "；", ";"))
    if row.kind is RowKind.CLASS and row.index > last and (not row.is_numbered or wordy):
        return BodyRow(row.index, RowKind.NOTE, row.text)
    if row.kind is RowKind.TOTAL and first < row.index < last:
        return replace(row, kind=RowKind.SUBTOTAL)
    return row


def bare_label(text: str) -> str:
    """A class row's words without number and count: 产业项目 of 一、产业项目(20个)."""
    return _COUNT.sub("", _NUMBERING.sub("", squeezed(text)))
