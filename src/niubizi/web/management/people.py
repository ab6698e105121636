"""People: accounts made, changed, deactivated, and passwords handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from niubizi.apps.kernel.selectors import users
from niubizi.apps.kernel.services import password_reset, user_create, user_update
from niubizi.apps.orgs.selectors import grants_in_force, with_grants
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.conflicts import conflict
from niubizi.web.fields import attempt
from niubizi.web.management.frame import chip, page_of, tabs
from niubizi.web.numbers import whole
from niubizi.web.toasts import notify

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import User

FIELDS = {
    "user.exists": "username",
    "user.incomplete": "name",
    "user.deactivates_self": "is_active",
}
STATES = (("", "在用"), ("off", "已停用"), ("all", "全部"))
STORED = ("name", "unit_name", "phone", "is_active")


class _WhoForm(forms.Form):
    """Who a person is."""

    name = forms.CharField(label="姓名", max_length=64)
    unit_name = forms.CharField(
        label="单位", max_length=128, required=False, help_text="出现在水印和操作记录里"
    )
    phone = forms.CharField(label="电话", max_length=32, required=False)


class PersonForm(_WhoForm):
    """An account as it stands: also whether it is in use."""

    is_active = forms.BooleanField(
        label="启用", required=False, help_text="停用后不能登录，已登录的立即退出；记录都保留"
    )


class NewPersonForm(_WhoForm):
    """A new account: also what it will always be called."""

    field_order = ("username",)

    username = forms.CharField(
        label="账号", max_length=64, help_text="登录用，不区分大小写，建立后不能修改"
    )


@page(Operation.VIEW_PEOPLE)
def people(request: PageRequest) -> HttpResponse:
    search, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    found = users(search=search)
    if state != "all":
        found = found.filter(is_active=state != "off")
    shown = {
        "tabs": tabs(request, "people"),
        "page": page_of(request, with_grants(found, request.at.date())),
        "search": search,
        "state": state,
        "states": STATES,
        "chips": [chip(request, "q", "姓名、账号、单位", search)] if search else [],
        "may_edit": request.actor.may(Operation.EDIT_PEOPLE),
    }
    return render(request, "management/people.html", shown)


@page(Operation.EDIT_PEOPLE, methods=("GET", "POST"))
@never_cache
def create(request: PageRequest) -> HttpResponse:
    form = NewPersonForm(request.given)
    made: list[tuple[User, str]] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(user_create(**form.cleaned_data, actor=request.actor, at=request.at)),
        FIELDS,
    ):
        return _hand_over(request, *made[0], new=True)
    shown = _shown("新建账号", "建立账号", form, back_url=reverse("people"))
    return render(request, "management/form.html", shown, status=422 if form.errors else 200)


@page(Operation.EDIT_PEOPLE, methods=("GET", "POST"))
def edit(request: PageRequest, user_id: int) -> HttpResponse:
    """The form of an account; 409 with both values when someone else saved meanwhile."""
    found = users().get(pk=user_id)
    stored = {name: getattr(found, name) for name in STORED}
    form = PersonForm(request.given, initial=stored)
    shown = _shown(
        f"修改账号：{found.name}",
        "保存",
        form,
        back_url=reverse("person", args=[user_id]),
        version=found.version,
    )
    if form.is_valid():
        try:
            if attempt(form, lambda: _update(request, found, form), FIELDS):
                notify(request, f"已保存“{form.cleaned_data['name']}”的账号。")
                return redirect("person", user_id)
        except DomainError as refusal:
            if refusal.code != "stale":
                raise
            shown["conflict"] = conflict(
                form, stored, version=found.version, subject=("user", found.pk)
            )
            return render(request, "management/form.html", shown, status=409)
    return render(request, "management/form.html", shown, status=422 if form.errors else 200)


@page(Operation.EDIT_PEOPLE, methods=("POST",))
@never_cache
def reset(request: PageRequest, user_id: int) -> HttpResponse:
    """A new one-time password; the answer itself shows it, so that it stands nowhere else."""
    found = users().get(pk=user_id)
    password = password_reset(user_id=user_id, actor=request.actor, at=request.at)
    return _hand_over(request, found, password, new=False)


def _update(request: PageRequest, found: User, form: PersonForm) -> None:
    user_update(
        user_id=found.pk,
        **form.cleaned_data,
        version=whole(request.POST.get("version")),
        actor=request.actor,
        at=request.at,
    )


def _hand_over(request: PageRequest, user: User, password: str, *, new: bool) -> HttpResponse:
    shown = {
        "handed": user,
        "password": password,
        "new": new,
        "granted": grants_in_force(request.at.date()).filter(user=user).exists(),
    }
    return render(request, "management/one_time_password.html", shown)


def _shown(title: str, verb: str, form: forms.Form, **more: Any) -> dict[str, Any]:
    return {"title": title, "verb": verb, "form": form, "back_label": "人员", **more}
