"""Who may call: the session's person, and the operation each function names.

``@calls(Operation.X)`` stands between the router and the function, as ``@page`` does for views; the
attribute it leaves is what the permission walk reads.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest
from ninja.security import SessionAuth

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.preferences import Preferences
from niubizi.domain.permissions import Operation

P = ParamSpec("P")
R = TypeVar("R")


class ApiRequest(HttpRequest):
    """A request after the middleware, which pages and API share."""

    actor: Actor
    at: datetime
    preferences: Preferences


class Session(SessionAuth):
    """The signed-in person; one who must first change the password is not let in yet."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = super().authenticate(request, key)
        return None if user is None or user.must_change_password else user


def calls(
    operation: Operation,
) -> Callable[[Callable[Concatenate[ApiRequest, P], R]], Callable[Concatenate[ApiRequest, P], R]]:
    """Guards an API function by the permission table."""

    def decorate(
        function: Callable[Concatenate[ApiRequest, P], R],
    ) -> Callable[Concatenate[ApiRequest, P], R]:
        @wraps(function)
        def guarded(request: ApiRequest, *args: P.args, **kwargs: P.kwargs) -> R:
            request.actor.require(operation)
            return function(request, *args, **kwargs)

        guarded.operation = operation  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate
