"""The page decorator: every view names its operation, and the permission table decides.

``@page(Operation.VIEW_PROJECTS)`` lets in signed-in people whose roles hold the operation; whether
they reach the very subject is asked by the view's selector (404) or service (403). The attribute
``operation`` it leaves on the view is what the permission walk reads; a view without one fails it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
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
from niubizi.apps.kernel.preferences import Preferences, preferences
from niubizi.apps.orgs.scopes import actor_of
from niubizi.domain.permissions import Operation
from niubizi.doors import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from niubizi.apps.kernel.models import User

P = ParamSpec("P")


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

    @property
    def given(self) -> QueryDict | None:
        """What a form was sent; ``None`` when it is only asked for."""
        return self.POST if self.method == "POST" else None

    @property
    def origin(self) -> str:
        """By which door this came, for the audit trail."""
        return f"web {self.META.get('REMOTE_ADDR', '')}"

    @cached_property
    def actor(self) -> Actor:
        if not self.user.is_authenticated:
            return Actor(user_id=None, username="", name="未登录", origin=self.origin)
        return actor_of(self.user, origin=self.origin, today=self.at.date())


View = Callable[Concatenate[PageRequest, P], HttpResponseBase]


def page(
    operation: Operation,
    *,
    methods: tuple[str, ...] = ("GET",),
    with_one_time_password: bool = False,
) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Guards a view; ``methods`` are those it answers.

    Whoever came in with a one-time password finds only the views that say so.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if request.user.must_change_password and not with_one_time_password:
                return redirect("password")
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
    target = resolve_url(settings.LOGIN_URL)
    if request.htmx:
        # A fragment can't show the sign-in page: the whole page goes there.
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = target
        return answer
    return redirect(f"{target}?{urlencode({'next': request.get_full_path()})}")
