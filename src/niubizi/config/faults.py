"""What is answered when a request fails by no rule: 503 while a fault lasts, else 500.

Django asks here for errors of views and of middleware alike, a middleware of ours would not see
those of the others: a session that can't be read while the database is away. Nothing here asks the
database for anything.
"""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from niubizi.doors.database import let_go
from niubizi.doors.faults import GONE, Fault, fault_of
from niubizi.rest.errors import problem

API = "/api/"


def server_error(request: HttpRequest) -> HttpResponse:
    """The page, or the problem document, for the exception that is being handled."""
    fault = fault_of(sys.exc_info()[1])
    if fault is GONE:
        let_go()
    answer = _problem(fault) if request.path.startswith(API) else _page(request, fault)
    if fault is not None:
        answer["Retry-After"] = str(fault.retry_after)
    return answer


def _problem(fault: Fault | None) -> HttpResponse:
    if fault is None:
        return problem(500, "error", "系统出了问题，这一步没有办成，数据没有变化。")
    return problem(503, fault.code, fault.sentence)


def _page(request: HttpRequest, fault: Fault | None) -> HttpResponse:
    # The request gives the number under which the log tells what happened.
    shown: dict[str, object] = {"request": request}
    if fault is None:
        return HttpResponse(render_to_string("500.html", shown), status=500)
    shown |= {"reason": fault.sentence, "sent": request.method == "POST"}
    return HttpResponse(render_to_string("503.html", shown), status=503)
