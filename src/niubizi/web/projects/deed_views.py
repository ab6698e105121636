"""Keeping projects: created, changed, moved along their stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from niubizi.apps.kernel.selectors import trail_of
from niubizi.apps.orgs.selectors import organizations
from niubizi.apps.projects import selectors
from niubizi.apps.projects.services.projects import (
    project_advance,
    project_create,
    project_update,
)
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage, Track
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import attempt
from niubizi.web.numbers import whole
from niubizi.web.projects.events import bare_name
from niubizi.web.projects.form_page import form_page, project_form_page
from niubizi.web.projects.forms import (
    AdvanceForm,
    CreateForm,
    ProfileForm,
    Section,
    initial_of,
    written,
)
from niubizi.web.selection import link
from niubizi.web.toasts import notify

if TYPE_CHECKING:
    from niubizi.apps.orgs.models import Organization
    from niubizi.apps.projects.models import Project

FIELDS = {
    "project.incomplete": "name",
    "project.code_exists": "national_code",
    "project.classified": "not_classified",
    "project.not_a_block": "block",
    "plan.ends_before_start": "planned_end",
    "stage.not_on_track": "stage",
    "stage.not_allowed": "to",
}
"""Which field a refusal is about."""


@page(Operation.EDIT_PROJECTS, methods=("GET", "POST"))
def create(request: PageRequest) -> HttpResponse:
    form = CreateForm(request.given)
    made: list[Project] = []
    if form.is_valid() and attempt(form, lambda: made.append(_create(request, form)), FIELDS):
        notify(request, f"已建立项目“{made[0].name}”，编号{made[0].code}。")
        return redirect("project", made[0].pk)
    return form_page(
        request,
        form,
        title="新增项目",
        subtitle="建立后再列入名单、下达年度计划；成批的项目请用“导入名单”",
        verb="建立项目",
        back_url=link(request, reverse("projects")),
        sections=form.sections(),
    )


@page(Operation.EDIT_PROJECTS, methods=("GET", "POST"))
def edit(request: PageRequest, project_id: int) -> HttpResponse:
    """The profile; 409 with both values when someone else saved meanwhile."""
    found = selectors.project(request.actor, project_id)
    block_id = selectors.block_ids([project_id]).get(project_id)
    initial = initial_of(found, block_id)
    form = ProfileForm(request.given, initial=initial)
    if form.is_valid():
        try:
            if attempt(form, lambda: _update(request, form, project_id), FIELDS):
                notify(request, "已保存项目资料。")
                return redirect("project", project_id)
        except DomainError as refusal:
            if refusal.code != "stale":
                raise
            return _conflict(request, form, found, initial)
    return project_form_page(
        request,
        form,
        found,
        title="修改项目资料",
        subtitle=found.name,
        verb="保存",
        sections=form.sections(),
        version=request.POST.get("version", found.version),
    )


@page(Operation.EDIT_PROJECTS, methods=("GET", "POST"))
def advance(request: PageRequest, project_id: int) -> HttpResponse:
    found = selectors.project(request.actor, project_id)
    form = AdvanceForm(
        request.given,
        initial={"on": request.at.date()},
        track=found.track,
        stage=found.stage,
    )
    if form.is_valid() and attempt(
        form,
        lambda: project_advance(
            project_id=project_id,
            to=Stage(form.cleaned_data["to"]),
            on=form.cleaned_data["on"],
            note=form.cleaned_data["note"],
            actor=request.actor,
            at=request.at,
        ),
        FIELDS,
    ):
        notify(request, f"项目已进入“{Stage(form.cleaned_data['to']).word}”阶段。")
        return redirect("project", project_id)
    return project_form_page(
        request,
        form,
        found,
        title="调整阶段",
        subtitle=f"{found.name}，现处“{found.stage_word}”阶段",
        verb="确认调整",
        sections=[Section("新的阶段", tuple(form))],
    )


def _create(request: PageRequest, form: CreateForm) -> Project:
    given = form.cleaned_data
    return project_create(
        profile=form.profile(),
        track=Track(given["track"]),
        stage=Stage(given["stage"]),
        block=_organization(given["block"]),
        department=_organization(given["department"]) if given["department"] else None,
        owner=_organization(given["owner"]) if given["owner"] else None,
        started_on=given["started_on"],
        year=request.at.year,
        not_classified=given["not_classified"],
        actor=request.actor,
        at=request.at,
    )


def _update(request: PageRequest, form: ProfileForm, project_id: int) -> None:
    text = request.POST.get("version", "")
    project_update(
        project_id=project_id,
        profile=form.profile(),
        block=_organization(form.cleaned_data["block"]),
        version=whole(text),
        actor=request.actor,
        at=request.at,
    )


def _organization(pk: str) -> Organization:
    return organizations().get(pk=int(pk))


def _conflict(
    request: PageRequest, form: ProfileForm, found: Project, theirs: dict[str, Any]
) -> HttpResponse:
    """What I changed and what stands now, field by field; what I left alone is theirs."""
    stored = ProfileForm(initial=theirs)
    fields, kept = [], []
    for field in form:
        mine_text = request.POST.get(field.name, "")
        their_text = str(stored[field.name].field.prepare_value(theirs[field.name]) or "")
        changed = field.name in form.changed_data
        if isinstance(field.field, forms.MultipleChoiceField):
            chosen = request.POST.getlist(field.name) if changed else theirs[field.name]
            kept += [(field.name, each) for each in chosen]
        elif changed and mine_text != their_text:
            fields.append(
                {
                    "name": field.name,
                    "label": field.label,
                    "theirs": their_text,
                    "mine": mine_text,
                    "theirs_text": written(stored[field.name], theirs[field.name]),
                    "mine_text": written(field, mine_text),
                }
            )
        else:
            kept.append((field.name, their_text))
        kept += [(f"initial-{field.name}", their_text)]
    last = next(iter(trail_of({"project": [str(found.pk)]}, limit=1)), None)
    return project_form_page(
        request,
        form,
        found,
        status=409,
        title="修改项目资料",
        subtitle=found.name,
        conflict={
            "who": bare_name(last.actor_name) if last else "其他人",
            "at": last.at if last else request.at,
            "version": found.version,
            "fields": fields,
            "kept": kept,
        },
    )
