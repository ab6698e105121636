"""Tokens of the API: made by a person for themselves, shown once, ended by a day or by hand."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import ApiToken
from niubizi.domain.errors import DomainError
from niubizi.domain.tokens import TokenScope

PREFIX = "nbz_"
"""So that people, and scanners of what leaks, know one when they see it."""
LONGEST_DAYS = 366
NOTED_EVERY = timedelta(minutes=1)


@use_case
def token_make(
    *,
    name: str,
    scopes: frozenset[TokenScope],
    days: int,
    actor: Actor,
    at: datetime,
    moment: datetime,
) -> tuple[ApiToken, str]:
    """A token of one's own and its text, which is kept nowhere: 256 random bits need no salt.

    Raises ``token.incomplete`` or ``token.too_long``.
    """
    if not name.strip() or not scopes:
        raise DomainError("token.incomplete")
    if not 0 < days <= LONGEST_DAYS:
        raise DomainError("token.too_long", days=LONGEST_DAYS)
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user_id=actor.person_id,
        name=name.strip()[:64],
        digest=_digest(text),
        ending=text[-4:],
        scopes=sorted(scope.value for scope in scopes),
        made_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    record(
        at=at,
        actor=actor,
        action="token.make",
        subject=token,
        scopes=token.scopes,
        expires_at=token.expires_at,
    )
    return token, text


@use_case
def token_revoke(
    *, token_id: int, user_id: int | None, actor: Actor, at: datetime, moment: datetime
) -> ApiToken:
    """Ends a token: of the given person, or whosever it is where ``user_id`` is ``None``."""
    found = ApiToken.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    if user_id is not None:
        found = found.filter(user_id=user_id)
    token = found.get(pk=token_id)
    if token.revoked_at is None:
        token.revoked_at = moment
        token.save(update_fields=["revoked_at"])
        record(at=at, actor=actor, action="token.revoke", subject=token, person=token.user)
    return token


def token_use(text: str, *, moment: datetime) -> ApiToken | None:
    """The token in force of a text, with its person; notes the use once a minute at the most."""
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=_digest(text), revoked_at=None, expires_at__gt=moment, user__is_active=True)
        .first()
    )
    if token is not None:
        long_ago = Q(last_used_at=None) | Q(last_used_at__lte=moment - NOTED_EVERY)
        ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=moment)
    return token


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
