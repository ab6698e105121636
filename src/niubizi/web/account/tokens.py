"""One's own tokens of the API: made, shown once, revoked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from niubizi.apps.kernel.services.tokens import token_make, token_revoke
from niubizi.domain.permissions import Operation
from niubizi.domain.tokens import TokenScope
from niubizi.web.access import PageRequest, page
from niubizi.web.account.forms import TokenForm
from niubizi.web.account.second_factor import check
from niubizi.web.fields import attempt
from niubizi.web.toasts import notify

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import ApiToken


@dataclass(frozen=True, slots=True)
class ShownToken:
    """A token as lists show it."""

    token: ApiToken
    scopes: str
    state: str

    @property
    def in_force(self) -> bool:
        return self.state == "有效"


def shown_tokens(tokens: Iterable[ApiToken], moment: datetime) -> list[ShownToken]:
    return [
        ShownToken(each, "、".join(TokenScope(s).word for s in each.scopes), _state(each, moment))
        for each in tokens
    ]


@page(Operation.USE_OWN_ACCOUNT, methods=("GET", "POST"))
@never_cache
def create(request: PageRequest) -> HttpResponse:
    """The form of a token; the answer itself shows it, so that it stands nowhere else."""
    form = TokenForm(request.given)
    made: list[tuple[ApiToken, str]] = []

    def make() -> None:
        check(request, form)
        given = form.cleaned_data
        made.append(
            token_make(
                name=given["name"],
                scopes=frozenset(TokenScope(scope) for scope in given["scopes"]),
                days=given["days"],
                actor=request.actor,
                at=request.at,
                moment=request.moment,
            )
        )

    if form.is_valid() and attempt(form, make, {"password.wrong": "password"}):
        token, text = made[0]
        return render(request, "account/token.html", {"token": token, "text": text})
    return render(
        request, "account/token_new.html", {"form": form}, status=422 if form.errors else 200
    )


@page(Operation.USE_OWN_ACCOUNT, methods=("POST",))
def revoke(request: PageRequest, token_id: int) -> HttpResponse:
    token = token_revoke(
        token_id=token_id,
        user_id=request.actor.person_id,
        actor=request.actor,
        at=request.at,
        moment=request.moment,
    )
    notify(request, f"令牌“{token.name}”已作废。")
    return redirect("account")


def _state(token: ApiToken, moment: datetime) -> str:
    if token.revoked_at is not None:
        return "已作废"
    return "有效" if token.expires_at > moment else "已到期"
