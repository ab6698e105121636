"""Files made to do harm: ``python -m tests.ordeal.hostile make NAME FILE``, then ``read NAME FILE``.

Reading, in a process of its own, prints the seconds of the processor and the megabytes it took, and
what was said of the file: nothing where it was read.
"""

from __future__ import annotations

import io
import json
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image

from niubizi.documents.boundaries import LARGEST_MB, UnreadableBoundaries, read_boundaries
from niubizi.documents.briefings.check import TemplateRefused, check_template
from niubizi.documents.briefings.template import build_default_template
from niubizi.documents.pictures import thumbnail
from niubizi.documents.texts import UnreadableText, read_text
from niubizi.documents.workbooks import ImportContext, UnreadableWorkbook, read_workbook
from tests.documents import bookmaker
from tests.ordeal.limits import SECONDS, cut_off, peak_megabytes

GRID: list[list[object]] = [
    ["序号", "项目名称", "所属板块", "总投资（万元）", "年度计划投资（万元）"],
    *([n, f"第{n}号工程", "滨江区", 50_000 + n, 12_000 + n] for n in range(1, 30)),
]
XLSX = bookmaker.xlsx(GRID)
SHEET = "xl/worksheets/sheet1.xml"
ODS = '<table:table table:name="a">{}</table:table>'
FAR = b'<row r="1048576"><c x="/>" r="XFD1048576"><v>1</v></c></row>'
DOCUMENT = "word/document.xml"
ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
)
LAUGHS = ENTITIES + b"]>"
SPAN = (
    b'<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>'
    b"<w:p/></w:tc></w:tr></w:tbl>"
)
OUTSIDE = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def changed(package: bytes, **parts: Callable[[bytes], bytes]) -> bytes:
    """The package with some parts made anew; ``__`` in a name stands for ``/``."""
    wanted = {name.replace("__", "/") + ".xml": change for name, change in parts.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            keep = old.read(name)
            new.writestr(name, wanted[name](keep) if name in wanted else keep)
    return out.getvalue()


def before_root(mark: bytes) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(b"?>", b"?>" + mark, 1)


def cells(count: int, content: bytes = b"<v>7</v>") -> Callable[[bytes], bytes]:
    """So many cells more, 50 in a row."""
    row = b"<row>" + b"<c>" + content + b"</c>" + (b"<c>" + content + b"</c>") * 49 + b"</row>"
    return more_rows(row * (count // 50))


def more_rows(rows: bytes) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")


def padded_xls(record: bytes, count: int) -> bytes:
    """A container whose only stream is a workbook of so many records, as many as its head can list."""
    stream = (record * count)[: 512 * 13_000]
    stream += bytes(-len(stream) % 512)
    # First the table of sectors, which names itself, then the directory, then the stream.
    sectors = len(stream) // 512
    tables = -(-(sectors + 1) // 127)
    first = tables + 1
    chain = [-3] * tables + [-2] + [first + n + 1 for n in range(sectors - 1)] + [-2]
    chain += [-1] * (tables * 128 - len(chain))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    )
    head += bytes(10) + struct.pack("<iiiiiiii", tables, tables, 0, 4096, -2, 0, -2, 0)
    head += struct.pack("<109i", *range(tables), *[-1] * (109 - tables))
    folder = entry("Root Entry", 5, 1, -2, 0) + entry("Workbook", 2, -1, first, len(stream))
    return head + struct.pack(f"<{len(chain)}i", *chain) + folder.ljust(512, b"\0") + stream


def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    """A line of a container's directory."""
    words = name.encode("utf-16-le") + b"\0\0"
    line = words.ljust(64, b"\0") + struct.pack("<HBBiii", len(words), kind, 1, -1, -1, child)
    return line + bytes(36) + struct.pack("<iii", first, size, 0)


def padded(size: int) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(b"</sheetData>", b"<!--" + b" " * size + b"--></sheetData>")


def noise(size: int) -> bytes:
    """Bytes that pack badly enough not to look like a bomb: a ratio of about 200."""
    line = b"".join(b"%08x" % (n * 2_654_435_761 % 2**32) for n in range(64)) + b" " * 130_000
    return line * (size // len(line))


def nested(levels: int) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(
        b"<sheetData>", b"<sheetData>" + b"<a>" * levels + b"</a>" * levels
    )


def before_end(content: bytes) -> Callable[[bytes], bytes]:
    """A letter with something more as its last."""
    return lambda xml: xml.replace(b"<w:sectPr", content + b"<w:sectPr", 1)


def paragraphs(count: int) -> Callable[[bytes], bytes]:
    return before_end(b"<w:p/>" * count)


def formulas() -> bytes:
    """What a spreadsheet would run: here it is text or a number."""
    evil = ["=cmd|'/c calc'!A1", '=HYPERLINK("http://x/","y")', "+1+1", "@SUM(A1)", "-2+3"]
    rows = [[n, text, "滨江区", text, 1_000] for n, text in enumerate(evil, start=1)]
    return bookmaker.xlsx([GRID[0], *rows])


WORKBOOKS: Mapping[str, Callable[[], bytes]] = {
    "bomb": lambda: changed(XLSX, xl__worksheets__sheet1=padded(150 * 2**20)),
    "bomb_under_the_ratio": lambda: changed(
        XLSX,
        xl__worksheets__sheet1=lambda xml: xml.replace(
            b"</sheetData>", b"<!--" + noise(150 * 2**20) + b"--></sheetData>"
        ),
    ),
    "many_cells": lambda: changed(XLSX, xl__worksheets__sheet1=cells(900_000)),
    "long_cells": lambda: changed(
        XLSX, xl__worksheets__sheet1=cells(2_000, b"<v>" + b"9" * 30_000 + b"</v>")
    ),
    "entities": lambda: changed(XLSX, xl__worksheets__sheet1=before_root(LAUGHS)),
    "entities_in_the_book": lambda: changed(XLSX, xl__workbook=before_root(LAUGHS)),
    "entity_from_outside": lambda: changed(XLSX, xl__worksheets__sheet1=before_root(OUTSIDE)),
    "far_cell": lambda: changed(XLSX, xl__worksheets__sheet1=more_rows(FAR)),
    "far_columns": lambda: changed(
        XLSX,
        xl__worksheets__sheet1=lambda xml: xml.replace(
            b"<sheetData>",
            b"<cols>" + b'<col min="1" max="16384" hidden="1"/>' * 50_000 + b"</cols><sheetData>",
        ),
    ),
    "hidden_rows": lambda: changed(
        XLSX, xl__worksheets__sheet1=more_rows(b'<row hidden="1"/>' * 50_000)
    ),
    "faults_without_values": lambda: changed(
        XLSX,
        xl__worksheets__sheet1=more_rows(b"<row>" + b'<c r="A99" t="e"/>' * 50_000 + b"</row>"),
    ),
    "tags_without_end": lambda: changed(XLSX, xl__worksheets__sheet1=more_rows(b"<c " * 2_000_000)),
    "largest_list": lambda: bookmaker.xlsx(
        [
            GRID[0],
            *(
                GRID[1][:1] + [f"第{n}号工程", "滨江区", 50_000 + n, 12_000 + n] + [f"说明{n}"] * 15
                for n in range(12_000 - 30)
            ),
        ]
    ),
    "many_cells_in_xls": lambda: padded_xls(b"\x7e\x02\x0a\x00" + bytes(10), 1_000_000),
    "many_records_in_xls": lambda: padded_xls(b"\x31\x00\x00\x00", 3_000_000),
    "tags_in_ods": lambda: bookmaker.ods_of(ODS.format("<a/>" * 2_000_000)),
    "cells_in_ods": lambda: bookmaker.ods_of(
        ODS.format(
            ("<table:table-row>" + "<table:table-cell a=''/>" * 1_000 + "</table:table-row>") * 500
        )
    ),
    "deep_in_ods": lambda: bookmaker.ods_of(
        ODS.format(
            "<table:table-row><table:table-cell><text:p>"
            + "<text:span>" * 3_000
            + "</text:span>" * 3_000
            + "</text:p></table:table-cell></table:table-row>"
        )
    ),
    "deep": lambda: changed(XLSX, xl__worksheets__sheet1=nested(200_000)),
    "formulas": formulas,
    "macros": lambda: with_part("xl/vbaProject.bin", b"x"),
    "links": lambda: with_part("xl/externalLinks/externalLink1.xml", b"<a/>"),
    "one_line": ("项目名称," + "9" * (15 * 2**20)).encode,
    "many_commas": lambda: b"," * (15 * 2**20),
    "many_quotes": lambda: b'"' * (15 * 2**20 + 1),
    "many_lines": lambda: b"a,b\n" * (5 * 2**20),
}

TEXTS: Mapping[str, Callable[[], bytes]] = {
    "entities_in_a_letter": lambda: changed(
        build_default_template(), word__document=before_root(LAUGHS)
    ),
    "entity_from_outside_in_a_letter": lambda: changed(
        build_default_template(), word__document=before_root(OUTSIDE)
    ),
    "bomb_of_paragraphs": lambda: changed(
        build_default_template(), word__document=paragraphs(20_000_000)
    ),
    "letter_under_the_limit": lambda: changed(
        build_default_template(), word__document=paragraphs(3_000_000)
    ),
    "span_without_end": lambda: changed(build_default_template(), word__document=before_end(SPAN)),
    "plain_text": lambda: "投资９９亿元，".encode() * (19 * 2**20 // 21),
}

TEMPLATES: Mapping[str, Callable[[], bytes]] = {
    f"template_{name}": make for name, make in TEXTS.items() if name != "plain_text"
}


PDFS: Mapping[str, Callable[[], bytes]] = {
    "page_that_calls_itself": lambda: pdf(b"/X Do " * 1_000),
}

PICTURES: Mapping[str, Callable[[], bytes]] = {
    "wide_picture": lambda: picture("RGBA", (7_740, 7_740), "PNG"),
    "wide_webp": lambda: picture("RGB", (5_000, 4_000), "WEBP"),
}

MAPS: Mapping[str, Callable[[], bytes]] = {
    "map_of_nothing": lambda: b"[" + b"{}," * (LARGEST_MB * 2**20 // 3 - 2) + b"{}]",
    "map_of_points": lambda: shape(b"[99.5,30.1]", LARGEST_MB * 2**20 // 12 - 10),
    "map_over_the_limit": lambda: shape(b"[99.5,30.1]", LARGEST_MB * 2**20 // 12),
}


def pdf(content: bytes) -> bytes:
    """A document of one page, which is a form at the same time: it can call itself."""
    packed = zlib.compress(content, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources 6 0 R/Contents 4 0 R>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 6 0 R/Filter/FlateDecode/Length %d>>"
        b"stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Font<</F1 5 0 R>>/XObject<</X 4 0 R>>>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1)
    return out + table + trailer + b"startxref\n%d\n%%%%EOF" % len(out)


def picture(mode: str, size: tuple[int, int], kind: str) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def shape(point: bytes, count: int) -> bytes:
    """A polygon of so many points."""
    return b'{"type":"Polygon","coordinates":[[' + b",".join([point] * count) + b"]]}"


def with_part(name: str, content: bytes) -> bytes:
    out = io.BytesIO(XLSX)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(name, content)
    return out.getvalue()


LARGE = {"largest_list"}
"""Nothing bad, only as large as may be: 1.6 s where it was measured, and other machines are slower."""
LARGE_SECONDS = 20
FILES: Mapping[str, Callable[[], bytes]] = {
    **WORKBOOKS,
    **TEXTS,
    **TEMPLATES,
    **PDFS,
    **PICTURES,
    **MAPS,
}


def reader(name: str, data: bytes) -> Callable[[], object]:
    """The reader that a page would give the file to."""
    if name in TEXTS or name in PDFS:
        return lambda: read_text(data, "文.docx")
    if name in TEMPLATES:
        return lambda: check_template(data)
    if name in PICTURES:
        return lambda: thumbnail(data)
    if name in MAPS:
        return lambda: read_boundaries(data)
    return lambda: read_workbook(data, "表.xlsx", ImportContext())


def read(name: str, data: bytes) -> str:
    started = time.process_time()
    try:
        with cut_off(LARGE_SECONDS if name in LARGE else SECONDS):
            reader(name, data)()
        said = ""
    except (
        UnreadableWorkbook,
        UnreadableText,
        TemplateRefused,
        UnreadableBoundaries,
    ) as refused:
        said = str(refused)
    seconds = time.process_time() - started
    return json.dumps({"said": said, "seconds": seconds, "megabytes": peak_megabytes()})


def main(verb: str, name: str, file: Path) -> None:
    if verb == "make":
        file.write_bytes(FILES[name]())
    else:
        sys.stdout.write(read(name, file.read_bytes()))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
