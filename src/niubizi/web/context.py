"""What every page's frame needs: the rail, the scope, the period, the person, the watermark."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def layout(request: HttpRequest) -> dict[str, Any]:
    return {}
