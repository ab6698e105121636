"""The uploaded workbook given back with every faulty cell coloured, explained, and listed.

An ``.xlsx`` is marked as it is; other formats come back as an ``.xlsx`` with the same values and
merged cells. Only for handing back: nothing is ever read from it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Protocol

from niubizi.documents.bounded import OutOfBounds, run_bounded
from niubizi.documents.workbooks.preview import Issue
from niubizi.documents.workbooks.refusals import UnreadableWorkbook

_PROCESS = "niubizi.documents.workbooks.markedcopy"


class Findings(Protocol):
    """What was found in a file: a preview, or a return form read back."""

    @property
    def sheet(self) -> str: ...
    @property
    def errors(self) -> Sequence[Issue]: ...
    @property
    def warnings(self) -> Sequence[Issue]: ...


def mark_errors(data: bytes, filename: str, findings: Findings) -> bytes:
    """``data`` as ``.xlsx`` with ``findings`` marked and listed on a sheet of their own in front.

    A file too large to be kept whole comes back as its checked sheet's values. Raises
    ``UnreadableWorkbook``.
    """
    for whole in (True, False):
        said = {
            "sheet": findings.sheet,
            "filename": filename,
            "whole": whole,
            "errors": [asdict(issue) for issue in findings.errors],
            "warnings": [asdict(issue) for issue in findings.warnings],
        }
        try:
            return run_bounded(_PROCESS, json.dumps(said).encode() + b"\n" + data)
        except OutOfBounds:
            continue
    raise UnreadableWorkbook("too_large")
