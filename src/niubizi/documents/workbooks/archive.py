"""Zipped formats (.xlsx, .ods) taken apart under limits, before any parser sees them.

The parser behind reads only what was unpacked here, so that a size that the archive's directory
lies about, a part stored twice or a bomb can't reach it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from niubizi.documents.workbooks.refusals import UnreadableWorkbook

MAX_UNPACKED = 64 * 1024 * 1024
"""A sheet of 10,000 rows and 40 columns takes a third of it. What is unpacked is held three times
at the worst: here, packed again for the parser, and as the parser reads it."""
MAX_PARTS = 5_000
MAX_RATIO = 400
RATIO_FREE = 20 * 1024 * 1024
"""Below this size a high ratio is harmless: a sheet of formatted blanks packs very tightly."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    RuntimeError,
)


def unpack(data: bytes) -> dict[str, bytes]:
    """The XML parts of an archive by name; pictures and other blobs are left where they are."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check(parts)
            return _read(archive, [part for part in parts if _wanted(part.filename)])
    except _DAMAGE as fault:
        raise UnreadableWorkbook("damaged") from fault


def _check(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(names) != len(set(names)):
        raise UnreadableWorkbook("damaged")
    if any(part.flag_bits & 0x1 for part in parts):
        raise UnreadableWorkbook("encrypted")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    bomb = unpacked > RATIO_FREE and unpacked > MAX_RATIO * packed
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or bomb:
        raise UnreadableWorkbook("too_large")


def _wanted(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", "mimetype"))


def _read(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    for part in parts:
        with archive.open(part) as stream:
            content = stream.read()
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise UnreadableWorkbook("unsafe")
        contents[part.filename] = content
    return contents


def names_in(data: bytes) -> list[str]:
    """All names in the archive, also of parts that :func:`unpack` leaves out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except _DAMAGE as fault:
        raise UnreadableWorkbook("damaged") from fault


def pack(parts: Mapping[str, bytes]) -> bytes:
    """A plain archive of the parts, uncompressed, for a parser that wants one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
