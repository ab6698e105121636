"""``.ods``: OpenDocument tables, read as a stream of XML because a few bytes may repeat a million rows.

Only what an office's table needs is understood: values, dates, merged cells, what is hidden.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

from lxml.etree import XMLSyntaxError, iterparse
from lxml.etree import _Element as Element

from niubizi.documents.workbooks import archive
from niubizi.documents.workbooks.grid import (
    MAX_CELLS,
    Cell,
    Merge,
    Sheet,
    Tally,
    Workbook,
    require_area,
    trimmed,
)
from niubizi.documents.workbooks.refusals import UnreadableWorkbook

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MAX_REPEAT = 2_000_000
_MAX_MARKS = 6 * MAX_CELLS
"""Beginnings and ends of elements: as many cells as are taken, each with its paragraph."""
_SEEN = [f"{_TABLE}{name}" for name in ("table", "table-column", "table-row")] + [f"{_STYLE}style"]
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_SAYING = frozenset(
    {
        f"{_OFFICE}value-type",
        f"{_TABLE}number-rows-spanned",
        f"{_TABLE}number-columns-spanned",
    }
)
"""What a cell without text may still say."""


def open_ods(data: bytes) -> Workbook:
    parts = archive.unpack(data)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise UnreadableWorkbook("encrypted")
    if any(name.startswith("Basic/") for name in archive.names_in(data)):
        raise UnreadableWorkbook("macros")
    try:
        sheets = {sheet.name: sheet for sheet in _sheets(parts.get("content.xml", b""))}
    except (XMLSyntaxError, ValueError, LookupError) as fault:
        raise UnreadableWorkbook("damaged") from fault
    return Workbook(
        format="ods",
        sheet_names=tuple(sheets),
        load=sheets.__getitem__,
        hidden_sheets=frozenset(name for name, sheet in sheets.items() if sheet.hidden),
    )


class _Table:
    """A sheet while its rows come by."""

    def __init__(self, name: str, tally: Tally, *, hidden: bool) -> None:
        self.name, self.hidden, self.tally = name, hidden, tally
        tally.begin()
        self.rows: list[list[Cell]] = []
        self.pending = 0
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.columns = 0
        self.width = 0

    def column(self, element: Element) -> None:
        count = min(_repeat(element, "number-columns-repeated"), 16_384)
        if _invisible(element):
            self.hidden_columns.update(range(self.columns, self.columns + count))
        self.columns += count

    def row(self, element: Element) -> None:
        count = _repeat(element, "number-rows-repeated")
        top = len(self.rows) + self.pending
        cells = self._cells(element, top)
        if not any(cell != "" for cell in cells):
            # Empty rows count only once something follows: files end with a million of them.
            self.pending += count
            return
        self.width = max(self.width, len(cells))
        require_area(top + count, self.width)
        self.rows.extend([] for _ in range(self.pending))
        self.pending = 0
        for _ in range(count):
            self.tally.take(cells)
            self.rows.append(list(cells))
        if _invisible(element):
            self.hidden_rows.update(range(top, top + count))

    def _cells(self, row: Element, top: int) -> list[Cell]:
        cells: list[Cell] = []
        pending = 0
        for element in row:
            if element.tag not in _CELLS:
                continue
            count = _repeat(element, "number-columns-repeated")
            if not len(element) and _SAYING.isdisjoint(element.keys()):
                pending += count
                continue
            value = _value(element)
            self._merge(element, top, len(cells) + pending)
            if value == "":
                pending += count
                continue
            require_area(1, len(cells) + pending + count)
            cells.extend([""] * pending)
            pending = 0
            cells.extend([value] * count)
        return cells

    def _merge(self, element: Element, top: int, left: int) -> None:
        down = _repeat(element, "number-rows-spanned")
        across = _repeat(element, "number-columns-spanned")
        if down > 1 or across > 1:
            self.merges.append(Merge(top, left, top + down - 1, left + across - 1))

    def sheet(self) -> Sheet:
        return Sheet(
            name=self.name,
            rows=trimmed(self.rows),
            merges=tuple(self.merges),
            hidden=self.hidden,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
        )


def _sheets(content: bytes) -> Iterator[Sheet]:
    hidden_styles: set[str] = set()
    table: _Table | None = None
    tally = Tally()
    if content.count(b"<") > _MAX_MARKS or content.count(b"-cell") > 2.1 * MAX_CELLS:
        raise UnreadableWorkbook("too_large")
    # libxml2 refuses what is nested deeper than any document; entities stay as they are.
    stream = iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=_SEEN,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
    )
    for event, element in stream:
        tag = element.tag
        if event == "start":
            if tag == f"{_TABLE}table" and table is None:
                style = element.get(f"{_TABLE}style-name", "")
                name = element.get(f"{_TABLE}name", "")
                table = _Table(name, tally, hidden=style in hidden_styles)
        elif tag == f"{_STYLE}style":
            if any(p.get(f"{_TABLE}display") == "false" for p in element):
                hidden_styles.add(element.get(f"{_STYLE}name", ""))
        elif table is not None and tag == f"{_TABLE}table-column":
            table.column(element)
        elif table is not None and tag == f"{_TABLE}table-row":
            table.row(element)
            element.clear()
        elif table is not None and tag == f"{_TABLE}table":
            yield table.sheet()
            table = None
            element.clear()


def _repeat(element: Element, name: str) -> int:
    count = int(element.get(f"{_TABLE}{name}", "1"))
    return max(1, min(count, _MAX_REPEAT))


def _invisible(element: Element) -> bool:
    return element.get(f"{_TABLE}visibility", "visible") != "visible"


def _value(cell: Element) -> Cell:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in {"float", "currency", "percentage"}:
        return float(cell.get(f"{_OFFICE}value", "0"))
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return _date(cell.get(f"{_OFFICE}date-value", ""))
    if cell.tag == f"{_TABLE}covered-table-cell":
        return ""
    return "\n".join(_words(paragraph) for paragraph in cell if paragraph.tag == f"{_TEXT}p")


def _words(paragraph: Element) -> str:
    words = [paragraph.text or ""]
    for part in paragraph:
        if part.tag == f"{_TEXT}s":
            words.append(" ")
        elif part.tag == f"{_TEXT}line-break":
            words.append("\n")
        else:
            words.append(_words(part))
        words.append(part.tail or "")
    return "".join(words)


def _date(text: str) -> Cell:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return text
