"""Charts that Word can edit: a DrawingML chart part with the workbook of its data embedded.

XlsxWriter writes charts in exactly the language a Word chart part speaks, values cached included;
so a chart is written into a workbook, taken out, and tied to the same workbook without it.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import xlsxwriter
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.parts.document import DocumentPart
from lxml import etree

from niubizi.documents.briefings import layout
from niubizi.documents.briefings.content import Chart, SeriesKind
from niubizi.documents.briefings.package import EPOCH, repack
from niubizi.documents.briefings.wml import EMU_PER_MM, Element, clean

_OOXML = "http://schemas.openxmlformats.org"
_C = f"{_OOXML}/drawingml/2006/chart"
_A = f"{_OOXML}/drawingml/2006/main"
_R = f"{_OOXML}/officeDocument/2006/relationships"
_WP = f"{_OOXML}/drawingml/2006/wordprocessingDrawing"
_SHEET = "数据"

# Told apart without colour too: a document is mostly printed black on white.
_XLSX_KIND: dict[SeriesKind, str] = {"bar": "column", "line": "line"}
_BARS = ("#2F5597", "#A6A6A6", "#8FAADC", "#595959")
_LINES = ("#C00000", "#404040")
_DASHES = ("dash", "square_dot")

_LABEL_PARTS = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")

_TEXT = f'''<c:txPr xmlns:c="{_C}" xmlns:a="{_A}"><a:bodyPr/><a:lstStyle/><a:p><a:pPr>
<a:defRPr sz="900"><a:latin typeface="{layout.FANGSONG}"/><a:ea typeface="{layout.FANGSONG}"/>
</a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'''


def add_chart(document: DocumentPart, chart: Chart, *, width_mm: float, number: int) -> Element:
    """Add the chart's parts to the document; return the drawing that stands in a run.

    ``number`` tells the document's drawings apart.
    """
    package = document.package
    workbook = Part(
        package.next_partname("/word/embeddings/Microsoft_Excel_Sheet%d.xlsx"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _workbook(chart, drawn=False),
        package,
    )
    part = Part(
        PackURI(package.next_partname("/word/charts/chart%d.xml")),
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        b"",
        package,
    )
    relation = part.relate_to(workbook, f"{_R}/package")
    part._blob = _chart_xml(chart, relation)
    return _drawing(chart, document.relate_to(part, f"{_R}/chart"), width_mm, number)


def _workbook(chart: Chart, *, drawn: bool) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": EPOCH.replace(tzinfo=None)})
        sheet = book.add_worksheet(_SHEET)
        sheet.set_column(0, len(chart.series), 16)
        sheet.write_column(1, 0, [clean(name) for name in chart.categories])
        for column, series in enumerate(chart.series, 1):
            sheet.write_string(0, column, clean(series.name))
            for row, value in enumerate(series.values, 1):
                if value is not None:
                    sheet.write_number(row, column, value)
        if drawn:
            sheet.insert_chart(0, len(chart.series) + 2, _xlsx_chart(book, chart))
    return repack(buffer.getvalue())


def _xlsx_chart(book: Any, chart: Chart) -> Any:
    """The chart as XlsxWriter knows it: columns, with lines drawn over them."""
    drawn: dict[SeriesKind, Any] = {}
    last = len(chart.categories)
    label = f'0{"." if chart.decimals else ""}{"0" * chart.decimals}"{chart.unit}"'
    for position, series in enumerate(chart.series, 1):
        if series.kind not in drawn:
            drawn[series.kind] = book.add_chart({"type": _XLSX_KIND[series.kind]})
        like = [one for one in chart.series[: position - 1] if one.kind == series.kind]
        drawn[series.kind].add_series(
            {
                "name": [_SHEET, 0, position],
                "categories": [_SHEET, 1, 0, last, 0],
                "values": [_SHEET, 1, position, last, position],
                **_look(series.kind, len(like), label),
            }
        )
    whole = drawn.get("bar") or drawn["line"]
    if len(drawn) > 1:
        whole.combine(drawn["line"])
    whole.set_title({"none": True})
    whole.set_legend({"position": "top"})
    whole.set_chartarea({"border": {"none": True}})
    below = any(value < 0 for one in chart.series for value in one.values if value is not None)
    whole.set_x_axis({"label_position": "low"})
    whole.set_y_axis(
        {
            "num_format": f'General"{chart.unit}"',
            "min": None if below else 0,
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    return whole


def _look(kind: SeriesKind, nth: int, label: str) -> dict[str, Any]:
    if kind == "line":
        line = {"color": _LINES[nth % 2], "width": 1.75, "dash_type": _DASHES[nth % 2]}
        return {"line": line}
    return {
        "fill": {"color": _BARS[nth % len(_BARS)]},
        "gap": 70,
        "data_labels": {"value": True, "num_format": label, "position": "outside_end"},
    }


def _chart_xml(chart: Chart, workbook: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(_workbook(chart, drawn=True))) as archive:
        space = etree.fromstring(archive.read("xl/charts/chart1.xml"))
    language = space.find(f"{{{_C}}}lang")
    if language is not None:
        language.set("val", "zh-CN")
    for settings in space.findall(f"{{{_C}}}printSettings"):
        space.remove(settings)
    for labels in space.iter(f"{{{_C}}}dLbls"):
        _say_only_values(labels)
    space.append(etree.fromstring(_TEXT))
    external = etree.SubElement(space, f"{{{_C}}}externalData")
    external.set(f"{{{_R}}}id", workbook)
    etree.SubElement(external, f"{{{_C}}}autoUpdate", val="0")
    return etree.tostring(space, xml_declaration=True, encoding="UTF-8", standalone=True)


def _say_only_values(labels: Element) -> None:
    """Spell out what a label leaves out: by the schema, what isn't mentioned is shown."""
    for shown in labels.findall(f"{{{_C}}}showVal"):
        labels.remove(shown)
    for name in _LABEL_PARTS:
        etree.SubElement(labels, f"{{{_C}}}show{name}", val="1" if name == "Val" else "0")


def _drawing(chart: Chart, relation: str, width_mm: float, number: int) -> Element:
    width, height = round(width_mm * EMU_PER_MM), chart.height_mm * EMU_PER_MM
    drawing = etree.fromstring(
        f'''<w:drawing xmlns:w="{_OOXML}/wordprocessingml/2006/main" xmlns:wp="{_WP}">
        <wp:inline distT="0" distB="0" distL="0" distR="0">
          <wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="图 {number}"/>
          <wp:cNvGraphicFramePr/>
          <a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}">
            <c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{relation}"/>
          </a:graphicData></a:graphic>
        </wp:inline></w:drawing>''',
        etree.XMLParser(remove_blank_text=True),
    )
    described = drawing.find(f".//{{{_WP}}}docPr")
    if described is not None:
        described.set("descr", clean(chart.caption))
    return drawing
