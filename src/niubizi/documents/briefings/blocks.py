"""The blocks of an official document as Word paragraphs, in the order they are read.

Headings are numbered 一、 （一） 1. （1） here, as text: a number that is counted when laid out can
neither be wrong nor missing, and a plain reading of the file has it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from docx.parts.document import DocumentPart

from niubizi.documents.briefings import layout
from niubizi.documents.briefings.charts import add_chart
from niubizi.documents.briefings.content import (
    Annex,
    Block,
    Chart,
    Heading,
    Paragraph,
    Runs,
    Table,
    Text,
)
from niubizi.documents.briefings.figures import Bookmarks
from niubizi.documents.briefings.layout import CHARACTER
from niubizi.documents.briefings.tables import table_elements
from niubizi.documents.briefings.wml import MM, Element, chinese_date, chinese_number, text_of, w

_KEPT_CHARACTERS = 5 * 28
"""A last paragraph longer than this may part from the signature: LibreOffice never splits one that
is kept with the next, and would leave most of a page empty."""

_FIRST_DRAWING = 2000
"""Drawings of a template are numbered from 1001 by docxtpl; ours come after."""


class BlockWriter:
    """Writes blocks for one document: its styles, the width of its text, its bookmarks."""

    def __init__(
        self, part: DocumentPart, styles: Mapping[str, str], width: int, bookmarks: Bookmarks
    ) -> None:
        self.part = part
        self.styles = styles
        self.width = width
        self.bookmarks = bookmarks
        self.drawings = _FIRST_DRAWING

    def blocks(self, blocks: Iterable[Block], *, before_signature: bool = False) -> list[Element]:
        """The elements of these blocks; a short last paragraph stays with the signature."""
        numbering = Numbering()
        elements: list[Element] = []
        for block in blocks:
            match block:
                case Heading():
                    number = Text(numbering.next(block.level))
                    style = layout.HEADINGS[block.level - 1]
                    elements.append(self.paragraph(style, (number, *block.runs)))
                case Paragraph():
                    elements.append(self.paragraph(layout.BODY, block.runs))
                case Table():
                    elements += table_elements(
                        block, width=self.width, styles=self.styles, bookmarks=self.bookmarks
                    )
                case Chart():
                    elements += self.chart(block)
        if before_signature and elements and len(text_of(elements[-1])) <= _KEPT_CHARACTERS:
            elements[-1][0].insert(1, w("keepNext"))
        return elements

    def paragraph(self, style: str, runs: Runs, *formats: Element) -> Element:
        properties = w("pPr", w("pStyle", val=self.styles[style]), *formats)
        return w("p", properties, *self.bookmarks.runs(runs))

    def chart(self, chart: Chart) -> list[Element]:
        """The chart, and its caption under it as figures have it."""
        self.drawings += 1
        drawing = add_chart(self.part, chart, width_mm=self.width / MM, number=self.drawings)
        picture = self.paragraph(layout.CHART, ())
        picture.append(w("r", drawing))
        return [picture, self.paragraph(layout.CHART_CAPTION, (Text(chart.caption),))]

    def annex_note(self, annexes: tuple[Annex, ...]) -> list[Element]:
        """附件说明: after the body, one name a line, turned lines under the name's first character."""
        elements = []
        for index, annex in enumerate(annexes):
            label = "附件：" if index == 0 else ""
            number = f"{index + 1}." if len(annexes) > 1 else ""
            # 附件： is three characters wide, and 1. one: a digit and a stop of half a width each.
            hanging = len(label) + (1 if number else 0)
            name_at = 2 + 3 + (1 if number else 0)
            elements.append(
                self.paragraph(
                    layout.ANNEX_NOTE,
                    (Text(f"{label}{number}{annex.title}"),),
                    _spacing(before=layout.LEADING if index == 0 else 0),
                    w("ind", left=name_at * CHARACTER, hanging=hanging * CHARACTER),
                )
            )
        return elements

    def signature(self, organ: str, day: date) -> list[Element]:
        """署名 centred over 成文日期, which ends four characters from the margin (sealed documents).

        An organ too long for that ends two characters from the margin, the date centred under it.
        """
        written = chinese_date(day)
        longer = max(0.0, (_ems(organ) - _ems(written)) / 2)
        right = max(2.0, 4.0 - longer) if longer else 4.0
        middle = right + max(_ems(organ), _ems(written)) / 2
        elements = []
        for text, before in ((organ, 2 * layout.LEADING), (written, 0)):
            indent = w("ind", right=(middle - _ems(text) / 2) * CHARACTER)
            keep = w("keepNext") if text is organ else None
            elements.append(
                self.paragraph(
                    layout.SIGNATURE,
                    (Text(text),),
                    *(() if keep is None else (keep,)),
                    _spacing(before=before),
                    indent,
                )
            )
        return elements

    def annexes(self, annexes: tuple[Annex, ...]) -> list[Element]:
        """Each annex with contents on pages of its own: its mark, its title, its blocks."""
        elements = []
        for index, annex in enumerate(annexes, 1):
            if annex.blocks:
                mark = f"附件{index if len(annexes) > 1 else ''}"
                elements.append(self.paragraph(layout.ANNEX_MARK, (Text(mark),)))
                elements.append(self.paragraph(layout.ANNEX_TITLE, (Text(annex.title),)))
                elements += self.blocks(annex.blocks)
        return elements


class Numbering:
    """Counts headings: a heading starts the levels under it anew."""

    def __init__(self) -> None:
        self.counts = [0] * len(layout.HEADINGS)

    def next(self, level: int) -> str:
        """The number of the next heading of this level, with its mark."""
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (len(self.counts) - level)
        number = self.counts[level - 1]
        forms = (
            f"{chinese_number(number)}、",
            f"（{chinese_number(number)}）",
            f"{number}.",
            f"（{number}）",
        )
        return forms[level - 1]


def _spacing(*, before: float) -> Element:
    return w("spacing", before=before)


def _ems(text: str) -> float:
    """The width of a text in characters: letters and digits take half of one."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)
