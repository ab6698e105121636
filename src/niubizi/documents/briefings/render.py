"""An official document as Word bytes: a template filled with content.

docxtpl fills the lines of the template (title, number, 抄送 …) in a sandbox; whole paragraphs,
tables and charts then take the places of the block fields. The same content and template give the
same bytes: nothing here reads a clock or draws a number.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, time

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from niubizi.documents.briefings import layout
from niubizi.documents.briefings import template as fields
from niubizi.documents.briefings.blocks import BlockWriter
from niubizi.documents.briefings.content import BriefingContent, runs_of
from niubizi.documents.briefings.fields import has_fields
from niubizi.documents.briefings.figures import Bookmarks, attach_keys
from niubizi.documents.briefings.marks import mark_pages
from niubizi.documents.briefings.package import repack
from niubizi.documents.briefings.wml import Element, chinese_date, clean, find, w

INTERNAL_MARK = "内部资料"

# Characters for private use stand where the template's lines are empty or to be replaced.
_EMPTY = "\ue001"
_BLOCKS = {name: f"\ue002{name}\ue002" for name in fields.BLOCK_FIELDS}


def render_briefing(content: BriefingContent, template: bytes | None = None) -> bytes:
    """The document as a docx; ``template`` is one that ``check_template`` has passed.

    Raises ``ValueError`` for an issued document in which a field still stands unfilled.
    """
    _refuse_unfilled(content)
    document = _filled(content, template or fields.build_default_template())
    _drop_empty_lines(document)
    _squeeze_red_head(document, content.organ)
    bookmarks = Bookmarks(next_id=_free_bookmark_id(document))
    styles = style_ids(document)
    writer = BlockWriter(document.part, styles, _text_width(document), bookmarks)
    _place(document, fields.BODY, lambda: writer.blocks(content.blocks, before_signature=True))
    _place(document, fields.ANNEX_NOTE, lambda: writer.annex_note(content.annexes))
    _place(document, fields.SIGNATURE, lambda: writer.signature(content.signature, content.dated))
    _place(document, fields.ANNEXES, lambda: writer.annexes(content.annexes))
    mark_pages(document, content, styles[layout.HEADER])
    attach_keys(document.part, bookmarks.keys)
    _set_properties(document, content)
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


def sandbox() -> SandboxedEnvironment:
    """The only environment templates are filled in: no code, no unknown names, text escaped."""
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def style_ids(document: DocumentObject) -> dict[str, str]:
    """The ids of a document's styles by their names; Word is free to change ids."""
    names = {}
    for style in find(document.styles.element, "w:style"):
        names[style.find(qn("w:name")).get(qn("w:val"))] = style.get(qn("w:styleId"))
    return names


def _filled(content: BriefingContent, template: bytes) -> DocumentObject:
    values = {
        fields.INTERNAL: INTERNAL_MARK if content.internal else "",
        fields.ORGAN: content.organ,
        # A draft without its number keeps the line, which carries the red rule.
        fields.NUMBER: content.number or "　",
        fields.TITLE: content.title,
        fields.RECIPIENTS: "，".join(content.recipients),
        fields.COPIES: "，".join(content.copies),
        fields.ISSUER: content.issuer,
        fields.ISSUED_ON: chinese_date(content.issued_on) if content.issued_on else "",
    }
    context = {name: clean(value) or _EMPTY for name, value in values.items()}
    filling = DocxTemplate(io.BytesIO(template))
    filling.render(context | _BLOCKS, sandbox())
    buffer = io.BytesIO()
    filling.save(buffer)
    return Document(buffer)


def _refuse_unfilled(content: BriefingContent) -> None:
    if content.draft is None:
        written = [run.text for runs in runs_of(content) for run in runs]
        unfilled = [text for text in written if has_fields(text)]
        if unfilled:
            raise ValueError(f"an issued document with an unfilled field: {unfilled[0]}")


def _drop_empty_lines(document: DocumentObject) -> None:
    """Take out each line with an empty field: the paragraph, or the row it stands in."""
    for story in _stories(document):
        for paragraph in list(find(story, "w:p")):
            if _EMPTY in _text(paragraph):
                _remove(next(paragraph.iterancestors(qn("w:tr")), paragraph))
        for table in list(find(story, "w:tbl")):
            if table.find(qn("w:tr")) is None:
                _remove(table)


def _stories(document: DocumentObject) -> list[Element]:
    kinds = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
    relations = document.part.rels.values()
    edges = [one.target_part.element for one in relations if one.reltype in kinds]
    return [document.element.body, *edges]


def _remove(element: Element) -> None:
    parent = element.getparent()
    # A row with two empty fields has gone already.
    if parent is not None:
        parent.remove(element)


def _squeeze_red_head(document: DocumentObject, organ: str) -> None:
    """Narrow the letters of a long red head so that it stays on one line, as printers do."""
    width = _text_width(document)
    for paragraph in document.paragraphs:
        if paragraph.text == clean(organ):
            style = paragraph.style
            size = style.font.size if style is not None else None
            if size is None:
                return
            percent = int(100 * width / (size.pt * 20 * len(organ)))
            for run in paragraph.runs:
                if percent < 100:
                    run._r.get_or_add_rPr().append(w("w", val=max(percent, 33)))
            return


def _place(document: DocumentObject, field: str, build: Callable[[], list[Element]]) -> None:
    for paragraph in list(find(document.element.body, "w:p")):
        if _BLOCKS[field] in _text(paragraph):
            for element in build():
                paragraph.addprevious(element)
            _remove(paragraph)


def _text(paragraph: Element) -> str:
    return "".join(words.text or "" for words in find(paragraph, "w:t"))


def _free_bookmark_id(document: DocumentObject) -> int:
    taken = (int(one.get(qn("w:id"))) for one in find(document.element.body, "w:bookmarkStart"))
    return max(taken, default=0) + 1


def _text_width(document: DocumentObject) -> int:
    """The width of the text in twentieths of a point."""
    section = document.sections[0]
    sides = (section.page_width, section.left_margin, section.right_margin)
    page, left, right = (0 if side is None else side.twips for side in sides)
    return page - left - right


def _set_properties(document: DocumentObject, content: BriefingContent) -> None:
    properties = document.core_properties
    moment = datetime.combine(content.dated, time(), UTC).replace(tzinfo=None)
    properties.title = clean(" ".join(content.title.split()))
    properties.author = properties.last_modified_by = clean(content.signature)
    properties.created = properties.modified = moment
    properties.revision = 1
