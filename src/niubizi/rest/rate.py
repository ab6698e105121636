"""How many calls a person may make a minute, by whichever token or session.

Counted in the memory of each web process: nothing is written for a call that reads, and a limit
against programs that went wild needs no exact count. The framework's own throttles keep the state
of a request in an object that all threads share.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from niubizi.doors import clock

MINUTE = 60


class PerMinute(BaseThrottle):
    """``NIUBIZI_API_PER_MINUTE`` calls in each minute of the clock; 0 is no limit."""

    def allow_request(self, request: HttpRequest) -> bool:
        limit: int = settings.API_PER_MINUTE
        if not limit:
            return True
        caller: Any = request
        key = f"api:{caller.auth.pk}:{int(clock.real().timestamp()) // MINUTE}"
        cache.add(key, 0, timeout=2 * MINUTE)
        return cache.incr(key) <= limit

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return MINUTE - int(clock.real().timestamp()) % MINUTE
