"""A toast after a deed, with an undo where there is one; the layout shows it after the redirect."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest


class HostCookie(CookieStorage):
    """Bound to the host like the other cookies: no neighbour under the domain sets a toast."""

    cookie_name = settings.MESSAGE_COOKIE_NAME


class Toasts(FallbackStorage):
    """The storage of ``MESSAGE_STORAGE``: what is too long for the cookie goes into the session."""

    storage_classes = (HostCookie, SessionStorage)


def notify(
    request: HttpRequest, text: str, *, level: int = messages.SUCCESS, undo_url: str = ""
) -> None:
    """Say what happened; ``undo_url`` takes a POST that takes the deed back."""
    messages.add_message(request, level, text, extra_tags=undo_url)
