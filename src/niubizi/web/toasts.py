"""A toast after a deed, with an undo where there is one; the layout shows it after the redirect."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def notify(
    request: HttpRequest, text: str, *, level: int = messages.SUCCESS, undo_url: str = ""
) -> None:
    """Say what happened; ``undo_url`` takes a POST that takes the deed back."""
    messages.add_message(request, level, text, extra_tags=undo_url)
