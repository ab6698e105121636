"""How much an ``.xls`` holds, by the heads of its records, before xlrd reads any of them.

xlrd takes some microseconds for each cell and each string, whatever it is; twenty megabytes can hold
millions.
"""

from __future__ import annotations

import io
from struct import unpack_from

from xlrd.compdoc import CompDoc

from niubizi.documents.workbooks.grid import MAX_AREA, MAX_CELLS
from niubizi.documents.workbooks.refusals import UnreadableWorkbook

_FILLED = frozenset({0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
_BLANK, _BLANKS, _NUMBERS, _STRINGS = 0x0201, 0x00BE, 0x00BD, 0x00FC
_ROW, _NOTHING = 0x0208, 0x0000
_MAX_OTHERS = 100_000
"""Formats, fonts, names, drawings and what else stands beside the cells and rows."""


def require_little(data: bytes) -> None:
    """Raises ``too_many_cells`` or ``too_large``; what is broken is for xlrd to find."""
    container = CompDoc(data, logfile=io.StringIO())
    for name in ("Workbook", "Book"):
        stream, place, length = container.locate_named_stream(name)
        if stream is not None:
            _require_few(stream, place, place + length)


def _require_few(stream: bytes, place: int, end: int) -> None:
    filled = blanks = others = 0
    while place + 4 <= end:
        code, size = unpack_from("<HH", stream, place)
        if code in _FILLED:
            filled += 1
        elif code == _NUMBERS:
            filled += size // 6
        elif code == _STRINGS and size >= 8:
            filled += max(unpack_from("<i", stream, place + 8)[0] - MAX_CELLS, 0)
        elif code in {_BLANK, _ROW}:
            blanks += 1
        elif code == _BLANKS:
            blanks += size // 2
        elif code != _NOTHING:
            others += 1
        if filled > MAX_CELLS:
            raise UnreadableWorkbook("too_many_cells")
        if blanks > MAX_AREA or others > _MAX_OTHERS:
            raise UnreadableWorkbook("too_large")
        place += 4 + size
