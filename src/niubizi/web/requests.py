"""Every request gets a number, leaves a line in the log and is counted.

The number goes out in ``X-Request-ID``, stands on error pages and in every log line of the request.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from niubizi.doors.request import HEADER, request_id, request_id_from
from niubizi.web.watch.metrics import REQUEST_SECONDS

GetResponse = Callable[[HttpRequest], HttpResponseBase]

QUIET = frozenset({"health", "ready", "metrics"})
"""Asked every few seconds by machines."""

logger = logging.getLogger("niubizi.access")


class Requests:
    """The outermost middleware: whatever happens inside has become an answer here."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        number = request_id_from(request.headers.get(HEADER, ""))
        request.request_id = number  # type: ignore[attr-defined]
        # Not taken back: Django logs refusals after us, and the thread's next request sets its own.
        request_id.set(number)
        response = self.get_response(request)
        response.headers[HEADER] = number
        self._note(request, response, time.perf_counter() - began)
        return response

    def _note(self, request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
        match = request.resolver_match
        if match is None and request.path.startswith(str(settings.STATIC_URL)):
            return
        view = match.view_name if match else ""
        if view not in QUIET:
            status = str(response.status_code)
            REQUEST_SECONDS.labels(_method(request), view, status).observe(seconds)
        # Without the query, which holds what was searched for; people by their id.
        user = getattr(request, "_cached_user", None)
        logger.log(
            logging.DEBUG if view in QUIET else logging.INFO,
            "%s %s %s",
            request.method,
            request.path,
            response.status_code,
            extra={
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round(seconds * 1000),
                "user_id": user.pk if user is not None else None,
            },
        )


def _method(request: HttpRequest) -> str:
    """One of the known ones: anything can be sent."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return request.method if request.method in known else "other"
