"""The text of a PDF, read in a process of its own (:mod:`niubizi.documents.bounded`).

The drawing orders of a page can call others any number of times, so that a file of a few kilobytes
is work without end, and no count of pages or bytes says so beforehand. ``python -m`` this module
reads the file on standard input and prints ``{"text": …}``, or ``{"refused": …}`` with a reason.
"""

from __future__ import annotations

import io
import json
import sys

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from niubizi.documents.bounded import OutOfBounds, bound_myself, run_bounded

MAX_PAGES = 500
SECONDS = 5
"""Of the processor; fifty pages of a report take about one."""
MAX_CHARACTERS = 2_000_000


class PdfRefused(Exception):  # noqa: N818 -- a refusal, not a fault
    """``code`` is ``encrypted``, ``pages``, ``broken`` or ``bounds``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def pdf_text(data: bytes) -> str:
    """The text of all pages; raises :class:`PdfRefused`."""
    try:
        printed = run_bounded(__name__, data)
    except OutOfBounds as fault:
        raise PdfRefused("bounds") from fault
    told: dict[str, str] = json.loads(printed)
    if "refused" in told:
        raise PdfRefused(told["refused"])
    return told["text"]


def read(data: bytes) -> dict[str, str]:
    """What the process prints."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            return {"refused": "encrypted"}
        if len(reader.pages) > MAX_PAGES:
            return {"refused": "pages"}
        pages: list[str] = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MAX_CHARACTERS:
                return {"refused": "bounds"}
        return {"text": "\n".join(pages)}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return {"refused": "broken"}


if __name__ == "__main__":
    bound_myself(SECONDS)
    # ASCII alone: half a surrogate in a broken font is no fault of the pipe.
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))
