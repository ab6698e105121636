"""Who has to do with a project: organizations and people, tied and untied."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from niubizi.apps.kernel.selectors import user_by_id, users
from niubizi.apps.orgs.selectors import organizations
from niubizi.apps.projects import selectors
from niubizi.apps.projects.services.ties import organization_tie, project_tie, project_untie
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import attempt
from niubizi.web.numbers import whole
from niubizi.web.projects.forms import OrganizationTieForm, PersonTieForm
from niubizi.web.toasts import notify


@page(Operation.EDIT_PROJECTS, methods=("GET", "POST"))
def ties(request: PageRequest, project_id: int) -> HttpResponse:
    """Organizations and people of a project: lists with a way out, and a form for each."""
    found = selectors.project(request.actor, project_id)
    what = request.POST.get("what")
    people = [
        (str(user.pk), f"{user.name}　{user.unit_name}") for user in users() if user.is_active
    ]
    by_organization = OrganizationTieForm(request.POST if what == "link" else None)
    by_person = PersonTieForm(request.POST if what == "person" else None, users=people)
    form = by_organization if what == "link" else by_person
    if (
        what in {"link", "person"}
        and form.is_valid()
        and attempt(form, lambda: _tie(request, project_id, form.cleaned_data))
    ):
        notify(request, "已增加关联。")
        return redirect("project_ties", project_id)
    shown = {
        "project": found,
        "back_url": reverse("project", args=[project_id]),
        "parts": [
            {
                "key": "link",
                "title": "单位",
                "verb": "关联单位",
                "form": by_organization,
                "held": [
                    {
                        "id": each.pk,
                        "name": each.organization.name,
                        "word": each.get_relation_display(),
                    }
                    for each in found.links.all()
                    if each.relation != "block"
                ],
            },
            {
                "key": "person",
                "title": "人员",
                "verb": "关联人员",
                "form": by_person,
                "held": [
                    {"id": each.pk, "name": each.user.name, "word": each.get_tie_display()}
                    for each in found.people.all()
                ],
            },
        ],
    }
    return render(request, "projects/ties.html", shown, status=422 if form.errors else 200)


@page(Operation.EDIT_PROJECTS, methods=("POST",))
def untie(request: PageRequest, project_id: int) -> HttpResponse:
    def given(name: str) -> int | None:
        text = request.POST.get(name, "")
        return whole(text) or None

    project_untie(
        project_id=project_id,
        link_id=given("link"),
        person_id=given("person"),
        actor=request.actor,
        at=request.at,
    )
    notify(request, "已取消关联。")
    return redirect("project_ties", project_id)


def _tie(request: PageRequest, project_id: int, given: dict[str, Any]) -> None:
    if "organization" in given:
        organization_tie(
            project_id=project_id,
            organization=organizations().get(pk=int(given["organization"])),
            relation=given["relation"],
            actor=request.actor,
            at=request.at,
        )
        return
    project_tie(
        project_id=project_id,
        user=user_by_id(int(given["user"])),
        tie=given["tie"],
        actor=request.actor,
        at=request.at,
    )
