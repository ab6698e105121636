"""Tables of an official document: thin rules, a head that repeats, rows that stay whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby, pairwise

from niubizi.documents.briefings import layout
from niubizi.documents.briefings.content import Align, Column, Row, Runs, Table, Text
from niubizi.documents.briefings.figures import Bookmarks
from niubizi.documents.briefings.wml import Element, w

_RULES = ("top", "left", "bottom", "right", "insideH", "insideV")
_PADDING = {"top": 25, "left": 60, "bottom": 25, "right": 60}


def table_elements(
    table: Table, *, width: int, styles: Mapping[str, str], bookmarks: Bookmarks
) -> list[Element]:
    """Caption, unit, table and note; ``width`` in twentieths of a point, ``styles`` ids by name."""
    writer = _Writer(widths(table.columns, width), styles, bookmarks)
    elements = []
    if table.caption:
        elements.append(writer.paragraph(layout.TABLE_CAPTION, (Text(table.caption),)))
    if table.unit:
        elements.append(writer.paragraph(layout.TABLE_UNIT, (Text(f"单位：{table.unit}"),)))
    elements.append(writer.table(table))
    note = writer.paragraph(layout.TABLE_NOTE, table.note)
    if not table.note:
        # Word joins two tables that touch: a line always follows, if only of one point.
        note[0].append(w("spacing", line=20, lineRule="exact"))
    elements.append(note)
    return elements


def widths(columns: tuple[Column, ...], width: int) -> list[int]:
    """Column widths by share, whose sum is the table's width exactly."""
    total = sum(column.share for column in columns)
    edges = [0]
    for column in columns:
        edges.append(edges[-1] + column.share)
    cuts = [edge * width // total for edge in edges]
    return [right - left for left, right in pairwise(cuts)]


class _Writer:
    """Writes one table; holds what each of its cells needs."""

    def __init__(
        self, column_widths: list[int], styles: Mapping[str, str], bookmarks: Bookmarks
    ) -> None:
        self.widths = column_widths
        self.styles = styles
        self.bookmarks = bookmarks

    def paragraph(
        self, style: str, runs: Runs, *, align: Align | None = None, keep: bool = False
    ) -> Element:
        properties = w(
            "pPr",
            w("pStyle", val=self.styles[style]),
            w("keepNext") if keep else None,
            w("jc", val=align) if align else None,
        )
        return w("p", properties, *self.bookmarks.runs(runs))

    def table(self, table: Table) -> Element:
        return w(
            "tbl",
            w(
                "tblPr",
                w("tblW", w=sum(self.widths), type="dxa"),
                w("jc", val="center"),
                w(
                    "tblBorders",
                    *(w(side, val="single", sz=4, space=0, color="000000") for side in _RULES),
                ),
                w("tblLayout", type="fixed"),
                w(
                    "tblCellMar",
                    *(w(side, w=padding, type="dxa") for side, padding in _PADDING.items()),
                ),
            ),
            w("tblGrid", *(w("gridCol", w=width) for width in self.widths)),
            *self.head(table.columns),
            *(
                # A note isn't left alone on the next page: the last row goes with it.
                self.row(row, table.columns, keep=bool(table.note) and row is table.rows[-1])
                for row in table.rows
            ),
        )

    def head(self, columns: tuple[Column, ...]) -> list[Element]:
        if not any(column.group for column in columns):
            cells = [
                self.head_cell(column.title, width)
                for column, width in zip(columns, self.widths, strict=True)
            ]
            return [_head_row(cells)]
        upper: list[Element] = []
        lower: list[Element] = []
        for group, members in groupby(
            zip(columns, self.widths, strict=True), key=lambda member: member[0].group
        ):
            if group:
                spanned = list(members)
                total = sum(width for _, width in spanned)
                upper.append(self.head_cell(group, total, w("gridSpan", val=len(spanned))))
                lower.extend(self.head_cell(column.title, width) for column, width in spanned)
            else:
                for column, width in members:
                    upper.append(self.head_cell(column.title, width, w("vMerge", val="restart")))
                    lower.append(self.head_cell("", width, w("vMerge")))
        return [_head_row(upper), _head_row(lower)]

    def head_cell(self, title: str, width: int, merge: Element | None = None) -> Element:
        # The head is kept with the first row, so that no page ends in a bare head.
        paragraph = self.paragraph(layout.TABLE_HEAD, (Text(title),), keep=True)
        return _cell(paragraph, width, merge)

    def row(self, row: Row, columns: tuple[Column, ...], *, keep: bool) -> Element:
        style = layout.TABLE_HEAD if row.total else layout.TABLE_TEXT
        cells = [
            _cell(self.paragraph(style, runs, align=column.align, keep=keep), width)
            for runs, column, width in zip(row.cells, columns, self.widths, strict=True)
        ]
        return w("tr", w("trPr", w("cantSplit")), *cells)


def _cell(paragraph: Element, width: int, merge: Element | None = None) -> Element:
    properties = w("tcPr", w("tcW", w=width, type="dxa"), merge, w("vAlign", val="center"))
    return w("tc", properties, paragraph)


def _head_row(cells: Iterable[Element]) -> Element:
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)
