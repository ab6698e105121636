"""What happens around every page: the policy header, the actor, and refusals as sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import auth, messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from niubizi.apps.kernel.sessions import go_on
from niubizi.domain.errors import DomainError
from niubizi.doors.refusals import note_refusal
from niubizi.doors.sentences import sentence, status
from niubizi.web.access import PageRequest
from niubizi.web.rounding import rounding_by

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Nothing may run or style a page that isn't a file of ours; libraries that draw set properties,
# which the policy lets pass.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)

# Of what a browser can do with a machine, pages of ours use the clipboard alone.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class ContentSecurityPolicy:
    """Sends the policies with every answer: what may run, be used, and be read by other sites."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


LONGEST_QUERY = 8_000
"""nginx passes on no longer ones either; Django couldn't even redirect to them."""


class PossibleAddresses:
    """Finds nothing at addresses that no page of ours makes: very long ones, and with a NUL.

    PostgreSQL keeps no NUL; Django's form fields refuse it in what is sent.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or "%00" in query or len(query) > LONGEST_QUERY:
            raise Http404
        return self.get_response(request)


class ActorMiddleware:
    """Lets the request say who asks, when, and under what settings."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.__class__ = PageRequest
        asked = cast("PageRequest", request)
        with rounding_by(lambda: asked.preferences.rounding_mode):
            return self.get_response(request)


class SessionLimits:
    """Ends what has lasted too long or stood still too long, and keeps pages out of caches."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        assert isinstance(request, PageRequest)  # noqa: S101 the middleware before made it one
        known = auth.SESSION_KEY in request.session
        if known and not go_on(
            request.session, moment=request.moment, rule=request.preferences.session_rule
        ):
            auth.logout(request)
        response = self.get_response(request)
        if known:
            # Office machines are shared: what stood on the screen isn't kept on the disk.
            response.headers.setdefault("Cache-Control", "no-store")
        return response


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
        note_refusal(request, error)
        code, reason = status(error), sentence(error)
        if getattr(request, "htmx", False):
            return _toast(request, reason, code)
        shown = {"reason": reason, "back_url": _came_from(request)}
        return render(request, f"{code}.html", shown, status=code)


def _toast(request: HttpRequest, reason: str, code: int) -> HttpResponse:
    """A fragment can't hold a page: what stood there stays, and a toast says why."""
    messages.error(request, reason)
    shown = {"messages": messages.get_messages(request), "oob": True}
    answer = render(request, "components/toasts.html", shown, status=code)
    answer["HX-Reswap"] = "none"
    return answer


def _came_from(request: HttpRequest) -> str:
    """The page of ours that the refused step was taken on."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if ours else "/"
