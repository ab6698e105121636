"""Roles: who holds which where, given and ended by the security administrator."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render

from niubizi.apps.kernel.selectors import users
from niubizi.apps.orgs import selectors
from niubizi.apps.orgs.services import role_grant, role_revoke
from niubizi.domain.permissions import Operation
from niubizi.domain.roles import Role
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import attempt
from niubizi.web.management.frame import chip, page_of, tabs
from niubizi.web.management.person import person_page
from niubizi.web.management.roles import EndForm, GrantForm
from niubizi.web.toasts import notify

SHOWN = (("", "全部在用账号"), ("none", "尚未授权的"))
FIELDS = {
    "grant.excluded": "role",
    "grant.exists": "role",
    "grant.only_at_root": "organization",
    "dates.reversed": "valid_to",
}


@page(Operation.VIEW_PEOPLE)
def grants(request: PageRequest) -> HttpResponse:
    search, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    show = request.GET.get("show", "")
    day = request.at.date()
    found = users(search=search).filter(is_active=True)
    if show == "none":
        found = selectors.users_without_grants(day).filter(pk__in=found)
    roles = {each.value: each.word for each in Role}
    if role in roles:
        found = found.filter(pk__in=selectors.grants_in_force(day).filter(role=role).values("user"))
    chips = [chip(request, "q", "姓名、账号、单位", search)] if search else []
    chips += [chip(request, "role", "角色", roles[role])] if role in roles else []
    shown = {
        "tabs": tabs(request, "grants"),
        "page": page_of(request, selectors.with_grants(found, day)),
        "search": search,
        "role": role,
        "roles": roles.items(),
        "show": show,
        "show_choices": SHOWN,
        "chips": chips,
        "may_edit": request.actor.may(Operation.EDIT_GRANTS),
    }
    return render(request, "management/grants.html", shown)


@page(Operation.EDIT_GRANTS, methods=("POST",))
def give(request: PageRequest, user_id: int) -> HttpResponse:
    found = users().get(pk=user_id)
    form = GrantForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: role_grant(
            user=found,
            role=Role(form.cleaned_data["role"]),
            organization=form.known[form.cleaned_data["organization"]],
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.cleaned_data["valid_to"],
            actor=request.actor,
            at=request.at,
        ),
        FIELDS,
    ):
        notify(request, f"已授予{found.name}“{Role(form.cleaned_data['role']).word}”。")
        return redirect("person", user_id)
    return person_page(request, found, form, status=422)


@page(Operation.EDIT_GRANTS, methods=("POST",))
def end(request: PageRequest, grant_id: int) -> HttpResponse:
    """Ends a grant after the last day given, at once without one."""
    form = EndForm(request.POST)
    last_day = form.cleaned_data["last_day"] if form.is_valid() else None
    grant = role_revoke(
        grant_id=grant_id,
        last_day=last_day or request.at.date() - timedelta(days=1),
        actor=request.actor,
        at=request.at,
    )
    word = Role(grant.role).word
    notify(request, f"已撤销“{word}”。" if not last_day else f"“{word}”有效至{last_day}。")
    return redirect("person", grant.user_id)
