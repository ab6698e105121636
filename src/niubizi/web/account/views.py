"""Signing in and out, changing one's own password, and whom to ask when it is forgotten."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from niubizi.apps.kernel.passwords import rules
from niubizi.apps.kernel.services import password_change, sign_in, sign_in_by_code, sign_out
from niubizi.apps.kernel.sessions import row_key
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors import demo
from niubizi.doors.sentences import sentence
from niubizi.web.access import Owes, PageRequest, page, public
from niubizi.web.account.entering import enter, safe_target, wait_for_code, waiting
from niubizi.web.account.forms import CodeForm, PasswordForm, SignInForm, field_of
from niubizi.web.toasts import notify


@public
@never_cache
def login(request: PageRequest) -> HttpResponse:
    """A form; where the city is a sample, its people to choose from."""
    target = safe_target(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated and request.method != "POST":
        return redirect(target)
    form = SignInForm(request.given)
    if form.is_valid():
        try:
            user, is_in = sign_in(
                **form.cleaned_data,
                address=request.address,
                origin=request.origin,
                at=request.at,
                moment=request.moment,
            )
        except DomainError as refusal:
            form.add_error(None, sentence(refusal))
        else:
            if not is_in:
                wait_for_code(request, user, target)
                return redirect("sign_in_code")
            enter(request, user, second_factor=False)
            return redirect(target)
    shown = {
        "form": form,
        "next": target,
        "over": request.method == "GET" and "over" in request.GET,
        "accounts": demo.demo_accounts() if settings.MODE == "demo" else (),
        "demo_password": demo.PASSWORD,
    }
    return render(request, "account/login.html", shown, status=422 if form.errors else 200)


@public
@never_cache
def code(request: PageRequest) -> HttpResponse:
    """The second step, for a few minutes after the first."""
    waits = waiting(request)
    if waits is None:
        return redirect("login")
    form = CodeForm(request.given)
    if form.is_valid():
        try:
            user = sign_in_by_code(
                user_id=waits.user_id,
                code=form.cleaned_data["code"],
                address=request.address,
                origin=request.origin,
                at=request.at,
                moment=request.moment,
            )
        except DomainError as refusal:
            form.add_error("code", sentence(refusal))
        else:
            enter(request, user, second_factor=True)
            return redirect(waits.target)
    return render(request, "account/code.html", {"form": form}, status=422 if form.errors else 200)


@public
def forgotten(request: PageRequest) -> HttpResponse:
    """Nobody resets their own: the system administrator hands over a new one."""
    return render(request, "account/forgotten.html")


@page(Operation.USE_OWN_ACCOUNT, methods=("POST",), even_owing=frozenset(Owes))
def logout(request: PageRequest) -> HttpResponse:
    sign_out(actor=request.actor, at=request.at)
    auth.logout(request)
    answer = redirect("login")
    # Pages that a cache may have kept all the same; drafts of returns stay, they are work.
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@page(Operation.USE_OWN_ACCOUNT, methods=("POST",))
def alive(request: PageRequest) -> HttpResponse:
    """Says that somebody is typing: a long form is work, though nothing is asked for."""
    return HttpResponse(status=204)


@page(Operation.USE_OWN_ACCOUNT, methods=("GET", "POST"), even_owing=frozenset({Owes.PASSWORD}))
def password(request: PageRequest) -> HttpResponse:
    """One's own password; the only page open to whom must change it."""
    form = PasswordForm(request.given)
    if form.is_valid():
        try:
            user = password_change(
                user_id=request.actor.person_id,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                keep_session=row_key(request.session.session_key),
                actor=request.actor,
                at=request.at,
                moment=request.moment,
            )
        except DomainError as refusal:
            form.add_error(field_of(refusal), sentence(refusal))
        else:
            auth.update_session_auth_hash(request, user)
            notify(request, "密码已修改，其他设备上的登录已退出。")
            return redirect("home")
    office = request.preferences
    one_time = getattr(request.user, "must_change_password", False)
    shown = {
        "form": form,
        "rules": rules(office),
        "one_time": one_time,
        "must": request.owes is Owes.PASSWORD,
        "days": office.password_days,
    }
    return render(request, "account/password.html", shown, status=422 if form.errors else 200)


@page(Operation.USE_OWN_ACCOUNT, even_owing=frozenset({Owes.RELEASE}))
def release(request: PageRequest) -> HttpResponse:
    """Says what is waited for after a reset, until the security administrator has confirmed it."""
    if request.owes is not Owes.RELEASE:
        return redirect("home")
    return render(request, "account/release.html")
