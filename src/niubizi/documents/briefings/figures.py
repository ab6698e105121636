"""Figures that can be traced: a bookmark round each, and the map from bookmarks to keys.

Word allows a bookmark 40 characters of letters, digits and underscores, and each name once; a
figure's key is longer, has colons, and is printed in several places. So a bookmark is named after
a hash of the key, and the keys themselves travel in a custom XML part, which Word and LibreOffice
keep through editing.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from dataclasses import dataclass, field

from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.parts.document import DocumentPart
from lxml import etree

from niubizi.documents.briefings.content import Figure, Runs
from niubizi.documents.briefings.wml import Element, clean, find, text_run, w

NAMESPACE = "urn:niubizi:figures"

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_CUSTOM_XML = f"{_OFFICE}/relationships/customXml"
_ITEM_ID = "{7B6C1B86-52B5-5A0E-9E52-6E6975626967}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True, slots=True)
class TracedFigure:
    """A figure found in a document: where it stands, where it comes from, what it says now."""

    bookmark: str
    key: str
    text: str


@dataclass(slots=True)
class Bookmarks:
    """Hands out bookmarks while a document is written, and remembers what they mark."""

    next_id: int
    keys: dict[str, str] = field(default_factory=dict)
    _times: Counter[str] = field(default_factory=Counter)

    def runs(self, runs: Runs) -> list[Element]:
        """The elements of these runs, figures between the two ends of their bookmarks."""
        elements: list[Element] = []
        for run in runs:
            if isinstance(run, Figure):
                elements.extend(self._marked(run))
            elif run.text:
                elements.append(text_run(run.text))
        return elements

    def _marked(self, figure: Figure) -> tuple[Element, Element, Element]:
        name, number = self._name(figure.key), self.next_id
        self.next_id += 1
        self.keys[name] = figure.key
        start = w("bookmarkStart", id=number, name=name)
        return start, text_run(figure.text), w("bookmarkEnd", id=number)

    def _name(self, key: str) -> str:
        digest = hashlib.sha256(key.encode()).hexdigest()[:20]
        self._times[digest] += 1
        return f"fig_{digest}_{self._times[digest]}"


def attach_keys(document: DocumentPart, keys: dict[str, str]) -> None:
    """Put the map from bookmarks to keys into the document, as a custom XML part."""
    root = etree.Element(f"{{{NAMESPACE}}}figures", nsmap={"figures": NAMESPACE})
    for name, key in keys.items():
        etree.SubElement(root, f"{{{NAMESPACE}}}figure", bookmark=name, key=clean(key))
    package = document.package
    item = Part(
        package.next_partname("/customXml/item%d.xml"),
        "application/xml",
        etree.tostring(root, xml_declaration=True, encoding="UTF-8"),
        package,
    )
    properties = (
        f'<ds:datastoreItem xmlns:ds="{_OFFICE}/customXml" ds:itemID="{_ITEM_ID}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    item_properties = Part(
        PackURI(item.partname.replace("/item", "/itemProps")),
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        properties.encode(),
        package,
    )
    item.relate_to(item_properties, f"{_OFFICE}/relationships/customXmlProps")
    document.relate_to(item, _CUSTOM_XML)


def traced_figures(docx: bytes) -> tuple[TracedFigure, ...]:
    """The figures that stand in a document, in its order; those deleted in Word don't."""
    part = Document(io.BytesIO(docx)).part
    keys: dict[str, str] = {}
    for relation in part.rels.values():
        if relation.reltype == _CUSTOM_XML:
            root = etree.fromstring(relation.target_part.blob, _PARSER)
            keys |= {
                str(one.get("bookmark")): str(one.get("key"))
                for one in root.iter(f"{{{NAMESPACE}}}figure")
            }
    found = []
    for start in find(part.element.body, "w:bookmarkStart"):
        name = start.get(qn("w:name"))
        if name in keys:
            found.append(TracedFigure(name, keys[name], _text_until_end(start)))
    return tuple(found)


def _text_until_end(start: Element) -> str:
    number = start.get(qn("w:id"))
    pieces: list[str] = []
    for sibling in start.itersiblings():
        if sibling.tag == qn("w:bookmarkEnd") and sibling.get(qn("w:id")) == number:
            break
        pieces.extend(words.text or "" for words in find(sibling, "w:t"))
    return "".join(pieces)
