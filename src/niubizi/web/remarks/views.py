"""Leaving a remark on a project or a block, and answering it: each returns to where it was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from niubizi.apps.orgs.selectors import blocks
from niubizi.apps.projects.services.remarks import place_remark, project_remark, remark_answer
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors.sentences import sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.toasts import notify

if TYPE_CHECKING:
    from niubizi.apps.projects.models import Remark

PLACE = "remarks"
"""The anchor of the panel on both pages."""


@page(Operation.LEAVE_REMARKS, methods=("POST",))
def on_project(request: PageRequest, project_id: int) -> HttpResponse:
    return _done(
        request,
        lambda text: project_remark(
            project_id=project_id, text=text, actor=request.actor, at=request.at
        ),
        reverse("project", args=[project_id]),
        "批示已留下，重大项目办和所属板块在工作台可以看到。",
    )


@page(Operation.LEAVE_REMARKS, methods=("POST",))
def on_block(request: PageRequest, code: str) -> HttpResponse:
    place = blocks().filter(code=code).first()
    if place is None:
        raise DomainError("not_found")
    return _done(
        request,
        lambda text: place_remark(
            organization=place, text=text, actor=request.actor, at=request.at
        ),
        reverse("block", args=[code]),
        "批示已留下，重大项目办和这个板块在工作台可以看到。",
    )


@page(Operation.ANSWER_REMARKS, methods=("POST",))
def answer(request: PageRequest, remark_id: int) -> HttpResponse:
    back = request.POST.get("back", "")
    return _done(
        request,
        lambda text: remark_answer(
            remark_id=remark_id, text=text, actor=request.actor, at=request.at
        ),
        back if back.startswith(("/projects/", "/blocks/")) else reverse("desk"),
        "已答复。",
    )


def _done(
    request: PageRequest, deed: Callable[[str], Remark], back: str, words: str
) -> HttpResponse:
    try:
        deed(request.POST.get("text", ""))
    except DomainError as refusal:
        if not refusal.code.startswith("remark."):
            raise
        notify(request, sentence(refusal), level=40)
    else:
        notify(request, words)
    return redirect(f"{back}#{PLACE}")
