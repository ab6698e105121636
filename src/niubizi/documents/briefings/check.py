"""Whether an office's own template may be used: what is refused when one is uploaded, and why.

A template is a program for whoever makes documents from it and opens them: it may contain nothing
that runs or fetches, no expression but a field's plain name, and it must have all that a document
needs. Each refusal says what to do about it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from docx import Document
from docx.oxml.ns import qn
from jinja2 import TemplateError
from lxml import etree

from niubizi.documents.briefings import layout
from niubizi.documents.briefings import template as fields
from niubizi.documents.briefings.content import (
    Annex,
    BriefingContent,
    Chart,
    Column,
    Draft,
    Figure,
    Heading,
    Paragraph,
    Row,
    Series,
    Table,
    Text,
)
from niubizi.documents.briefings.package import CONTENT_TYPES
from niubizi.documents.briefings.render import render_briefing, style_ids
from niubizi.documents.briefings.wml import Element, find, text_of

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_XML_BYTES = 4 * 1024 * 1024
"""Of one part: a template is a page or two, and the tree of a part takes fifty times its bytes."""
MAX_PARTS = 500

_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf")
_HARMLESS = (".xml", ".rels", ".odttf", "/", *_PICTURES)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

_SAFE_INSTRUCTIONS = {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF", "SEQ", "="}
_UNFINISHED = tuple(
    qn(tag) for tag in ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:commentReference")
)
_TAG = re.compile(r"\{[{%#]")
_FIELD = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class TemplateRefused(ValueError):  # noqa: N818 -- a refusal, not a fault
    """A template that may not be used: ``code`` for programs, ``message`` for whoever sent it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def check_template(template: bytes) -> None:
    """Pass a template that documents can be made from; raise :class:`TemplateRefused` otherwise."""
    parts = _parts(template)
    trees = {name: _tree(name, data) for name, data in parts.items() if _is_xml(name)}
    types = {str(one.get("ContentType")) for one in trees[CONTENT_TYPES]}
    _refuse_programs(types, set(parts))
    _refuse_links(trees)
    stories = {
        name: tree for name, tree in trees.items() if name.startswith(("word/", "docProps/"))
    }
    for tree in stories.values():
        _refuse_instructions(tree)
        _refuse_unfinished(tree)
        _refuse_expressions(tree)
    _require_fields(stories)
    _require_styles(template)
    _try_out(template)


def _parts(template: bytes) -> dict[str, bytes]:
    if len(template) > MAX_BYTES:
        raise TemplateRefused("too_large", "模板超过5MB，请压缩或删除其中的图片后再上传。")
    if template.startswith(b"\xd0\xcf\x11\xe0"):
        message = "这是旧版.doc文件或设有打开密码的文件，请在Word中取消密码并另存为.docx后再上传。"
        raise TemplateRefused("not_docx", message)
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            unpacked = sum(entry.file_size for entry in entries)
            longest = max((e.file_size for e in entries if _is_xml(e.filename)), default=0)
            if len(entries) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or longest > MAX_XML_BYTES:
                message = "模板展开后过大，未予打开。请用Word重新保存一份再上传。"
                raise TemplateRefused("too_large", message)
            if len(names) < len(entries):
                raise zipfile.BadZipFile("a name twice")
            parts = {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _not_docx() from error
    if CONTENT_TYPES not in parts:
        raise _not_docx()
    return parts


def _not_docx() -> TemplateRefused:
    return TemplateRefused(
        "not_docx", "这不是Word文档（.docx）或文件已损坏，请用Word打开并另存为.docx后再上传。"
    )


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _refuse_programs(types: set[str], names: set[str]) -> None:
    if any("macroEnabled" in kind or "vba" in kind for kind in types):
        message = "模板中含有宏，不能使用。请在Word中另存为不含宏的.docx后再上传。"
        raise TemplateRefused("macros", message)
    if _DOCUMENT_TYPE not in types:
        message = "这不是普通的Word文档，请在Word中另存为.docx（不是.dotx模板格式）后再上传。"
        raise TemplateRefused("not_docx", message)
    harmless = all(name.lower().endswith(_HARMLESS) for name in names)
    if not harmless or any("activeX" in kind for kind in types):
        message = "模板中嵌有控件或其他程序的对象，不能使用。请删除这些对象后再上传。"
        raise TemplateRefused("embedded_object", message)


def _tree(name: str, data: bytes) -> Element:
    try:
        tree = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise _not_docx() from error
    if tree.getroottree().docinfo.internalDTD is not None:
        raise TemplateRefused(
            "not_docx", f"模板中的{name}含有Word不会写出的声明，请用Word重新保存后再上传。"
        )
    return tree


def _refuse_links(trees: dict[str, Element]) -> None:
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        for relation in tree.iter(_RELATIONSHIP):
            target = str(relation.get("Target"))
            if relation.get("TargetMode") == "External":
                message = f"模板链接了外部内容“{target}”，不能使用。请在Word中取消链接、改为嵌入后再上传。"
                raise TemplateRefused("external_link", message)
            if str(relation.get("Type")).endswith("/aFChunk"):
                message = "模板中插入了其他格式的文件，不能使用。请把内容直接粘贴到模板中后再上传。"
                raise TemplateRefused("embedded_object", message)


def _refuse_instructions(tree: Element) -> None:
    """Refuse Word fields that fetch, link or run; page numbers and their like are welcome."""
    for instruction in _instructions(tree):
        word = (instruction.split() or [""])[0].upper()
        if word and word not in _SAFE_INSTRUCTIONS:
            message = f"模板中有Word域“{word}”，可能读取外部内容，不能使用。请删除该域，或按Ctrl+Shift+F9转为普通文字。"
            raise TemplateRefused("word_field", message)


def _instructions(tree: Element) -> Iterator[str]:
    yield from (str(simple.get(qn("w:instr"))) for simple in find(tree, "w:fldSimple"))
    # A complex field's instruction is cut into runs at will; nested fields make a stack.
    open_fields: list[str] = []
    for node in tree.iter(qn("w:fldChar"), qn("w:instrText")):
        kind = node.get(qn("w:fldCharType"))
        if kind == "begin":
            open_fields.append("")
        elif kind in ("separate", "end"):
            if open_fields:
                yield open_fields[-1]
                open_fields[-1] = ""
            if kind == "end" and open_fields:
                open_fields.pop()
        elif open_fields:
            open_fields[-1] += node.text or ""
        else:
            yield node.text or ""


def _refuse_unfinished(tree: Element) -> None:
    if any(True for _ in tree.iter(*_UNFINISHED)):
        message = (
            "模板中有未处理的修订或批注，会带进正式文件。请在Word中接受全部修订、删除批注后再上传。"
        )
        raise TemplateRefused("unfinished", message)


def _refuse_expressions(tree: Element) -> None:
    """Refuse everything between braces but the name of a field.

    Checked over the text of the whole part, without its tags: that is how docxtpl joins what Word
    has cut into runs, and it keeps hostile input away from docxtpl's patterns.
    """
    text = text_of(tree)
    for match in _FIELD.finditer(text):
        if match[1] not in fields.FIELDS:
            message = (
                f"模板中的“{match[0]}”不是已有的字段，可用的字段为：{'、'.join(fields.FIELDS)}。"
            )
            raise TemplateRefused("unknown_field", message)
    rest = _FIELD.sub("", text)
    found = _TAG.search(rest)
    if found:
        excerpt = rest[found.start() : found.start() + 20]
        message = f"模板中的“{excerpt}”不能使用：双大括号内只能写字段名，如“{fields.field(fields.TITLE)}”。"
        raise TemplateRefused("expression", message)
    for node in tree.iter():
        if any(_TAG.search(str(value)) for value in node.attrib.values()):
            message = "模板中图形的名称或替换文字里有双大括号，字段只能写在文字中，请删除后再上传。"
            raise TemplateRefused("expression", message)


def _require_fields(stories: dict[str, Element]) -> None:
    written = "".join(map(text_of, stories.values()))
    present = [match[1] for match in _FIELD.finditer(written)]
    missing = [name for name in fields.REQUIRED_FIELDS if name not in present]
    if missing:
        named = "、".join(fields.field(name) for name in missing)
        raise TemplateRefused("missing_field", f"模板中缺少字段{named}，请补上后再上传。")
    bodies = [tree.find(qn("w:body")) for tree in stories.values()]
    lines = [
        "".join(words.text or "" for words in find(paragraph, "w:t")).strip()
        for body in bodies
        if body is not None
        for paragraph in body.findall(qn("w:p"))
    ]
    for name in fields.BLOCK_FIELDS:
        alone = [line for line in lines if (match := _FIELD.fullmatch(line)) and match[1] == name]
        if len(alone) != 1 or present.count(name) != 1:
            message = f"字段{fields.field(name)}须单独成段、只出现一次，且不在表格和文本框内，请调整后再上传。"
            raise TemplateRefused("block_field", message)


def _require_styles(template: bytes) -> None:
    try:
        names = style_ids(Document(io.BytesIO(template)))
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise _not_docx() from error
    missing = [name for name in layout.USED_BY_RENDERER if name not in names]
    if missing:
        message = f"模板中缺少样式“{'”“'.join(missing)}”，请从默认模板改起，不要删除其中的样式。"
        raise TemplateRefused("missing_style", message)


def _try_out(template: bytes) -> None:
    """Make a document with one of everything; what fails here would fail on the day of issue."""
    try:
        render_briefing(_SPECIMEN, template)
    except (
        TemplateError,
        etree.LxmlError,
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
    ) as error:
        message = "用这个模板生成不出文件，请从默认模板改起，改动后用Word重新保存再上传。"
        raise TemplateRefused("unusable", message) from error


_WORDS = (Text("试排"), Figure("1.0", "specimen"))
_SPECIMEN = BriefingContent(
    organ="试排",
    number="试排〔2021〕1号",
    title="试排",
    recipients=("试排",),
    blocks=(
        Heading(1, _WORDS),
        Paragraph(_WORDS),
        Table("试排", (Column("试排", 1),), (Row((_WORDS,)),), "个", _WORDS),
        Chart("试排", ("试排",), (Series("试排", (Decimal(1),)),)),
    ),
    signature="试排",
    dated=date(2021, 1, 1),
    annexes=(Annex("试排", (Paragraph(_WORDS),)),),
    copies=("试排",),
    issuer="试排",
    issued_on=date(2021, 1, 1),
    draft=Draft("试排"),
    internal=True,
    watermark="试排",
)
