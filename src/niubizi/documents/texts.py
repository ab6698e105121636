"""The plain text of a document that somebody wants checked: docx, PDF, or text in any usual coding."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from lxml import etree

from niubizi.documents.pdftext import MAX_PAGES, PdfRefused, pdf_text

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 6 * 1024 * 1024
"""Of one part of a document: some 500 pages. The tree of a part takes fifty times its bytes."""
_CODINGS = ("utf-8-sig", "gb18030", "utf-16")


class UnreadableText(ValueError):  # noqa: N818 -- a refusal, not a fault
    """A file without text to check; the message is a Chinese sentence."""


def read_text(data: bytes, filename: str) -> str:
    """The text of a file by its content, paragraphs and cells on lines of their own.

    Raises :class:`UnreadableText` for what is too large, encrypted, broken or no text.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableText("文件超过20MB，请只上传需要核数的部分。")
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _docx(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableText("这是旧版 Word 文档，请另存为 .docx 后再上传。")
    return _plain(data, filename)


def _plain(data: bytes, filename: str) -> str:
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableText(f"“{filename}”不是文字文件，支持 DOCX、PDF 和 TXT。")
    codings = _CODINGS if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-16",)
    for coding in codings:
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise UnreadableText(f"认不出“{filename}”的文字编码，请存为 UTF-8 后再上传。")


def _docx(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            longest = max((p.file_size for p in parts if p.filename.endswith(".xml")), default=0)
            if longest > MAX_XML or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise UnreadableText("文档展开后过大，请精简后再上传。")
        document = Document(io.BytesIO(data))
    except UnreadableText:
        raise
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError):
        raise UnreadableText("这不是完整的 Word 文档（.docx），请重新保存后再上传。") from None
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Table):
            lines += ["\t".join(_cells(row)) for row in block.rows]
    return "\n".join(lines)


def _cells(row: _Row) -> Iterator[str]:
    """Each cell once; the library repeats one as often as its span says, be that a billion times."""
    for cell in row._tr.tc_lst:
        yield _Cell(cell, row.table).text


_REFUSED_PDF = {
    "encrypted": "PDF 已加密，请解除密码后再上传。",
    "pages": f"PDF 超过{MAX_PAGES}页，请只上传需要核数的部分。",
    "broken": "这个 PDF 读不出来，请重新导出后再上传。",
    "bounds": "这个 PDF 过于复杂，请只上传需要核数的部分，或者把文字粘贴进来。",
}


def _pdf(data: bytes) -> str:
    try:
        text = pdf_text(data)
    except PdfRefused as refused:
        raise UnreadableText(_REFUSED_PDF[refused.code]) from refused
    if not text.strip():
        raise UnreadableText("这个 PDF 里没有文字（可能是扫描件），请上传可复制文字的版本。")
    return text
