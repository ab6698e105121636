"""Sealing an act on a period: a digest over its rows that anyone can compute again.

The digest is SHA-256 over canonical JSON lines: the act, its frozen entries by id, its figures by
key. The act's line holds the digest of the act before, so that the acts are a chain, and (from
format 2 on) where the audit trail ended, so that the trail can't be rewritten behind a closing.
After the lines come the marks, a short hash of each entry, by which a verification names the row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from niubizi.apps.kernel.audit import trail_head
from niubizi.apps.reporting.models import (
    Closing,
    ClosingEntry,
    ClosingFigure,
    ClosingMarks,
    StandingRow,
)
from niubizi.apps.reporting.services.plainrows import chunks
from niubizi.metrics.totals import TOTAL_FIELDS

FORMAT = 3
"""The version of the digest's format, kept with each act and part of its digest.

1: no trail, no marks. 2: every package was one entry, and nothing said so.
"""
MARK_BYTES = 8
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
STANDING: tuple[str, ...] = tuple(field.name for field in StandingRow._meta.local_fields)
OF_THE_DAY = (
    "programme_code",
    "project_code",
    "project_name",
    "organization_name",
    "stage",
    "total_fen",
    "problems",
)
"""What an entry is frozen with beside where it stands, as it was called on that day."""
ENTRY_COLUMNS = ("entry_id", *STANDING, *OF_THE_DAY, "source_report_id")
FIGURE_COLUMNS = (
    "programme_code",
    "organization_code",
    "cut",
    "base_fen",
    "rank",
    *TOTAL_FIELDS,
)
_SINCE_3 = {"as_parts", "parts_owing", "parts_carried", "parts_unreported", "surplus"}


def seal(act: Closing) -> None:
    """Gives an act its marks and its digest when its rows are written; then nothing changes any more."""
    head = trail_head()
    act.format, act.trail_lines, act.trail_hash = FORMAT, head.lines, head.hash
    marks = bytearray()
    act.digest = _digest(act, _marking(entry_lines(act), marks), marks)
    ClosingMarks.objects.create(closing=act, data=bytes(marks))
    act.save(update_fields=["format", "trail_lines", "trail_hash", "digest"])


def digest_of(act: Closing) -> str:
    """The digest that the act's rows have now, in the format that it was sealed in."""
    return _digest(act, (text for _, text in entry_lines(act)), marks_of(act))


def _digest(act: Closing, entries: Iterable[bytes], marks: bytes | bytearray) -> str:
    """``marks`` are asked for when all entries have passed."""
    digest = hashlib.sha256()
    digest.update(_act_line(act))
    for text in entries:
        digest.update(text)
    rows = ClosingFigure.objects.filter(closing=act).values_list(
        *sealed_columns(FIGURE_COLUMNS, act.format)
    )
    # Sorted here: databases order text by their own collation.
    for row in sorted(rows, key=lambda row: row[:3]):
        digest.update(line(row))
    digest.update(marks)
    return digest.hexdigest()


def _marking(lines: Iterable[tuple[int, bytes]], marks: bytearray) -> Iterator[bytes]:
    """The entries' lines, each leaving its mark as it passes."""
    for entry_id, text in lines:
        marks += mark(entry_id, text)
        yield text


def entry_lines(act: Closing) -> Iterator[tuple[int, bytes]]:
    """The frozen entries by id, each with its line of the digest."""
    rows = ClosingEntry.objects.filter(closing=act).order_by("entry_id")
    columns = sealed_columns(ENTRY_COLUMNS, act.format)
    for chunk in chunks(rows.values_list(*columns)):
        yield from ((row[0], line(row)) for row in chunk)


def sealed_columns(columns: tuple[str, ...], version: int) -> tuple[str, ...]:
    """Those that a version of the format knows."""
    return columns if version > 2 else tuple(name for name in columns if name not in _SINCE_3)


def marks_of(act: Closing) -> bytes:
    """The marks of an act; none in format 1."""
    found = ClosingMarks.objects.filter(closing=act).values_list("data", flat=True).first()
    return bytes(found or b"")


def mark(entry_id: int, text: bytes) -> bytes:
    """An entry's id and the beginning of its line's hash, eight bytes each."""
    return entry_id.to_bytes(8, "big") + hashlib.sha256(text).digest()[:MARK_BYTES]


def read_marks(data: bytes) -> dict[int, bytes]:
    """Entry id → mark."""
    size = 8 + MARK_BYTES
    marks = (data[at : at + size] for at in range(0, len(data), size))
    return {int.from_bytes(each[:8], "big"): each for each in marks}


def line(values: tuple[Any, ...]) -> bytes:
    """Values as a canonical JSON line."""
    return _canonical(values).encode() + b"\n"


def _act_line(act: Closing) -> bytes:
    said = (
        "closing",
        act.format,
        act.sequence,
        act.kind,
        act.period.code,
        act.number,
        act.reason,
        act.previous_digest,
    )
    return line(said if act.format == 1 else (*said, act.trail_lines, act.trail_hash))
