"""The default Word template of an official document, built from :mod:`.layout`.

What an office edits in Word is this file: the red head, the styles, the margins, and fields such
as ``{{ 标题 }}`` whose names it can read. A line whose field is empty disappears when a document is
made, so that the template needs no conditions. The same build gives the same bytes.
"""

from __future__ import annotations

from functools import cache

from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from lxml import etree

from niubizi.documents.briefings import layout
from niubizi.documents.briefings.layout import CHARACTER_SPACING, LEADING, ParagraphStyle
from niubizi.documents.briefings.package import EPOCH, pack
from niubizi.documents.briefings.wml import MM, Element, w

ORGAN = "发文机关标志"
NUMBER = "发文字号"
TITLE = "标题"
RECIPIENTS = "主送"
BODY = "正文"
ANNEX_NOTE = "附件说明"
SIGNATURE = "落款"
ANNEXES = "附件"
COPIES = "抄送"
ISSUER = "印发机关"
ISSUED_ON = "印发日期"
INTERNAL = "内部资料"

FIELDS = (
    INTERNAL,
    ORGAN,
    NUMBER,
    TITLE,
    RECIPIENTS,
    BODY,
    ANNEX_NOTE,
    SIGNATURE,
    ANNEXES,
    COPIES,
    ISSUER,
    ISSUED_ON,
)
"""Every field a template may have, in the order of the page."""

BLOCK_FIELDS = (BODY, ANNEX_NOTE, SIGNATURE, ANNEXES)
"""Fields that stand for whole paragraphs: each alone in a paragraph of the text."""

REQUIRED_FIELDS = (ORGAN, NUMBER, TITLE, RECIPIENTS, BODY, ANNEX_NOTE, SIGNATURE, ANNEXES)

_OOXML = "http://schemas.openxmlformats.org"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "document": "document.main",
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    "footer1": "footer",
    "footer2": "footer",
}


@cache
def build_default_template() -> bytes:
    """The default template, a docx."""
    trees = {
        "document": _document(),
        "styles": _styles(),
        "settings": _settings(),
        "fontTable": _fonts(),
        "footer1": _footer("right"),
        "footer2": _footer("left"),
    }
    parts = {f"word/{name}.xml": _xml(tree) for name, tree in trees.items()}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_CONTENT}.{kind}+xml"/>'
        for name, kind in _PARTS.items()
    )
    relations = "".join(
        f'<Relationship Id="{name}" Target="{name}.xml"'
        f' Type="{_OOXML}/officeDocument/2006/relationships/{name.rstrip("12")}"/>'
        for name in list(_PARTS)[1:]
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    core_relation = f"{_OOXML}/package/2006/relationships/metadata/core-properties"
    parts["docProps/core.xml"] = (
        '<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:cp="{_OOXML}/package/2006/metadata/core-properties"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>公文模板</dc:title>'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{EPOCH:%Y-%m-%dT%H:%M:%SZ}</dcterms:created>'
        "</cp:coreProperties>"
    ).encode()
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{_OOXML}/package/2006/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{core}"/>{overrides}</Types>'
    ).encode()
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{_OOXML}/package/2006/relationships">'
        f'<Relationship Id="document" Type="{_OOXML}/officeDocument/2006/relationships/officeDocument"'
        f' Target="word/document.xml"/><Relationship Id="core" Type="{core_relation}"'
        ' Target="docProps/core.xml"/></Relationships>'
    ).encode()
    parts["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{_OOXML}/package/2006/relationships">{relations}</Relationships>'
    ).encode()
    return pack(parts)


def _xml(tree: Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def field(name: str) -> str:
    """How a field is written in a template."""
    return "{{ " + name + " }}"


def _document() -> Element:
    return w(
        "document",
        w(
            "body",
            _frame(_line("NbMark", field(INTERNAL))),
            _line("NbOrgan", field(ORGAN)),
            _red_rule(_line("NbNumber", field(NUMBER))),
            _line("NbTitle", field(TITLE)),
            _line("NbRecipients", field(RECIPIENTS) + "："),
            _line("NbBody", field(BODY)),
            _line("NbAnnexNote", field(ANNEX_NOTE)),
            _line("NbSignature", field(SIGNATURE)),
            _line("NbBody", field(ANNEXES)),
            _imprint(),
            _line("NbFoot", ""),
            _section(),
        ),
    )


def _line(style: str, text: str) -> Element:
    paragraph = w("p", w("pPr", w("pStyle", val=style)))
    for index, piece in enumerate(text.split("\t")):
        if index:
            paragraph.append(w("r", w("tab")))
        if piece:
            words = w("t")
            words.text = piece
            paragraph.append(w("r", w("rPr", w("rFonts", hint="eastAsia")), words))
    return paragraph


def _frame(paragraph: Element) -> Element:
    """Put a mark in the upper left corner of the text without moving the red head."""
    paragraph[0].append(
        w(
            "framePr",
            w=60 * MM,
            h=LEADING,
            hRule="exact",
            hSpace=0,
            wrap="around",
            vAnchor="margin",
            hAnchor="margin",
            xAlign="left",
            y=1,
        )
    )
    return paragraph


def _red_rule(paragraph: Element) -> Element:
    """Draw the red rule as wide as the text, 4 mm under the document number."""
    paragraph[0].append(w("pBdr", w("bottom", val="single", sz=12, space=11, color="FF0000")))
    return paragraph


def _imprint() -> Element:
    """Stand 版记 at the foot of the last page: rules as wide as the text, thick outside, thin inside.

    A floating table; LibreOffice lets one as wide as the text float only when it is placed by the
    edge of the page, not by the margin.
    """
    width = layout.PAGE_WIDTH - layout.MARGIN_LEFT - layout.MARGIN_RIGHT
    last = _line("NbImprint", f"{field(ISSUER)}\t{field(ISSUED_ON)}印发")
    last[0].append(w("tabs", w("tab", val="right", pos=width - layout.SI_HAO * 20)))
    return w(
        "tbl",
        w(
            "tblPr",
            w(
                "tblpPr",
                leftFromText=0,
                rightFromText=0,
                vertAnchor="margin",
                horzAnchor="page",
                tblpX=layout.MARGIN_LEFT,
                tblpYSpec="bottom",
            ),
            w("tblOverlap", val="never"),
            w("tblW", w=width, type="dxa"),
            w(
                "tblBorders",
                w("top", val="single", sz=8, space=0),
                w("bottom", val="single", sz=8, space=0),
                w("insideH", val="single", sz=6, space=0),
            ),
            w("tblLayout", type="fixed"),
            w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa")),
        ),
        w("tblGrid", w("gridCol", w=width)),
        _imprint_row(_line("NbCopies", f"抄送：{field(COPIES)}。"), width),
        _imprint_row(last, width),
    )


def _imprint_row(paragraph: Element, width: float) -> Element:
    return w(
        "tr",
        w("trPr", w("cantSplit")),
        w("tc", w("tcPr", w("tcW", w=width, type="dxa")), paragraph),
    )


def _section() -> Element:
    return w(
        "sectPr",
        _footer_reference("default", "footer1"),
        _footer_reference("even", "footer2"),
        w("pgSz", w=layout.PAGE_WIDTH, h=layout.PAGE_HEIGHT),
        w(
            "pgMar",
            top=layout.MARGIN_TOP,
            right=layout.MARGIN_RIGHT,
            bottom=layout.MARGIN_BOTTOM,
            left=layout.MARGIN_LEFT,
            header=15 * MM,
            footer=layout.FOOTER_DISTANCE,
            gutter=0,
        ),
        w("docGrid", type="lines", linePitch=LEADING),
    )


def _footer_reference(pages: str, relation: str) -> Element:
    # The prefix is said: left to lxml, it depends on what else the process has imported.
    reference: Element = OxmlElement(
        "w:footerReference", nsdecls={"w": nsmap["w"], "r": nsmap["r"]}
    )
    reference.set(qn("w:type"), pages)
    reference.set(qn("r:id"), relation)
    return reference


def _footer(side: str) -> Element:
    """— 1 — on the outer side, one character in: right on odd pages, left on even ones."""
    number = w("fldSimple", w("r", w("t")), instr=" PAGE ")
    number[0][0].text = "1"
    paragraph = _line("NbPageNumber", "— ")
    paragraph[0].append(w("ind", **{side: layout.SI_HAO * 20}))
    paragraph[0].append(w("jc", val=side))
    paragraph.append(number)
    paragraph.append(_line("NbPageNumber", " —")[1])
    for words in paragraph.iter(w("t").tag):
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return w("ftr", paragraph)


def _styles() -> Element:
    defaults = w(
        "docDefaults",
        w("rPrDefault", w("rPr", _font(layout.FANGSONG), *_size(layout.SAN_HAO), _language())),
        w(
            "pPrDefault",
            w(
                "pPr",
                w("widowControl"),
                # On is Word's default; LibreOffice reads it the wrong way round, and where nothing
                # is said it hangs full stops so far out that they aren't printed.
                w("overflowPunct", val=1),
                # Letters and digits keep their width beside characters: 28 to the line.
                w("autoSpaceDE", val=0),
                w("autoSpaceDN", val=0),
                w("spacing", line=LEADING, lineRule="exact"),
                w("jc", val="both"),
            ),
        ),
    )
    normal = w(
        "style",
        w("name", val="Normal"),
        w("qFormat"),
        type="paragraph",
        styleId="Normal",
        default=1,
    )
    table = w(
        "style",
        w("name", val="Normal Table"),
        w("tblPr", w("tblCellMar", w("left", w=60, type="dxa"), w("right", w=60, type="dxa"))),
        type="table",
        styleId="NormalTable",
        default=1,
    )
    return w("styles", defaults, normal, table, *(_style(one) for one in layout.STYLES))


def _style(style: ParagraphStyle) -> Element:
    spacing = {"before": style.before, "after": style.after}
    if style.leading is None:
        spacing["line"], rule = 240, "auto"
    else:
        spacing["line"], rule = style.leading * 20, "exact"
    first = {"firstLine": style.first} if style.first >= 0 else {"hanging": -style.first}
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val="Normal"),
        w("qFormat"),
        w(
            "pPr",
            w("keepNext") if style.keep_next else None,
            w("pageBreakBefore") if style.new_page else None,
            w("snapToGrid", val=0) if _off_grid(style) else None,
            w("spacing", lineRule=rule, **spacing),
            w("ind", left=style.left, right=style.right, **first),
            w("jc", val=style.align),
            w("outlineLvl", val=style.outline) if style.outline is not None else None,
        ),
        w(
            "rPr",
            _font(style.font),
            w("color", val=style.color) if style.color else None,
            *_size(style.size),
        ),
        type="paragraph",
        customStyle=1,
        styleId=style.id,
    )


def _off_grid(style: ParagraphStyle) -> bool:
    """Whether a style keeps to its own leading: only body text counts in lines of the page."""
    return style.size != layout.SAN_HAO or style.leading is None


def _font(name: str) -> Element:
    return w("rFonts", ascii=name, eastAsia=name, hAnsi=name, cs=name)


def _size(points: float) -> tuple[Element, ...]:
    spacing = CHARACTER_SPACING if points == layout.SAN_HAO else 0
    half = points * 2
    return w("spacing", val=spacing), w("sz", val=half), w("szCs", val=half)


def _language() -> Element:
    return w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")


def _settings() -> Element:
    compatibility = w(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val=15,
    )
    return w(
        "settings",
        w("zoom", percent=100),
        w("bordersDoNotSurroundHeader"),
        w("bordersDoNotSurroundFooter"),
        w("defaultTabStop", val=420),
        w("evenAndOddHeaders"),
        w("characterSpacingControl", val="doNotCompress"),
        w("compat", w("doNotExpandShiftReturn"), w("useFELayout"), compatibility),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def _fonts() -> Element:
    return w(
        "fonts",
        *(
            w("font", w("altName", val=fallback), w("charset", val="86"), name=name)
            for name, fallback in layout.FALLBACKS.items()
        ),
    )
