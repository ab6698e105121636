"""What a figure check leaves behind: the text as a Word file with comments, and a workbook.

Both are written from the text and the check of it, with what the reader said of single relations.
The copy is of the text alone: it is set anew, whatever document the text came from.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from docx import Document, document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.run import Run

from niubizi.documents.checkwords import (
    BOUNDS,
    COMPARISONS,
    KINDS,
    VERDICTS,
    exact,
    type_word,
    value_text,
)
from niubizi.documents.workbooks import TableColumn, TableSheet, write_tables
from niubizi.domain.figurecheck import CheckResult, LedgerVerdict, Relation, Verdict
from niubizi.domain.figurecheck.ledger import Comparison

MOST_COMMENTS = 500
"""Word files with thousands of comments open slowly, and each costs more than the one before."""

_AUTHOR = "核数"
_FONT = "宋体"
_WIDEST_ANCHOR = 80
_A4 = (Mm(210), Mm(297))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reader decided of a relation: accepted, dismissed or neither, with a note."""

    accepted: bool | None = None
    note: str = ""

    @property
    def word(self) -> str:
        return {True: "采纳", False: "不采纳", None: ""}[self.accepted]


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text with its check; ``opinions`` by the relation's id, ``reader`` whose they are."""

    text: str
    result: CheckResult
    against: Sequence[LedgerVerdict] = ()
    opinions: Mapping[str, Opinion] = field(default_factory=dict)
    reader: str = ""

    def opinion(self, relation: Relation) -> Opinion:
        """An empty one where nothing was said."""
        return self.opinions.get(relation.rid, Opinion())


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment and the stretch of text that it stands at."""

    start: int
    end: int
    text: str


def gravest_first(relations: Sequence[Relation]) -> list[Relation]:
    """The relations by verdict, those of one verdict in the order of the text."""
    order = list(VERDICTS)
    return sorted(relations, key=lambda relation: order.index(relation.verdict))


def remarks(checked: CheckedText) -> list[Remark]:
    """What the copy comments on: all that doesn't simply hold, or that somebody spoke of."""
    found = [
        Remark(*_anchor(relation, checked.text), _comment(checked, relation))
        for relation in gravest_first(checked.result.relations)
        if relation.spans
        and (relation.verdict is not Verdict.HOLDS or checked.opinion(relation) != Opinion())
    ]
    spans = {claim.cid: claim.span for claim in checked.result.claims}
    found += [
        Remark(*spans[each.cid], f"{COMPARISONS[each.comparison]}　{each.message}")
        for each in checked.against
        if each.comparison is Comparison.DIFFERS
    ]
    return [remark for remark in found if remark.start < remark.end][:MOST_COMMENTS]


def _anchor(relation: Relation, text: str) -> tuple[int, int]:
    """All figures of the relation where they stand close together, else the first it names."""
    start = min(span[0] for span in relation.spans)
    end = max(span[1] for span in relation.spans)
    if end - start <= _WIDEST_ANCHOR and "\n" not in text[start:end]:
        return start, end
    return relation.spans[0]


def _comment(checked: CheckedText, relation: Relation) -> str:
    opinion = checked.opinion(relation)
    lines = [f"{VERDICTS[relation.verdict]}　{relation.message}"]
    if opinion.word:
        lines.append(f"处理：{opinion.word}（{checked.reader}）")
    if opinion.note:
        lines.append(f"备注：{opinion.note}")
    return "\n".join(lines)


def checked_copy(checked: CheckedText, *, title: str, footer: str, created: datetime) -> bytes:
    """The text as ``.docx``, a comment at each remark. ``text`` must be without control characters."""
    made = Document()
    made.core_properties.author = "牛鼻子"
    made.core_properties.title = title
    made.core_properties.created = made.core_properties.modified = created
    style = made.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    section = made.sections[0]
    section.page_width, section.page_height = _A4
    section.footer.paragraphs[0].text = footer
    noted = remarks(checked)
    starts, ends = {}, {}
    for start, end, run in _runs(made, checked.text, noted):
        starts[start], ends[end] = run, run
    for remark in noted:
        made.add_comment(
            [starts[remark.start], ends[remark.end]],
            text=remark.text,
            author=_AUTHOR,
            initials=_AUTHOR,
        )
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _runs(
    made: document.Document,
    text: str,
    noted: Sequence[Remark],
) -> Iterator[tuple[int, int, Run]]:
    """Sets the text, a line a paragraph, cut where a remark begins or ends."""
    cuts = sorted({cut for remark in noted for cut in (remark.start, remark.end)})
    at, taken = 0, 0
    for line in text.split("\n"):
        paragraph = made.add_paragraph()
        end = at + len(line)
        bounds = [at]
        while taken < len(cuts) and cuts[taken] <= end:
            bounds.append(cuts[taken])
            taken += 1
        for low, high in pairwise([*bounds, end]):
            if low < high:
                yield low, high, paragraph.add_run(text[low:high])
        at = end + 1


_CLAIMS = (
    TableColumn("编号", width=8),
    TableColumn("原文", width=18),
    TableColumn("数值", width=14),
    TableColumn("单位", width=8),
    TableColumn("口径", width=10),
    TableColumn("性质", width=8),
    TableColumn("指标", width=16),
    TableColumn("对象", width=24),
    TableColumn("地区", width=12),
    TableColumn("时期", width=20),
    TableColumn("上下文", width=50),
)
_RELATIONS = (
    TableColumn("编号", width=8),
    TableColumn("结论", width=10),
    TableColumn("关系", width=12),
    TableColumn("文中数字", width=24),
    TableColumn("文中写作", width=12),
    TableColumn("重算", width=12),
    TableColumn("说明", width=70),
    TableColumn("数据", width=14),
    TableColumn("处理", width=8),
    TableColumn("备注", width=30),
)
_LEDGER = (
    TableColumn("数据", width=8),
    TableColumn("结论", width=14),
    TableColumn("文中", width=14),
    TableColumn("台账", width=18),
    TableColumn("相差", width=18),
    TableColumn("单位", width=8),
    TableColumn("说明", width=70),
)
_CONTEXT = 20
_PLACES = 6


def checked_workbook(
    checked: CheckedText, *, title: str, footer: str, created: datetime, ledger: str = ""
) -> bytes:
    """Claims and relations as a workbook; with the ledger's sheet where ``ledger`` names a closing."""
    sheets = [
        TableSheet("关系", f"{title}：关系", _RELATIONS, _relation_rows(checked), footer=footer),
        TableSheet("数据", f"{title}：数据", _CLAIMS, _claim_rows(checked), footer=footer),
    ]
    if ledger:
        rows = _ledger_rows(checked)
        sheets.append(
            TableSheet("台账比对", f"{title}：台账比对", _LEDGER, rows, ledger, footer=footer)
        )
    return write_tables(sheets, created)


def _relation_rows(checked: CheckedText) -> list[list[str]]:
    return [
        [
            each.rid,
            VERDICTS[each.verdict],
            type_word(each.type),
            "、".join(operand.lstrip("#") for operand in each.operands),
            "" if each.stated is None else exact(each.stated, _PLACES),
            "" if each.recomputed is None else exact(each.recomputed, _PLACES),
            each.message,
            "、".join(each.claims),
            checked.opinion(each).word,
            checked.opinion(each).note,
        ]
        for each in gravest_first(checked.result.relations)
    ]


def _claim_rows(checked: CheckedText) -> list[list[str]]:
    text = checked.text
    return [
        [
            each.cid,
            text[slice(*each.span)],
            value_text(each),
            each.unit,
            BOUNDS.get(each.bound, each.bound),
            KINDS.get(each.kind, each.kind),
            each.indicator,
            each.subject,
            each.place,
            each.period,
            " ".join(text[max(0, each.span[0] - _CONTEXT) : each.span[1] + _CONTEXT].split()),
        ]
        for each in checked.result.claims
    ]


def _ledger_rows(checked: CheckedText) -> list[list[str]]:
    return [
        [
            each.cid,
            COMPARISONS[each.comparison],
            exact(each.stated),
            "" if each.ledger is None else exact(each.ledger, _PLACES),
            "" if each.difference is None else exact(each.difference, _PLACES),
            each.unit,
            each.message,
        ]
        for each in checked.against
    ]
