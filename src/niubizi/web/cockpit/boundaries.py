"""The office's own map under the projects: uploaded with its approval, or taken down."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from niubizi.apps.orgs.selectors import approved_map
from niubizi.apps.orgs.services.boundaries import map_remove, map_upload
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import attempt
from niubizi.web.toasts import notify
from niubizi.web.uploads import uploaded


class MapForm(forms.Form):
    """The number under which the map was approved; the file comes beside it."""

    approval = forms.CharField(
        label="审图号", max_length=64, help_text="地图审核批准书上的编号，如 苏S（2021）012号"
    )


@page(Operation.EDIT_PROJECTS, methods=("GET", "POST"))
def boundaries(request: PageRequest) -> HttpResponse:
    if request.POST.get("remove"):
        map_remove(actor=request.actor, at=request.at)
        notify(request, "已撤下底图，地图只按坐标显示项目。")
        return redirect("map_boundaries")
    form = MapForm(request.given)
    if form.is_valid() and attempt(form, lambda: _upload(request, form.cleaned_data["approval"])):
        notify(request, "底图已更换，地图页会注明审图号。")
        return redirect("map")
    shown = {"form": form, "current": approved_map()}
    return render(request, "cockpit/boundaries.html", shown, status=422 if form.errors else 200)


def _upload(request: PageRequest, approval: str) -> None:
    name, data = uploaded(request, "file")
    map_upload(name=name, data=data, approval=approval, actor=request.actor, at=request.at)
