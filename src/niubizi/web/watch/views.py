"""Alive, ready, and what is counted."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpResponse
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from niubizi.doors.database import let_go
from niubizi.web.access import PageRequest, public
from niubizi.web.watch.checks import checks
from niubizi.web.watch.metrics import measurements

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


@public
def health(_request: PageRequest) -> HttpResponse:
    """The process answers: whoever gets no answer may restart it. Asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
def ready(_request: PageRequest) -> HttpResponse:
    """200 while people can be let in, else 503; a line for each thing that matters."""
    found = list(checks())
    lines = "".join(f"{subject}: {wrong or 'ok'}\n" for subject, wrong in found)
    is_well = not any(wrong for _, wrong in found)
    if not is_well:
        let_go()
    return HttpResponse(lines, status=200 if is_well else 503, content_type="text/plain")


@public
def metrics(request: PageRequest) -> HttpResponse:
    """For Prometheus: with the token of the settings, or from the machine itself and by no proxy."""
    if not _may_measure(request):
        return HttpResponse("forbidden\n", status=403, content_type="text/plain")
    return HttpResponse(measurements(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_measure(request: PageRequest) -> bool:
    token: str = settings.METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {token}".encode())
    was_forwarded = any(header in request.headers for header in FORWARDED)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not was_forwarded
