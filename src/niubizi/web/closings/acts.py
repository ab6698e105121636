"""Every closing and reopening with its digest, and whether the digest still follows from the rows."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from niubizi.apps.reporting.selectors.periods import acts
from niubizi.apps.reporting.services.verifying import Break, verify_act
from niubizi.domain.permissions import Operation
from niubizi.doors.misfits import misfit_text
from niubizi.web.access import PageRequest, page
from niubizi.web.returns.month import tabs

PER_PAGE = 50
SAID = 50


@page(Operation.VIEW_CLOSINGS)
def closings(request: PageRequest) -> HttpResponse:
    """The chain of acts, latest first."""
    paged = Paginator(acts(), PER_PAGE).get_page(request.GET.get("page"))
    shown = {"tabs": tabs(request, "closing"), "page": paged, "acts": paged.object_list}
    return render(request, "closings/acts.html", shown)


@page(Operation.VIEW_CLOSINGS)
def closing_verify(request: PageRequest, sequence: int) -> HttpResponse:
    """Computes an act's digest, chain and figures again, and says which row no longer fits."""
    act = acts().get(sequence=sequence)
    misfits = verify_act(act)
    shown = {
        "act": act,
        "whole": all(each.what is Break.CHAIN for each in misfits),
        "chained": all(each.what is not Break.CHAIN for each in misfits),
        "misfits": [misfit_text(each) for each in misfits[:SAID]],
    }
    if request.htmx:
        return render(request, "closings/_verified.html", shown)
    shown["tabs"] = tabs(request, "closing")
    return render(request, "closings/verified.html", shown)
