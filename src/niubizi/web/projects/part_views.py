"""The parts of a package: taken in by their number, and let go."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from niubizi.apps.projects import selectors
from niubizi.apps.reporting.services.packages import part_add, part_remove
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import attempt
from niubizi.web.toasts import notify


class PartForm(forms.Form):
    """A project by the number it has in the ledger."""

    code = forms.CharField(
        label="项目编号", max_length=32, help_text="如 2021-00188，见项目页名称下方"
    )


@page(Operation.EDIT_PROJECTS, methods=("GET", "POST"))
def parts(request: PageRequest, project_id: int) -> HttpResponse:
    """Every part with a way out, and the form for one more."""
    found = selectors.project(request.actor, project_id)
    letting_go = request.POST.get("remove", "")
    form = PartForm(None if letting_go else request.given)
    if letting_go.isdecimal():
        part_remove(
            package_id=project_id, part_id=int(letting_go), actor=request.actor, at=request.at
        )
        notify(request, "已移出打包项目。")
        return redirect("project_parts", project_id)
    if form.is_valid() and attempt(
        form,
        lambda: part_add(
            package_id=project_id,
            part_code=form.cleaned_data["code"],
            actor=request.actor,
            at=request.at,
        ),
        dict.fromkeys(("package.unknown_part", "package.nested"), "code"),
    ):
        notify(request, "已列为子项目，今后由它单独报送。")
        return redirect("project_parts", project_id)
    shown = {"project": found, "form": form, "back_url": reverse("project", args=[project_id])}
    return render(request, "projects/parts.html", shown, status=422 if form.errors else 200)
