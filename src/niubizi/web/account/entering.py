"""The session between the password and the code, and from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import auth
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from niubizi.apps.kernel import sessions
from niubizi.web.access import PageRequest
from niubizi.web.account.browsers import browser_words

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import User

WAITING = "waits_for_code"
PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who has given the right password, and where they want to go."""

    user_id: int
    target: str


def wait_for_code(request: PageRequest, user: User, target: str) -> None:
    """Remembers that the password was right; nobody is in yet."""
    auth.logout(request)
    until = request.moment + PATIENCE
    request.session[WAITING] = [user.pk, target, until.isoformat()]


def waiting(request: PageRequest) -> Waiting | None:
    """Whose code is waited for, for a few minutes."""
    user_id, target, until = request.session.get(WAITING) or (0, "", "")
    if not user_id or request.moment >= datetime.fromisoformat(until):
        return None
    return Waiting(user_id, target)


def enter(request: PageRequest, user: User, *, second_factor: bool) -> None:
    """Begins a session under a new key."""
    request.session.pop(WAITING, None)
    auth.login(request, user)
    sessions.begin(
        request.session,
        moment=request.moment,
        rule=request.preferences.session_rule,
        address=request.address,
        browser=browser_words(request.headers.get("User-Agent", "")),
        second_factor=second_factor,
    )


def safe_target(request: PageRequest, target: str) -> str:
    """Where to go after signing in: a path of our own, else home."""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else resolve_url(settings.LOGIN_REDIRECT_URL)
