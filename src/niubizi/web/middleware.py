"""What happens around every page: the policy header, the actor, and refusals as sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.orgs.scopes import actor_of
from niubizi.domain.errors import DomainError
from niubizi.doors import clock
from niubizi.doors.sentences import sentence, status
from niubizi.web.access import PageRequest

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Chart and grid libraries set style attributes; nothing may run that isn't a file of ours.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


class ContentSecurityPolicy:
    """Sends the policy with every answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class ActorMiddleware:
    """Gives the request its settings, its moment and its actor, each found when first asked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = cast(PageRequest, request)
        asked.preferences = SimpleLazyObject(preferences)  # type: ignore[assignment]
        asked.at = SimpleLazyObject(lambda: clock.now(asked.preferences))  # type: ignore[assignment]
        asked.actor = SimpleLazyObject(  # type: ignore[assignment]
            lambda: actor_of(
                cast(User, asked.user),
                origin=f"web {request.META.get('REMOTE_ADDR', '')}",
                today=asked.at.date(),
            )
        )
        return self.get_response(request)


class DomainErrors:
    """Turns what rules refuse into an answer with a sentence: 403, 404, 409 or 422."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ObjectDoesNotExist):
            error = DomainError("not_found")
        if not isinstance(error, DomainError):
            return None
        code = status(error)
        template = f"errors/{code}.html"
        return render(request, template, {"sentence": sentence(error)}, status=code)
