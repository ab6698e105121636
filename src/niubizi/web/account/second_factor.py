"""Taking a second factor into use: scan, confirm by a code, keep the recovery codes; and ending it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import segno
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from niubizi.apps.kernel.selectors import has_second_factor, second_factor_offered, user_by_id
from niubizi.apps.kernel.services import confirm_password
from niubizi.apps.kernel.services.second_factor import (
    enrolment,
    recovery_codes_renew,
    second_factor_confirm,
    second_factor_remove,
)
from niubizi.apps.kernel.sessions import SECOND_FACTOR, row_key
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.web.access import Owes, PageRequest, page
from niubizi.web.account.forms import ConfirmForm, EnrolForm
from niubizi.web.downloads import attachment_response
from niubizi.web.fields import attempt
from niubizi.web.toasts import notify

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import User

OWING = frozenset({Owes.SECOND_FACTOR})
FIELDS = {"second_factor.wrong": "code", "password.wrong": "password"}
CODE = re.compile(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}")
NOTE = "牛鼻子 账号{username} 的恢复码。每个只能用一次，请妥善保管，不要与手机放在一起。\r\n\r\n"


@page(Operation.USE_OWN_ACCOUNT, methods=("GET", "POST"), even_owing=OWING)
@never_cache
def enrol(request: PageRequest) -> HttpResponse:
    """Scan and confirm; the answer itself shows the recovery codes, so that they stand nowhere else."""
    user, owed = person(request), request.owes is Owes.SECOND_FACTOR
    if has_second_factor(user.pk):
        return redirect("account")
    if request.method == "POST" and not second_factor_offered(user.pk):
        return redirect("second_factor")
    form = EnrolForm(request.given, just_signed_in=owed)
    codes: list[str] = []

    def confirm() -> None:
        if not owed:
            check(request, form)
        codes.extend(
            second_factor_confirm(
                user=user,
                code=form.cleaned_data["code"],
                keep_session=row_key(request.session.session_key),
                actor=request.actor,
                at=request.at,
                moment=request.moment,
            )
        )

    if form.is_valid() and attempt(form, confirm, FIELDS):
        request.session[SECOND_FACTOR] = True
        request.session.cycle_key()
        return _show_codes(request, codes, new=True)
    shown = {"form": form, "secret": _in_fours(enrolment(user).secret), "must": owed}
    return render(request, "account/enrol.html", shown, status=422 if form.errors else 200)


@page(Operation.USE_OWN_ACCOUNT, even_owing=OWING)
@never_cache
def qr_code(request: PageRequest) -> HttpResponse:
    """The picture to scan: from an address of its own, so that no page carries it along."""
    drawn = io.BytesIO()
    segno.make(enrolment(person(request)).address, error="m", micro=False).save(
        drawn, kind="svg", scale=4, border=4, dark="#000", light="#fff"
    )
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@page(Operation.USE_OWN_ACCOUNT, methods=("GET", "POST"))
@never_cache
def renew_codes(request: PageRequest) -> HttpResponse:
    """New recovery codes in the place of the old."""
    form = ConfirmForm(request.given)
    codes: list[str] = []

    def renew() -> None:
        check(request, form)
        codes.extend(recovery_codes_renew(user=person(request), actor=request.actor, at=request.at))

    if form.is_valid() and attempt(form, renew, FIELDS):
        return _show_codes(request, codes, new=False)
    return _ask(request, form, "重新生成恢复码", "重新生成", "原有的恢复码立即作废。")


@page(Operation.USE_OWN_ACCOUNT, methods=("POST",), even_owing=OWING)
@never_cache
def codes_file(request: PageRequest) -> HttpResponse:
    """The codes that the page before shows, as a file: they come from there, and are kept nowhere."""
    codes = [each for each in request.POST.getlist("code") if CODE.fullmatch(each)]
    if not codes:
        raise DomainError("not_found")
    text = NOTE.format(username=request.actor.username) + "\r\n".join(codes) + "\r\n"
    return attachment_response(text.encode("utf-8-sig"), "恢复码.txt", "text/plain; charset=utf-8")


@page(Operation.USE_OWN_ACCOUNT, methods=("GET", "POST"))
@never_cache
def remove(request: PageRequest) -> HttpResponse:
    """Ends one's second factor, say to take another telephone."""
    form = ConfirmForm(request.given)

    def end() -> None:
        check(request, form)
        second_factor_remove(
            user_id=request.actor.person_id,
            keep_session=row_key(request.session.session_key),
            actor=request.actor,
            at=request.at,
        )

    if form.is_valid() and attempt(form, end, FIELDS):
        request.session[SECOND_FACTOR] = False
        notify(request, "动态口令已停用。")
        return redirect("account")
    return _ask(
        request,
        form,
        "停用动态口令",
        "停用",
        "停用后登录只需密码；换手机的，停用后用新手机重新启用。",
    )


def person(request: PageRequest) -> User:
    """The signed-in person's account."""
    found = user_by_id(request.actor.person_id)
    if found is None:
        raise DomainError("not_found")
    return found


def check(request: PageRequest, form: forms.Form) -> None:
    """Asks for the password that the form brought; raises ``password.wrong``."""
    confirm_password(
        user=person(request),
        password=form.cleaned_data["password"],
        actor=request.actor,
        at=request.at,
        moment=request.moment,
    )


def _ask(
    request: PageRequest, form: ConfirmForm, title: str, verb: str, consequence: str
) -> HttpResponse:
    shown = {"form": form, "title": title, "verb": verb, "consequence": consequence}
    return render(request, "account/confirm.html", shown, status=422 if form.errors else 200)


def _show_codes(request: PageRequest, codes: list[str], *, new: bool) -> HttpResponse:
    return render(request, "account/codes.html", {"codes": codes, "new": new})


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
