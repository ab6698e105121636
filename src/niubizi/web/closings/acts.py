"""Every closing and reopening with its digest, and whether the digest still follows from the rows."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from niubizi.apps.reporting.selectors.periods import acts
from niubizi.apps.reporting.services.freezing import digest_of
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.returns.month import tabs

PER_PAGE = 50


@page(Operation.VIEW_CLOSINGS)
def closings(request: PageRequest) -> HttpResponse:
    """The chain of acts, latest first."""
    paged = Paginator(acts(), PER_PAGE).get_page(request.GET.get("page"))
    shown = {"tabs": tabs(request, "closing"), "page": paged, "acts": paged.object_list}
    return render(request, "closings/acts.html", shown)


@page(Operation.VIEW_CLOSINGS)
def closing_verify(request: PageRequest, sequence: int) -> HttpResponse:
    """Computes the digest of an act again and holds it against the stored one and the act before."""
    act = acts().get(sequence=sequence)
    before = acts().filter(sequence=sequence - 1).values_list("digest", flat=True).first()
    shown = {
        "act": act,
        "whole": digest_of(act) == act.digest,
        "chained": act.previous_digest == (before or ""),
    }
    if request.htmx:
        return render(request, "closings/_verified.html", shown)
    shown["tabs"] = tabs(request, "closing")
    return render(request, "closings/verified.html", shown)
