"""``.xlsx``: values and merged cells by calamine, the rest from the sheet's own XML.

calamine lays a sheet out densely, so two cells at far corners would take hundreds of gigabytes
and kill the process: the used area is measured here first. It also says nothing of hidden rows
and columns and turns an error value into an empty cell; both are looked up in the same pass.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from posixpath import normpath
from xml.etree.ElementTree import Element, ParseError

import python_calamine
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from niubizi.documents.workbooks import archive
from niubizi.documents.workbooks.grid import (
    Cell,
    Merge,
    Sheet,
    Workbook,
    column_index,
    require_area,
    trimmed,
    with_values,
)
from niubizi.documents.workbooks.refusals import UnreadableWorkbook

# Tags are found by pattern instead of a parser: a sheet of 10,000 rows has half a million of them.
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_FILLED = re.compile(rb"<(?:\w+:)?c\b[^>/]*>")
_PLACED = re.compile(rb"<(?:\w+:)?c\b[^>/]*?\br=[\"']([A-Z]{1,7})(\d{1,9})[\"'][^>/]*>")
_FAULT = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\bt=[\"']e[\"'])[^>]*\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>"
    rb".*?<(?:\w+:)?v>([^<]*)</",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"\b(r|hidden|min|max)=[\"']([^\"']*)[\"']")
_MAX_COLUMNS = 16_384


def open_xlsx(data: bytes) -> Workbook:
    parts = archive.unpack(data)
    if any(name.lower().endswith("vbaproject.bin") for name in archive.names_in(data)):
        raise UnreadableWorkbook("macros")
    parts = {name: part for name, part in parts.items() if _needed(name)}
    with calamine_faults():
        book = python_calamine.load_workbook(io.BytesIO(archive.pack(parts)))
        visible = python_calamine.SheetVisibleEnum.Visible
        worksheet = python_calamine.SheetTypeEnum.WorkSheet
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == worksheet]
        hidden = frozenset(sheet.name for sheet in sheets if sheet.visible != visible)
    paths = _sheet_paths(parts)

    def load(name: str) -> Sheet:
        seen = _look(parts.get(paths.get(name, ""), b""))
        with calamine_faults():
            sheet = book.get_sheet_by_name(name)
            rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
            ranges = sheet.merged_cell_ranges or []
        return Sheet(
            name=name,
            rows=trimmed(with_values(rows, seen.faults)),
            merges=tuple(
                Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges
            ),
            hidden=name in hidden,
            hidden_rows=seen.hidden_rows,
            hidden_columns=seen.hidden_columns,
        )

    return Workbook(
        format="xlsx",
        sheet_names=tuple(sheet.name for sheet in sheets),
        load=load,
        hidden_sheets=hidden,
        has_external_links=any("externallink" in name.lower() for name in archive.names_in(data)),
    )


def _needed(name: str) -> bool:
    folder = name.lower().rpartition("/")[0]
    return folder in {"", "_rels", "xl", "xl/_rels", "xl/worksheets"} or "sheet" in folder


@contextmanager
def calamine_faults() -> Iterator[None]:
    """Turn whatever calamine raises, a Rust panic included, into a refusal."""
    try:
        yield
    except python_calamine.PasswordError as fault:
        raise UnreadableWorkbook("encrypted") from fault
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as fault:
        raise UnreadableWorkbook("damaged") from fault
    except BaseException as fault:
        # PanicException derives from BaseException and has no importable name.
        if type(fault).__name__ != "PanicException":
            raise
        raise UnreadableWorkbook("damaged") from fault


def _sheet_paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The part each sheet lies in, by the sheet's name."""
    targets = {
        _attribute(link, "Id"): _attribute(link, "Target")
        for link in _xml(parts.get("xl/_rels/workbook.xml.rels", b""))
    }
    paths = {}
    for element in _xml(parts.get("xl/workbook.xml", b"")):
        if element.tag.rpartition("}")[2] == "sheet":
            target = targets.get(_attribute(element, "id"), "")
            path = target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
            paths[_attribute(element, "name")] = path
    return paths


def _xml(content: bytes) -> Iterator[Element]:
    if not content:
        return iter(())
    try:
        root: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as fault:
        raise UnreadableWorkbook("damaged") from fault
    return root.iter()


def _attribute(element: Element, name: str) -> str:
    """An attribute by its local name: the relationship id has a namespace, two of them in use."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


@dataclass(frozen=True)
class _Seen:
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    faults: dict[tuple[int, int], Cell]


def _look(xml: bytes) -> _Seen:
    """Measure the sheet and note what calamine doesn't tell."""
    _require_area(xml)
    hidden_rows = set()
    for found in _HIDDEN_ROW.finditer(xml):
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        # A row may leave out its number; then it is the next one.
        number = attributes.get(b"r") or str(len(_ROW.findall(xml, 0, found.end()))).encode()
        hidden_rows.add(_number(number, 1) - 1)
    hidden_columns: set[int] = set()
    for found in _COLUMN.finditer(xml):
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        if attributes.get(b"hidden") in {b"1", b"true"}:
            first = _number(attributes.get(b"min"), 1)
            last = min(_number(attributes.get(b"max"), first), _MAX_COLUMNS)
            hidden_columns.update(range(first - 1, last))
    faults: dict[tuple[int, int], Cell] = {
        (int(number) - 1, column_index(letters.decode())): text.decode("utf-8", "replace")
        for letters, number, text in _FAULT.findall(xml)
    }
    return _Seen(frozenset(hidden_rows), frozenset(hidden_columns), faults)


def _require_area(xml: bytes) -> None:
    placed = _PLACED.findall(xml)
    rows = max(map(int, {number for _, number in placed}), default=0)
    columns = max(
        (column_index(letters) + 1 for letters in {p[0].decode() for p in placed}), default=0
    )
    if len(placed) < len(_FILLED.findall(xml)):
        # Cells may leave out where they are and then follow each other without gaps.
        starts = [_number(dict(_ATTRIBUTE.findall(r[1])).get(b"r"), 0) for r in _ROW.finditer(xml)]
        rows = max(rows, len(starts), *starts, 0)
        columns = max(columns, *(len(_FILLED.findall(part)) for part in _ROW.split(xml)))
    require_area(rows, columns)


def _number(text: bytes | None, default: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else default
