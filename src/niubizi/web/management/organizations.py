"""Organizations: the tree as a table, and one organization's form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from niubizi.apps.orgs import selectors
from niubizi.apps.orgs.services import organization_create, organization_update
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.conflicts import conflict
from niubizi.web.fields import attempt, date_field
from niubizi.web.management.frame import chip, page_of, tabs
from niubizi.web.numbers import whole
from niubizi.web.toasts import notify

if TYPE_CHECKING:
    from niubizi.apps.orgs.models import Organization

ROWS = 200
FIELDS = {
    "organization.exists": "code",
    "organization.incomplete": "name",
    "organization.second_root": "parent",
    "organization.own_successor": "successor",
    "dates.reversed": "valid_to",
}
ENDED = (("", "现有机构"), ("all", "含已终止"))


class OrganizationForm(forms.Form):
    """What is known of an organization; code and parent are settled when it is made."""

    name = forms.CharField(label="名称", max_length=128)
    short_name = forms.CharField(
        label="简称", max_length=32, required=False, help_text="排名表、图表和通报里用简称"
    )
    kind = forms.ChoiceField(label="类型", choices=selectors.KINDS)
    level = forms.ChoiceField(
        label="级别",
        choices=selectors.LEVELS,
        required=False,
        help_text="板块参加排名；部门、指挥部、企业不填",
    )
    gb2260 = forms.RegexField(
        r"^\d{6,12}$",
        label="区划代码",
        required=False,
        help_text="GB/T 2260，行政区划填写",
        error_messages={"invalid": "区划代码是6至12位数字。"},
    )
    position = forms.IntegerField(
        label="排序", min_value=0, max_value=9_999, initial=0, help_text="同级之间从小到大排列"
    )
    valid_from = date_field("起始日期", required=False, help_text="不填表示一直有效")
    valid_to = date_field("终止日期", required=False, help_text="撤并的机构填写最后一天")
    successor = forms.ChoiceField(
        label="承继机构", required=False, help_text="撤并以后由谁承继，可比口径按此归并"
    )
    tile_x = forms.IntegerField(
        label="方格图列",
        required=False,
        min_value=0,
        max_value=20,
        help_text="驾驶舱方格示意图的位置",
    )
    tile_y = forms.IntegerField(label="方格图行", required=False, min_value=0, max_value=20)

    def __init__(self, *args: Any, known: Iterable[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(each.pk): each for each in known}
        _offer(self.fields["successor"], self.known, empty="—")

    def given(self) -> dict[str, Any]:
        """What the services take."""
        given = dict(self.cleaned_data)
        x, y = given.pop("tile_x"), given.pop("tile_y")
        given["tile"] = (x, y) if x is not None and y is not None else None
        for name in ("successor", "parent"):
            if name in given:
                given[name] = self.known.get(given[name])
        return given


class NewOrganizationForm(OrganizationForm):
    """A new organization stands somewhere in the tree."""

    code = forms.SlugField(
        label="编码",
        max_length=32,
        help_text="拼音或英文、数字，建立后不能修改",
        error_messages={"invalid": "编码只能用字母、数字、下划线和连字符。"},
    )
    parent = forms.ChoiceField(label="上级机构", help_text="建立后不能修改")
    field_order = ("code", "parent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["parent"], self.known, empty="请选择")

    def given(self) -> dict[str, Any]:
        given = super().given()
        del given["successor"]
        return given


@page(Operation.VIEW_PEOPLE)
def organizations(request: PageRequest) -> HttpResponse:
    search, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    everything = request.GET.get("ended") == "all"
    tree = selectors.in_tree_order(selectors.organizations().select_related("successor"))
    day = request.at.date()
    rows = [
        {"organization": each, "ended": bool(each.valid_to and each.valid_to < day)}
        for each in tree
        if (everything or not each.valid_to or each.valid_to >= day)
        and (not kind or each.kind == kind)
        and (not search or search in each.name or search in each.short_name or search in each.code)
    ]
    kinds = dict(selectors.KINDS)
    chips = [chip(request, "q", "名称或编码", search)] if search else []
    chips += [chip(request, "kind", "类型", kinds[kind])] if kind in kinds else []
    shown = {
        "tabs": tabs(request, "organizations"),
        "page": page_of(request, rows, ROWS),
        "kinds": selectors.KINDS,
        "kind": kind,
        "ended_choices": ENDED,
        "ended": request.GET.get("ended", ""),
        "search": search,
        "chips": chips,
        "may_edit": request.actor.may(Operation.EDIT_ORGANIZATIONS),
    }
    return render(request, "management/organizations.html", shown)


@page(Operation.EDIT_ORGANIZATIONS, methods=("GET", "POST"))
def create(request: PageRequest) -> HttpResponse:
    form = NewOrganizationForm(request.given, known=_tree())
    made: list[Organization] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(
            organization_create(**form.given(), actor=request.actor, at=request.at)
        ),
        FIELDS,
    ):
        notify(request, f"已建立机构“{made[0].name}”。")
        return redirect("organizations")
    shown = _shown("新建机构", "建立机构", form)
    return render(request, "management/form.html", shown, status=422 if form.errors else 200)


@page(Operation.EDIT_ORGANIZATIONS, methods=("GET", "POST"))
def edit(request: PageRequest, organization_id: int) -> HttpResponse:
    """The form of an organization; 409 with both values when someone else saved meanwhile."""
    found = selectors.organizations().get(pk=organization_id)
    stored = _stored(found)
    form = OrganizationForm(request.given, initial=stored, known=_tree())
    shown = _shown(f"修改机构：{found.name}", "保存", form, version=found.version)
    if form.is_valid():
        try:
            if attempt(form, lambda: _update(request, found, form), FIELDS):
                notify(request, f"已保存“{form.cleaned_data['name']}”。")
                return redirect("organizations")
        except DomainError as refusal:
            if refusal.code != "stale":
                raise
            shown["conflict"] = conflict(
                form, stored, version=found.version, subject=("organization", found.pk)
            )
            return render(request, "management/form.html", shown, status=409)
    return render(request, "management/form.html", shown, status=422 if form.errors else 200)


def _update(request: PageRequest, found: Organization, form: OrganizationForm) -> None:
    organization_update(
        organization_id=found.pk,
        **form.given(),
        version=whole(request.POST.get("version")),
        actor=request.actor,
        at=request.at,
    )


def _stored(found: Organization) -> dict[str, Any]:
    """An organization as its form cleans it."""
    names = ("name", "short_name", "kind", "level", "gb2260", "position", "valid_from", "valid_to")
    return {
        **{name: getattr(found, name) for name in names},
        "successor": str(found.successor_id or ""),
        "tile_x": found.tile_x,
        "tile_y": found.tile_y,
    }


def _tree() -> list[Organization]:
    return selectors.in_tree_order(selectors.organizations())


def _offer(field: forms.Field, known: dict[str, Organization], *, empty: str) -> None:
    """Places to choose from, indented as they stand in the tree; searchable by typing."""
    choices = [("", empty)]
    choices += [(pk, f"{'　' * each.depth}{each.name}") for pk, each in known.items()]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 for the reader of types
    field.choices = choices
    field.widget.attrs["data-select"] = ""


def _shown(title: str, verb: str, form: forms.Form, **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "verb": verb,
        "form": form,
        "back_url": reverse("organizations"),
        "back_label": "机构",
        **more,
    }
