"""Who may call: a token's person or the session's, and the operation each function names.

``@calls(Operation.X)`` stands between the router and the function, as ``@page`` does for views; the
attribute it leaves is what the permission walk reads.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer, SessionAuth

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.preferences import Preferences
from niubizi.apps.kernel.selectors import has_second_factor
from niubizi.apps.kernel.services.tokens import token_use
from niubizi.apps.orgs.scopes import actor_of
from niubizi.domain.permissions import Operation
from niubizi.domain.tokens import TokenScope, operations

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import User

P = ParamSpec("P")
R = TypeVar("R")


class ApiRequest(HttpRequest):
    """A request after the middleware, which pages and API share."""

    actor: Actor
    address: str
    at: datetime
    moment: datetime
    owes: Any
    preferences: Preferences


class Session(SessionAuth):
    """The signed-in person; one who must do something else first is not let in yet."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = super().authenticate(request, key)
        asked: ApiRequest = request  # type: ignore[assignment]
        return None if user is None or asked.owes else user


class Token(HttpBearer):
    """``Authorization: Bearer nbz_…``: the token's person, confined to what the token carries.

    A header that opens nothing is refused, whatever cookies came beside it.
    """

    openapi_description = "账号页上生成的接口令牌"

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        asked: ApiRequest = request  # type: ignore[assignment]
        found = token_use(token, moment=asked.moment)
        if found is None:
            raise AuthenticationError
        actor = actor_of(
            found.user,
            origin=f"api {asked.address} {found}",
            today=asked.at.date(),
            confined_to=operations(frozenset(TokenScope(scope) for scope in found.scopes)),
        )
        if _stopped(found.user, actor, asked.preferences):
            raise AuthenticationError
        asked.user, asked.actor = found.user, actor
        return found.user


def _stopped(user: User, actor: Actor, office: Preferences) -> bool:
    """Whether the person themselves could do nothing now: then neither can their token."""
    if user.must_change_password or user.awaits_release:
        return True
    return office.requires_second_factor(actor.roles) and not has_second_factor(user.pk)


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
