"""The number of the request at hand: what a clerk reads on a page and an operator finds in the log."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{6,64}")

request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_id_from(given: str) -> str:
    """The number that a proxy gave, if it looks like one, else a new one, short enough to be read out."""
    return given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(4)
