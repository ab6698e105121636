"""``niubizi audit …``: whether the trail is whole, and the trail as a file for the auditor."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from niubizi.apps.kernel.audit import line_content
from niubizi.apps.kernel.selectors import audit_entries
from niubizi.apps.kernel.services import note_export
from niubizi.apps.kernel.snapshots import one_moment
from niubizi.apps.kernel.verification import verify_trail
from niubizi.apps.reporting.selectors.periods import trail_anchors
from niubizi.documents.whole import clear_halves, written_whole
from niubizi.documents.workbooks import TableSheet, write_table
from niubizi.doors import clock
from niubizi.doors.trail_lines import TRAIL_COLUMNS, line_of, report_texts
from niubizi.jobs.verbs import Refused, actor, now

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import AuditEntry

WORKBOOK_ROWS = 100_000
"""What a workbook takes; it is put together in memory."""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    top = verbs.add_parser("audit", help="操作日志：核验、导出")
    deeds = top.add_subparsers(required=True, metavar="DEED")
    verify = deeds.add_parser("verify", help="核验操作日志的链")
    verify.add_argument(
        "--anchor", metavar="HASH", action="append", default=[], help="以前抄录的校验值，可多个"
    )
    verify.set_defaults(run=run_verify)
    export = deeds.add_parser("export", help="导出操作日志")
    export.add_argument(
        "-o", "--output", metavar="FILE", type=Path, required=True, help=".csv、.jsonl 或 .xlsx"
    )
    export.set_defaults(run=run_export)


def run_verify(arguments: argparse.Namespace) -> int:
    noted = {each.lower(): f"抄录的{each[:16]}…" for each in arguments.anchor}
    report = verify_trail({**trail_anchors(), **noted})
    faults = list(report_texts(report))
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    if faults:
        sys.stderr.write("操作日志不完整。\n")
        return 1
    sys.stderr.write(f"操作日志完整，共{report.lines}条，末条校验值 {report.hash}\n")
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Writes the whole trail, oldest line first, as of one moment."""
    place: Path = arguments.output
    write = _WRITERS.get(place.suffix.lower())
    if write is None:
        raise Refused("导出文件的扩展名应为 .csv、.jsonl 或 .xlsx。", status=2)
    clear_halves(place.absolute().parent, now=clock.real())
    with one_moment(), written_whole(place) as stream:
        count = write(stream, audit_entries().order_by("id").iterator(chunk_size=2_000))
    note_export(what="操作日志", rows=count, filters="", actor=actor(arguments), at=now())
    sys.stderr.write(f"已导出操作日志{count}条：{place}\n")
    return 0


def _write_jsonl(stream: IO[bytes], entries: Iterator[AuditEntry]) -> int:
    """Every column as it is hashed, so that the chain can be computed again outside."""
    count = 0
    for entry in entries:
        count += 1
        row = {
            "id": entry.pk,
            **line_content(entry),
            "previous_hash": entry.previous_hash,
            "hash": entry.hash,
        }
        stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return count


def _write_csv(stream: IO[bytes], entries: Iterator[AuditEntry]) -> int:
    """In words; with the mark by which spreadsheets know UTF-8."""
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(["编号", *(column.title for column in TRAIL_COLUMNS), "校验值"])
    count = 0
    for entry in entries:
        count += 1
        rows.writerow([entry.pk, *map(_harmless, line_of(entry).cells), entry.hash])
    text.detach()
    return count


def _write_workbook(stream: IO[bytes], entries: Iterator[AuditEntry]) -> int:
    rows = []
    for entry in entries:
        rows.append(line_of(entry).cells)
        if len(rows) > WORKBOOK_ROWS:
            raise Refused(f"操作日志超过{WORKBOOK_ROWS}条，请导出为 .csv 或 .jsonl。")
    sheet = TableSheet(name="操作日志", title="操作日志", columns=TRAIL_COLUMNS, rows=rows)
    stream.write(write_table(sheet, now()))
    return len(rows)


def _harmless(cell: str) -> str:
    """A spreadsheet takes what begins like a formula for one."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


_WRITERS: dict[str, Callable[[IO[bytes], Iterator[AuditEntry]], int]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".xlsx": _write_workbook,
}
