"""Whole numbers that come with a request: ids of chosen rows, versions, pages.

A person sends what the page gave them; what is no number, or more than a column of the database
holds, is nobody's row and no version.
"""

from __future__ import annotations

from django.http import HttpRequest

LARGEST = 2**63 - 1


def whole(text: str | None, otherwise: int = 0) -> int:
    """The number that ``text`` spells in ASCII digits, else ``otherwise``."""
    if not text or not (text.isascii() and text.isdecimal()):
        return otherwise
    # Longer texts are not worth reading: int() refuses thousands of digits.
    number = int(text) if len(text) <= len(str(LARGEST)) else LARGEST + 1
    return number if number <= LARGEST else otherwise


def chosen(request: HttpRequest, name: str = "project") -> list[int]:
    """The ids of the rows that were ticked."""
    return [number for each in request.POST.getlist(name) if (number := whole(each))]
