"""A project's entries: put on a list, its plan revised, taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect

from niubizi.apps.projects import selectors
from niubizi.apps.projects.services.programmes import entry_add, entry_remove, plan_revise
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import attempt
from niubizi.web.projects.form_page import project_form_page
from niubizi.web.projects.forms import (
    MONTH_FIELDS,
    EntryForm,
    LeaveForm,
    ReviseForm,
    Section,
    sections,
)
from niubizi.web.toasts import notify

if TYPE_CHECKING:
    from niubizi.apps.projects.models import ProgrammeEntry, Project

FIELDS = {
    "plan.months_do_not_sum": "month_1",
    "plan.ends_before_start": "planned_end",
    "plan.needs_reason": "reason",
    "entry.exists": "programme",
    "entry.package_and_parts": "programme",
    "entry.left_without_reason": "reason",
}


@page(Operation.EDIT_PROGRAMMES, methods=("GET", "POST"))
def add(request: PageRequest, project_id: int) -> HttpResponse:
    """Puts the project on one of the lists it isn't on."""
    found = selectors.project(request.actor, project_id)
    held = {entry.programme_id for entry in found.entries.all()}
    lists = {str(each.pk): each for each in selectors.programmes() if each.pk not in held}
    form = EntryForm(
        request.given,
        initial={"entered_on": request.at.date(), "origin": "new"},
        programmes=[
            (pk, each.name if str(each.year) in each.name else f"{each.name}（{each.year}年）")
            for pk, each in lists.items()
        ],
    )
    if form.is_valid():
        given = form.cleaned_data
        programme = lists[given["programme"]]
        added = attempt(
            form,
            lambda: entry_add(
                programme=programme,
                project=found,
                plan=form.plan(),
                origin=given["origin"],
                entered_on=given["entered_on"],
                category=given["category"],
                number=given["number"] or 0,
                planned_start=given["planned_start"],
                planned_end=given["planned_end"],
                invested_before_fen=given["invested_before_fen"],
                actor=request.actor,
                at=request.at,
            ),
            FIELDS,
        )
        if added:
            notify(request, f"已列入“{programme.name}”。")
            return redirect("project", project_id)
    return project_form_page(
        request,
        form,
        found,
        title="列入名单",
        subtitle=found.name,
        verb="列入名单",
        sections=sections(form, EntryForm.GROUPS),
    )


@page(Operation.EDIT_PROGRAMMES, methods=("GET", "POST"))
def revise(request: PageRequest, project_id: int, entry_id: int) -> HttpResponse:
    """A new version of the annual plan, with number and reason."""
    found, entry = _entry(request, project_id, entry_id)
    last = next(reversed(entry.plans.all()), None)
    initial: dict[str, object] = {"from_month": str(request.at.month)}
    if last is not None:
        initial["annual_fen"] = last.annual_fen
        initial |= dict(zip(MONTH_FIELDS, last.months_fen, strict=False))
    form = ReviseForm(request.given, initial=initial)
    if form.is_valid() and attempt(
        form,
        lambda: plan_revise(
            entry_id=entry_id,
            plan=form.plan(),
            from_month=form.cleaned_data["from_month"],
            document_number=form.cleaned_data["document_number"],
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            at=request.at,
        ),
        FIELDS,
    ):
        notify(request, "已调整年度计划，旧版本保留在项目页。")
        return redirect("project", project_id)
    return project_form_page(
        request,
        form,
        found,
        title="调整年度计划",
        subtitle=f"{found.name}，{entry.programme.name}",
        verb="调整计划",
        sections=sections(form, ReviseForm.GROUPS),
    )


@page(Operation.EDIT_PROGRAMMES, methods=("GET", "POST"))
def remove(request: PageRequest, project_id: int, entry_id: int) -> HttpResponse:
    """Off a list, by date and reason."""
    found, entry = _entry(request, project_id, entry_id)
    form = LeaveForm(request.given, initial={"left_on": request.at.date()})
    if form.is_valid() and attempt(
        form,
        lambda: entry_remove(
            entry_id=entry_id, **form.cleaned_data, actor=request.actor, at=request.at
        ),
        FIELDS,
    ):
        notify(request, f"已从“{entry.programme.name}”调出。")
        return redirect("project", project_id)
    return project_form_page(
        request,
        form,
        found,
        title="调出名单",
        subtitle=f"{found.name}，{entry.programme.name}",
        verb="调出",
        sections=[Section("调出", tuple(form))],
    )


def _entry(request: PageRequest, project_id: int, entry_id: int) -> tuple[Project, ProgrammeEntry]:
    entry = selectors.entry(request.actor, entry_id)
    if entry.project_id != project_id:
        raise DomainError("not_found")
    return entry.project, entry
