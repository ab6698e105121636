"""The page decorator: every view names its operation, and the permission table decides.

``@page(Operation.VIEW_PROJECTS)`` lets in signed-in people whose roles hold the operation; whether
they reach the very subject is asked by the view's selector (404) or service (403). The attribute
``operation`` it leaves on the view is what the permission walk reads; a view without one fails it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, resolve_url
from django_htmx.middleware import HtmxDetails

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.preferences import Preferences
from niubizi.domain.permissions import Operation

P = ParamSpec("P")


class PageRequest(HttpRequest):
    """A request as views see it, after the middleware: who asks, when, and under what settings."""

    user: User | AnonymousUser
    actor: Actor
    at: datetime
    preferences: Preferences
    htmx: HtmxDetails


View = Callable[Concatenate[PageRequest, P], HttpResponseBase]


def page(
    operation: Operation, *, methods: tuple[str, ...] = ("GET",)
) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Guards a view; ``methods`` are those it answers."""

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return _to_sign_in(request)
            if request.user.must_change_password and operation is not Operation.USE_OWN_ACCOUNT:
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
