"""How a log line looks: for people, or as JSON for machines; never with what somebody typed.

A line names people by id and subjects by number. The text of an exception may quote a figure or a
name, so that only exceptions that speak of the machine keep theirs; of all others a line has the
type and the places in the code.
"""

from __future__ import annotations

import logging
import queue
import re
import threading
import traceback
from contextlib import suppress
from types import TracebackType
from typing import Any
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from niubizi.doors.request import request_id

OF_THE_MACHINE = (
    OSError,
    MemoryError,
    ImportError,
    OperationalError,
    InterfaceError,
    ImproperlyConfigured,
)
ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def fault_text(info: ExceptionInfo) -> str:
    """The chain of exceptions with their places; without texts that may quote data."""
    lines: list[str] = []
    fault = info[1]
    while fault is not None:
        words = f": {fault}" if isinstance(fault, OF_THE_MACHINE) else ""
        lines.append(f"{type(fault).__module__}.{type(fault).__qualname__}{words}")
        lines += [
            f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(fault.__traceback__)
        ]
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return "\n".join(lines)


class RequestNumber(logging.Filter):
    """Adds the number of the request at hand."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class PlainLine(logging.Formatter):
    """A line for people, and one line only: an address that was asked for may hold line breaks."""

    BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 the library's name
        return self.BREAKS.sub(lambda sign: f"\\x{ord(sign[0]):02x}", super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 the library's name
        return fault_text(ei)


class JsonLine(JsonFormatter):
    """A line for machines: one JSON object with what was said and the fields that came with it."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message", "request_id"],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "fault"},
            timestamp="time",
            json_ensure_ascii=False,
            # Django adds the request itself, whose text holds what was searched for.
            reserved_attrs=[*RESERVED_ATTRS, "request"],
        )

    def formatException(self, ei: Any) -> str:  # noqa: N802 the library's name
        return fault_text(ei)


class _NowhereElse(HTTPRedirectHandler):
    """Goes to the address that the operator has set, and not where that one sends us."""

    def redirect_request(self, *_: Any) -> None:
        return None


class ErrorHook(logging.Handler):
    """Posts error lines as JSON to an address of the intranet, beside the work and never in its way.

    The same error is told once a minute. What can't be delivered is dropped: it stands in the log.
    """

    AGAIN_SECONDS = 60.0
    TIMEOUT_SECONDS = 3.0
    WAITING = 100

    def __init__(self, url: str) -> None:
        super().__init__(logging.ERROR)
        self.url = url
        self.setFormatter(JsonLine())
        self.told: dict[tuple[str, object, object], float] = {}
        self.waiting: queue.Queue[str | None] = queue.Queue(self.WAITING)
        self.messenger: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        kind = (record.name, record.msg, record.exc_info[0] if record.exc_info else None)
        if record.created - self.told.get(kind, 0.0) < self.AGAIN_SECONDS:
            return
        self.told[kind] = record.created
        # Started late, and anew in a process that was forked off.
        if self.messenger is None or not self.messenger.is_alive():
            self.messenger = threading.Thread(target=self._deliver, daemon=True)
            self.messenger.start()
        with suppress(queue.Full):
            self.waiting.put_nowait(self.format(record))

    def close(self) -> None:
        """Delivers what waits, within the time of one message."""
        if self.messenger is not None and self.messenger.is_alive():
            with suppress(queue.Full):
                self.waiting.put_nowait(None)
            self.messenger.join(self.TIMEOUT_SECONDS)
        super().close()

    def _deliver(self) -> None:
        opener = build_opener(_NowhereElse)
        while (line := self.waiting.get()) is not None:
            message = Request(  # noqa: S310 the settings let only http and https pass
                self.url, line.encode(), {"Content-Type": "application/json"}
            )
            with suppress(OSError), opener.open(message, timeout=self.TIMEOUT_SECONDS):
                pass
