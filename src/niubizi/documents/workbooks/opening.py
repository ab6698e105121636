"""From bytes to a workbook: the format is told by content, the file's name only names a CSV."""

from __future__ import annotations

from niubizi.documents.workbooks.archive import names_in
from niubizi.documents.workbooks.delimited import open_delimited
from niubizi.documents.workbooks.grid import Workbook
from niubizi.documents.workbooks.ods import open_ods
from niubizi.documents.workbooks.refusals import UnreadableWorkbook
from niubizi.documents.workbooks.xls import open_xls
from niubizi.documents.workbooks.xlsx import open_xlsx

MAX_UPLOAD = 20 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")


def open_workbook(data: bytes, filename: str) -> Workbook:
    """The workbook in ``data``; raises :class:`UnreadableWorkbook` with a sentence for the user."""
    if not data.strip():
        raise UnreadableWorkbook("empty")
    if len(data) > MAX_UPLOAD:
        raise UnreadableWorkbook(
            "too_large", "文件超过20MB，无法读取。请删去图片和多余的工作表后重新上传。"
        )
    if data.startswith(_ZIP):
        return _open_zip(data)
    if data.startswith(_OLE):
        return open_xls(data)
    if data.startswith((b"PK", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z", *_BARE_BIFF)):
        raise UnreadableWorkbook("not_a_workbook")
    return open_delimited(data, filename)


def _open_zip(data: bytes) -> Workbook:
    names = set(names_in(data))
    if "xl/workbook.xml" in names:
        return open_xlsx(data)
    if "xl/workbook.bin" in names:
        raise UnreadableWorkbook("binary")
    if "content.xml" in names and "mimetype" in names:
        return open_ods(data)
    raise UnreadableWorkbook("not_a_workbook")
