"""``.xlsx``: values and merged cells by calamine, the rest from the sheet's own XML.

calamine lays a sheet out densely, so two cells at far corners would take hundreds of gigabytes
and kill the process: the used area is measured first. It also says nothing of hidden rows and
columns and turns an error value into an empty cell; both are looked up in the same pass.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
    Tally,
    Workbook,
    trimmed,
    with_values,
)
from niubizi.documents.workbooks.refusals import UnreadableWorkbook
from niubizi.documents.workbooks.sheetxml import look

_MAX_INDEX = 1024 * 1024
"""Of the parts that say which sheets there are."""


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
    tally = Tally()

    def load(name: str) -> Sheet:
        if paths.get(name) not in parts:
            raise UnreadableWorkbook("damaged")
        seen = look(parts[paths[name]], tally)
        with calamine_faults():
            sheet = book.get_sheet_by_name(name)
            rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
            ranges = sheet.merged_cell_ranges or []
        rows = trimmed(with_values(rows, seen.faults))
        tally.take_sheet(rows)
        return Sheet(
            name=name,
            rows=rows,
            merges=tuple(
                Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges
            ),
            hidden=name in hidden,
            hidden_rows=frozenset(seen.hidden_rows),
            hidden_columns=frozenset(seen.hidden_columns),
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
            placed = target.startswith(("/", "xl/"))
            name = _attribute(element, "name")
            if name in paths:
                # calamine might read the one that wasn't measured.
                raise UnreadableWorkbook("damaged")
            paths[name] = target.lstrip("/") if placed else normpath(f"xl/{target}")
    return paths


def _xml(content: bytes) -> Iterator[Element]:
    if not content:
        return iter(())
    if len(content) > _MAX_INDEX:
        raise UnreadableWorkbook("too_large")
    try:
        root: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as fault:
        raise UnreadableWorkbook("damaged") from fault
    return root.iter()


def _attribute(element: Element, name: str) -> str:
    """An attribute by its local name: the relationship id has a namespace, two of them in use."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")
