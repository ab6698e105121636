"""Sessions with a beginning, an end and an owner: Django's store in the database, and what it keeps.

A session ends by itself when nobody has asked for anything for a while, and at the latest some
hours after it began; both are office settings. What the middleware notes in it
(:func:`begin`, :func:`go_on`) the store writes into columns, so that sessions can be listed and
ended by their rows. The row stands under a hash of the key that the browser has: whoever reads the
table, or a copy of it, can't act as anybody.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.crypto import salted_hmac

from niubizi.apps.kernel.models import Session
from niubizi.domain.signing_in import SessionRule

STARTED, SEEN, ENDS = "started", "seen", "ends"
ADDRESS, BROWSER, SECOND_FACTOR = "address", "browser", "second_factor"
NOTED_EVERY = timedelta(minutes=1)
"""How often a session that goes on is written: a page more or less doesn't matter to its end."""


class SessionStore(DatabaseStore):
    """The engine of ``SESSION_ENGINE``."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        now = timezone.now()  # noqa: TID251 the end of a session is Django's own to ask for
        row = Session.objects.filter(pk=row_key(self.session_key), expire_date__gt=now).first()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        return super().exists(row_key(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(row_key(key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.session_key = row_key(row.session_key)
        owner = data.get(SESSION_KEY)
        row.user_id = int(owner) if owner else None
        row.started_at, row.seen_at = _moment(data, STARTED), _moment(data, SEEN)
        row.address, row.browser = data.get(ADDRESS, ""), data.get(BROWSER, "")
        row.expire_date = _moment(data, ENDS) or row.expire_date
        return row


def begin(
    session: SessionBase,
    *,
    moment: datetime,
    rule: SessionRule,
    address: str,
    browser: str,
    second_factor: bool,
) -> None:
    """Notes that somebody has signed in, from where, and whether by a second factor too."""
    session[STARTED] = moment.isoformat()
    session[ADDRESS], session[BROWSER] = address[:64], browser[:64]
    session[SECOND_FACTOR] = second_factor
    _seen(session, moment, rule)


def go_on(session: SessionBase, *, moment: datetime, rule: SessionRule) -> bool:
    """Notes that the session is in use; ``False`` when it is over by the rule of today."""
    started, seen = _moment(session, STARTED), _moment(session, SEEN)
    if started is None or seen is None:
        begin(session, moment=moment, rule=rule, address="", browser="", second_factor=False)
        return True
    if moment >= rule.ends(started=started, seen=seen):
        return False
    if moment - seen >= NOTED_EVERY:
        _seen(session, moment, rule)
    return True


def row_key(session_key: str | None) -> str:
    """The key of a session's row, by the key that its browser has: 160 bits of SHA-256."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40] if session_key else ""


def reference(session_key: str) -> str:
    """What a page calls a session's row by."""
    return salted_hmac("session reference", session_key, algorithm="sha256").hexdigest()[:16]


def _seen(session: SessionBase, moment: datetime, rule: SessionRule) -> None:
    started = _moment(session, STARTED) or moment
    session[SEEN] = moment.isoformat()
    session[ENDS] = rule.ends(started=started, seen=moment).isoformat()


def _moment(data: Any, name: str) -> datetime | None:
    text = data.get(name)
    return datetime.fromisoformat(text) if text else None
