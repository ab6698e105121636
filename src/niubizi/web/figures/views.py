"""The trace of one figure: a page of its own, and the panel that opens beside any other page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from niubizi.apps.reporting.selectors.periods import closings_of, period
from niubizi.apps.reporting.selectors.trace import ROWS_SHOWN, Trace, trace
from niubizi.apps.reporting.services.sealing import digest_of
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.figures.tracing import trace_page
from niubizi.web.figures.writing import Writer
from niubizi.web.numbers import whole

ROWS_IN_PANEL = 8


@page(Operation.TRACE_FIGURES)
def figure(request: PageRequest, key: str) -> HttpResponse:
    in_panel = bool(request.htmx)
    write = Writer(request)
    found, paged = _read(request, key, ROWS_IN_PANEL if in_panel else ROWS_SHOWN)
    shown: dict[str, Any] = {
        "trace": trace_page(write, found),
        "page": paged,
        "in_panel": in_panel,
        "verified": _verified(found) if "verify" in request.GET else None,
    }
    template = "figures/figure.html#trace" if in_panel else "figures/figure.html"
    return render(request, template, shown)


FARTHEST = 10**9
"""No trace has so many pages; further ones are asked for by mistake."""


def _read(request: PageRequest, key: str, limit: int) -> tuple[Trace, Any]:
    """The trace with the page of its rows that was asked for, the nearest there is."""
    number = request.GET.get("page", "1")
    asked = min(whole(number, 1), FARTHEST)
    rounding = request.preferences.rounding_mode
    found = trace(
        key,
        actor=request.actor,
        rounding=rounding,
        start=(max(asked, 1) - 1) * limit,
        limit=limit,
    )
    paged = Paginator(range(found.totals.lines), limit).get_page(number)
    if paged.number != max(asked, 1):
        start = (paged.number - 1) * limit
        found = trace(key, actor=request.actor, rounding=rounding, start=start, limit=limit)
    return found, paged


def _verified(found: Trace) -> bool | None:
    """Whether the closing's rows still give the digest it was sealed with; ``None`` when live."""
    if found.closing is None:
        return None
    closing = closings_of(period(found.key.period.code)).get(pk=found.closing.id)
    return digest_of(closing) == closing.digest
