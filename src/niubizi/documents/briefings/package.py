"""Zip containers with one possible form: same parts, same bytes.

Office files are zips whose entries carry the time and the order of writing; both are fixed here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""The moment every entry is dated: the first one a zip can name."""

CONTENT_TYPES = "[Content_Types].xml"


def pack(parts: Mapping[str, bytes]) -> bytes:
    """An Office package of these parts: content types and root relations first, then by name."""
    leading = (CONTENT_TYPES, "_rels/.rels")
    names = sorted(parts, key=lambda name: (name not in leading, name))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, parts[name], compresslevel=6)
    return buffer.getvalue()


def repack(package: bytes) -> bytes:
    """The same package in its one form."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})
