"""The page decorator: every view names its operation, and the permission table decides.

``@page(Operation.VIEW_PROJECTS)`` lets in signed-in people whose roles hold the operation; whether
they reach the very subject is asked by the view's selector (404) or service (403). The attribute
``operation`` it leaves on the view is what the permission walk reads; a view without one fails it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.functional import cached_property
from django_htmx.middleware import HtmxDetails

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.passwords import is_expired
from niubizi.apps.kernel.preferences import Preferences, preferences
from niubizi.apps.kernel.sessions import SECOND_FACTOR
from niubizi.apps.orgs.scopes import actor_of
from niubizi.domain.permissions import Operation
from niubizi.doors import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from niubizi.apps.kernel.models import User

P = ParamSpec("P")


class Owes(Enum):
    """What somebody who is in must do first; the values are the pages where it is done."""

    PASSWORD = "password"  # noqa: S105 the name of a page
    RELEASE = "release"
    SECOND_FACTOR = "second_factor"


class PageRequest(WSGIRequest):
    """A request as views see it: who asks, when, and under what settings, each found once.

    The middleware makes every request one of these.
    """

    user: User | AnonymousUser
    htmx: HtmxDetails

    @cached_property
    def preferences(self) -> Preferences:
        return preferences()

    @cached_property
    def at(self) -> datetime:
        return clock.now(self.preferences)

    @cached_property
    def moment(self) -> datetime:
        """By the real clock, for what has an end: sessions, locks, codes, tokens."""
        return clock.real()

    @property
    def given(self) -> QueryDict | None:
        """What a form was sent; ``None`` when it is only asked for."""
        return self.POST if self.method == "POST" else None

    @property
    def origin(self) -> str:
        """By which door this came, for the audit trail."""
        return f"web {self.address}"

    @property
    def address(self) -> str:
        """The address of the browser; behind our own proxy the one that the proxy has seen."""
        if settings.SECURE_PROXY_SSL_HEADER and (forwarded := self.headers.get("X-Forwarded-For")):
            return forwarded.rpartition(",")[2].strip()[:64]
        return str(self.META.get("REMOTE_ADDR", ""))

    @cached_property
    def actor(self) -> Actor:
        if not self.user.is_authenticated:
            return Actor(user_id=None, username="", name="未登录", origin=self.origin)
        return actor_of(self.user, origin=self.origin, today=self.at.date())

    @cached_property
    def owes(self) -> Owes | None:
        """What the signed-in person must do before anything else."""
        user, office = self.user, self.preferences
        if not user.is_authenticated:
            return None
        if user.must_change_password or is_expired(user, office=office, moment=self.moment):
            return Owes.PASSWORD
        if user.awaits_release:
            return Owes.RELEASE
        wanted = office.requires_second_factor(self.actor.roles)
        return Owes.SECOND_FACTOR if wanted and not self.session.get(SECOND_FACTOR) else None


View = Callable[Concatenate[PageRequest, P], HttpResponseBase]


def page(
    operation: Operation,
    *,
    methods: tuple[str, ...] = ("GET",),
    even_owing: frozenset[Owes] = frozenset(),
) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Guards a view; ``methods`` are those it answers.

    Whoever must do something first (:class:`Owes`) finds only the views that are ``even_owing`` it.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if request.owes and request.owes not in even_owing:
                return _to_page(request, resolve_url(request.owes.value))
            if request.method == "HEAD" and "GET" in methods:
                pass
            elif request.method not in methods:
                return HttpResponseNotAllowed(methods)
            request.actor.require(operation)
            return view(request, *args, **kwargs)

        guarded.operation = operation  # type: ignore[attr-defined]
        guarded.methods = methods  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View[P]) -> View[P]:
    """Marks a view that anybody may ask for: signing in, health."""
    view.operation = None  # type: ignore[attr-defined]
    return view


def _to_sign_in(request: PageRequest) -> HttpResponse:
    asked = {"next": request.get_full_path()}
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        # They were in: the page says that the session is over.
        asked["over"] = "1"
    target = resolve_url(settings.LOGIN_URL)
    if request.htmx:
        return _to_page(request, target, status=401)
    return redirect(f"{target}?{urlencode(asked)}")


def _to_page(request: PageRequest, target: str, status: int = 200) -> HttpResponse:
    """A fragment can't show another page: the whole window goes there."""
    if not request.htmx:
        return redirect(target)
    answer = HttpResponse(status=status)
    answer["HX-Redirect"] = target
    return answer
