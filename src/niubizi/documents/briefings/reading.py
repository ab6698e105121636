"""What a document says, as lines of plain text: for checking figures and comparing documents.

One line a paragraph, the cells of a row divided by tabs, a chart as the rows of its data; headers
first, each once. Layout leaves no trace, so that two documents compare by what they say.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from niubizi.documents.briefings.wml import Element, find

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_WRITTEN = {qn("w:t"): "", qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}


def plain_text(docx: bytes) -> str:
    """The text of a docx in reading order, without layout; every line ends in a line break."""
    part = Document(io.BytesIO(docx)).part
    lines: dict[str, None] = {}
    for relation in part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.HEADER:
            lines |= dict.fromkeys(_lines(parse_xml(relation.target_part.blob), part))
    return "".join(f"{line}\n" for line in (*lines, *_lines(part.element.body, part)) if line)


def _lines(parent: Element, part: Part) -> Iterator[str]:
    for child in parent:
        if child.tag == qn("w:p"):
            yield _text(child)
            for chart in child.iter(f"{_CHART}chart"):
                yield from _chart_lines(part.related_parts[chart.get(qn("r:id"))].blob)
        elif child.tag == qn("w:tbl"):
            for row in find(child, "w:tr"):
                cells = row.findall(qn("w:tc"))
                yield "\t".join(" ".join(_lines(cell, part)).strip() for cell in cells)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _lines(child, part)


def _text(paragraph: Element) -> str:
    nodes = (node for run in find(paragraph, "w:r") for node in run.iterchildren(*_WRITTEN))
    return "".join(_WRITTEN[node.tag] or node.text or "" for node in nodes)


def _chart_lines(chart: bytes) -> Iterator[str]:
    """One line a series: its name, then each category with its value."""
    for series in etree.fromstring(chart).iter(f"{_CHART}ser"):
        name, categories, values = (_points(series, tag) for tag in ("tx", "cat", "val"))
        pairs = (f"{categories[index]} {values.get(index, '—')}" for index in categories)
        yield "\t".join((*name.values(), *pairs))


def _points(series: Element, tag: str) -> dict[int, str]:
    found = {}
    for point in series.iterfind(f"{_CHART}{tag}//{_CHART}pt"):
        found[int(point.get("idx", "0"))] = point.findtext(f"{_CHART}v", "")
    return found
