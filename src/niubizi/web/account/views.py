"""Signing in and out, changing one's own password, and whom to ask when it is forgotten."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from niubizi.apps.kernel.services import password_change, sign_in
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors import demo
from niubizi.doors.sentences import sentence
from niubizi.web.access import PageRequest, page, public
from niubizi.web.account.forms import PasswordForm, SignInForm, field_of
from niubizi.web.toasts import notify


@public
@never_cache
def login(request: PageRequest) -> HttpResponse:
    """A form; where the city is a sample, its people to choose from."""
    target = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated and request.method != "POST":
        return redirect(target)
    form = SignInForm(request.given)
    if request.method == "POST" and form.is_valid():
        try:
            user = sign_in(
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                origin=request.origin,
                at=request.at,
            )
        except DomainError as refusal:
            form.add_error(None, sentence(refusal))
        else:
            auth.login(request, user)
            return redirect(target)
    shown = {
        "form": form,
        "next": target,
        "accounts": demo.demo_accounts() if settings.MODE == "demo" else (),
        "demo_password": demo.PASSWORD,
    }
    return render(request, "account/login.html", shown, status=422 if form.errors else 200)


@public
def forgotten(request: PageRequest) -> HttpResponse:
    """Nobody resets their own: the system administrator hands over a new one."""
    return render(request, "account/forgotten.html")


@page(Operation.USE_OWN_ACCOUNT, methods=("POST",), with_one_time_password=True)
def logout(request: PageRequest) -> HttpResponse:
    auth.logout(request)
    return redirect("login")


@page(Operation.USE_OWN_ACCOUNT, methods=("GET", "POST"), with_one_time_password=True)
def password(request: PageRequest) -> HttpResponse:
    """One's own password; the only page open to whom must change it."""
    form = PasswordForm(request.given)
    if request.method == "POST" and form.is_valid():
        try:
            user = password_change(
                user_id=request.actor.person_id,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                actor=request.actor,
                at=request.at,
            )
        except DomainError as refusal:
            form.add_error(field_of(refusal), sentence(refusal))
        else:
            auth.update_session_auth_hash(request, user)
            notify(request, "密码已修改，下次登录请使用新密码。")
            return redirect("home")
    must = getattr(request.user, "must_change_password", False)
    shown = {"form": form, "must": must}
    return render(request, "account/password.html", shown, status=422 if form.errors else 200)


def _safe(request: PageRequest, target: str) -> str:
    """Where to go after signing in: a path of our own, else home."""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else resolve_url(settings.LOGIN_REDIRECT_URL)
