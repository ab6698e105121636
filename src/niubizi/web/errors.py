"""The page for what nobody foresaw."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import loader


def server_error(request: HttpRequest) -> HttpResponse:
    """Says the number under which the log tells what happened; asks nothing that may fail again."""
    return HttpResponse(loader.get_template("500.html").render({"request": request}), status=500)
