"""The page of a form about the ledger, below the list of projects or below one project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from niubizi.web.access import PageRequest
from niubizi.web.selection import link

if TYPE_CHECKING:
    from niubizi.apps.projects.models import Project


def form_page(
    request: PageRequest,
    form: forms.Form,
    *,
    below: dict[str, str] | None = None,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    """The form in its sections, 422 where something in it was refused.

    ``below`` is the page, by label and url, that this one stands below, under the list of projects.
    ``shown``: title, verb, back_url, sections; subtitle and version where there are any.
    """
    projects = {"label": "项目", "url": link(request, reverse("projects"))}
    usual = {
        "form": form,
        "subtitle": "",
        "version": None,
        "trail": [projects, below] if below else [projects],
    }
    return render(
        request, "projects/form.html", usual | shown, status=422 if form.errors else status
    )


def project_form_page(
    request: PageRequest, form: forms.Form, found: Project, **shown: Any
) -> HttpResponse:
    """A form about one project, from which the way back leads to its file."""
    path = reverse("project", args=[found.pk])
    below = {"label": found.name, "url": path}
    return form_page(request, form, below=below, back_url=path, **shown)
