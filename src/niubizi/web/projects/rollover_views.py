"""结转: the next year's list made from the December closing, shown in numbers before it is done."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from niubizi.apps.reporting.services.rollover import programme_rollover, rollover_plan
from niubizi.domain.permissions import Operation
from niubizi.domain.rollover import StaysBehind
from niubizi.web.access import PageRequest, page
from niubizi.web.projects.programme_views import programme_of
from niubizi.web.toasts import notify

SHOWN = 200


@page(Operation.EDIT_PROGRAMMES, methods=("GET", "POST"))
def rollover(request: PageRequest, code: str) -> HttpResponse:
    """What would be carried over and what stays behind; a POST does it."""
    programme = programme_of(code)
    if request.method == "POST":
        done = programme_rollover(programme_id=programme.pk, actor=request.actor, at=request.at)
        notify(
            request,
            f"已结转{len(done.carried)}项到“{done.name}”。请导入或填写{done.year}年的年度计划。",
        )
        return redirect("programme", done.code)
    found = rollover_plan(programme)
    shown = {
        "programme": programme,
        "plan": found,
        "carried": found.carried[:SHOWN],
        "staying": [(why.word, found.staying.get(why, 0)) for why in StaysBehind],
        "left": [entry for entry in found.entries if entry.stays][:SHOWN],
    }
    return render(request, "projects/rollover.html", shown)
