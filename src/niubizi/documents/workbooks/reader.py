"""Reading a list or a month's table: from bytes to a preview in which every cell is accounted for.

One pass after the other: open, choose the sheet, find the header, understand the columns, sort the
rows, read and check them, see them together, check the sums. Nothing is written anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from niubizi.documents.workbooks.facts import ImportContext
from niubizi.documents.workbooks.grid import Sheet, Workbook
from niubizi.documents.workbooks.header import Header, find_header
from niubizi.documents.workbooks.opening import open_workbook
from niubizi.documents.workbooks.preview import ImportPreview
from niubizi.documents.workbooks.recognition import candidates
from niubizi.documents.workbooks.refusals import UnreadableWorkbook
from niubizi.documents.workbooks.table import TableReader


def read_workbook(
    data: bytes,
    filename: str,
    context: ImportContext,
    mapping: Mapping[str, str] | None = None,
    *,
    sheet: str | None = None,
    unit: str | None = None,
) -> ImportPreview:
    """What ``data`` holds, checked against ``context``.

    ``mapping`` corrects columns: letter → field, ``""`` for a column to be left alone. ``sheet``
    and ``unit`` (万元, 亿元 …) are the user's word where the file's own is missing or wrong. Raises
    :class:`UnreadableWorkbook` where there is no table to speak of.
    """
    book = open_workbook(data, filename)
    chosen, header = _choose(book, sheet)
    reader = TableReader(book, chosen, header, context, filename)
    return reader.read(mapping or {}, unit)


def _choose(book: Workbook, name: str | None) -> tuple[Sheet, Header]:
    """The sheet with the most complete project table; of equals a visible one, then the longest."""
    found = []
    for sheet_name in (name,) if name else book.sheet_names:
        sheet = book.sheet(sheet_name)
        header = find_header(sheet, _known, "name")
        if header and header.known >= 2:
            found.append((sheet, header))
    if not found:
        raise UnreadableWorkbook("no_header")
    return max(found, key=lambda f: (f[1].known, not f[0].hidden, len(f[0].rows) - f[1].body))


def _known(group: str, leaf: str) -> tuple[str, ...]:
    return candidates(group, leaf)
