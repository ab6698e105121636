"""Marks on every page: the draft's 草稿 and its note, the reader's watermark.

They stand in the headers, as VML word art: the form Word itself gives a watermark, which its
"remove watermark" and LibreOffice know by the shape's name.
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.oxml import parse_xml
from docx.section import _BaseHeaderFooter

from niubizi.documents.briefings import layout
from niubizi.documents.briefings.content import BriefingContent
from niubizi.documents.briefings.wml import Element, clean, text_run, w

DRAFT = "草稿"

_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_TEXT_PATH = (
    f'<v:shapetype {_NAMESPACES} id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
    '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
    '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/>'
    '</v:formulas><v:path textpathok="t" o:connecttype="custom"'
    ' o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
    '<v:textpath on="t" fitshape="t"/><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
)


def mark_pages(document: Document, content: BriefingContent, header_style: str) -> None:
    """Put the marks of this content into every header of the document; an issued one gets none."""
    if content.draft is None and not content.watermark:
        return
    for header in _headers(document):
        target = header._element
        if content.draft is not None:
            note = w("p", w("pPr", w("pStyle", val=header_style)))
            note.append(text_run(f"{DRAFT}　{content.draft.note}".rstrip()))
            target.append(note)
        first, *others = _shapes(content)
        carrier = w("p", w("pPr", w("pStyle", val=header_style)))
        # LibreOffice draws one shape of a picture; their common type may stand but once.
        carrier.append(w("r", w("pict", _shape_type(), first)))
        carrier.extend(w("r", w("pict", shape)) for shape in others)
        target.append(carrier)


def _headers(document: Document) -> list[_BaseHeaderFooter]:
    """The headers in force anywhere: those of the first section, and others that differ."""
    headers: list[_BaseHeaderFooter] = []
    for index, section in enumerate(document.sections):
        kinds: list[_BaseHeaderFooter] = [section.header]
        if document.settings.odd_and_even_pages_header_footer:
            kinds.append(section.even_page_header)
        if section.different_first_page_header_footer:
            kinds.append(section.first_page_header)
        for header in kinds:
            absent = header.is_linked_to_previous
            if absent and index == 0:
                header.is_linked_to_previous = False
                for paragraph in header.paragraphs:
                    paragraph._p.getparent().remove(paragraph._p)
            if index == 0 or not absent:
                headers.append(header)
    return headers


def _shapes(content: BriefingContent) -> list[Element]:
    shapes = []
    if content.draft is not None:
        shapes.append(_word_art(1, DRAFT, width=300, height=150, top=240, color="#C0C0C0"))
    if content.watermark:
        text = clean(" ".join(content.watermark.split()))
        width = min(420.0, 15.0 * sum(0.55 if char.isascii() else 1.0 for char in text))
        for number, top in ((2, 130), (3, 490)):
            shapes.append(_word_art(number, text, width=width, height=18, top=top, color="#D0D0D0"))
    return shapes


def _word_art(
    number: int, text: str, *, width: float, height: float, top: float, color: str
) -> Element:
    """A text across the page, behind its words; lengths in points, ``top`` from the margin."""
    style = (
        f"position:absolute;margin-left:0;margin-top:{top:g}pt;width:{width:g}pt;height:{height:g}pt;"
        f"rotation:315;z-index:-{251658752 - number};mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical-relative:margin"
    )
    shape: Element = parse_xml(
        f'<v:shape {_NAMESPACES} id="PowerPlusWaterMarkObject{number}" o:allowincell="f"'
        f' o:spid="_x0000_s{2048 + number}" type="#_x0000_t136" style="{style}"'
        f' fillcolor="{color}" stroked="f"><v:fill opacity=".5"/><v:textpath'
        f' style="font-family:&quot;{layout.HEITI}&quot;;font-size:1pt" string={quoteattr(text)}/>'
        "</v:shape>"
    )
    return shape


def _shape_type() -> Element:
    """What Word calls a plain word art; the shapes of a header share it."""
    kind: Element = parse_xml(_TEXT_PATH)
    return kind
