"""One's own account: how one comes in, where one is signed in, and with which tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import auth
from django.http import HttpResponse
from django.shortcuts import redirect, render

from niubizi.apps.kernel import selectors
from niubizi.apps.kernel.services.sessions import session_end, sessions_end
from niubizi.apps.kernel.sessions import reference, row_key
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.account.tokens import shown_tokens
from niubizi.web.toasts import notify

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import Session


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session as its owner's list shows it."""

    session: Session
    reference: str
    is_this: bool


@page(Operation.USE_OWN_ACCOUNT)
def account(request: PageRequest) -> HttpResponse:
    person = request.actor.person_id
    key = row_key(request.session.session_key)
    shown = {
        "sessions": [
            ShownSession(each, reference(each.session_key), each.session_key == key)
            for each in selectors.sessions(user_id=person, moment=request.moment)
        ],
        "second_factor": selectors.has_second_factor(person),
        "codes_left": selectors.recovery_codes_left(person),
        "required": request.preferences.requires_second_factor(request.actor.roles),
        "tokens": shown_tokens(selectors.tokens(user_id=person), request.moment),
        "rule": request.preferences,
    }
    return render(request, "account/account.html", shown)


@page(Operation.USE_OWN_ACCOUNT, methods=("POST",))
def end_session(request: PageRequest) -> HttpResponse:
    """Ends a session of one's own, all others, or all of them with this one."""
    which, actor = request.POST.get("which", ""), request.actor
    if which == "all":
        sessions_end(user_id=actor.person_id, actor=actor, at=request.at)
        auth.logout(request)
        return redirect("login")
    if which == "others":
        ended = sessions_end(
            user_id=actor.person_id,
            keep_session=row_key(request.session.session_key),
            actor=actor,
            at=request.at,
        )
        notify(request, f"已退出其他{ended}处登录。")
    else:
        session_end(session=which, actor=actor, at=request.at)
        notify(request, "已退出这一处登录。")
    return redirect("account")
