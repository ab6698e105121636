"""Links to pages that may not be there: an area that hasn't arrived leaves its link out."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def url_if_any(name: str, **arguments: Any) -> str:
    """The path of a named page, or nothing where no page has the name."""
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""
