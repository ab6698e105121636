"""Ending sessions: one of one's own, all but this one, a person's, everybody's."""

from __future__ import annotations

from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import Session, User
from niubizi.apps.kernel.sessions import reference


@use_case
def session_end(*, session: str, actor: Actor, at: datetime) -> None:
    """Ends the one of the actor's own sessions that a page calls ``session``.

    Raises ``Session.DoesNotExist`` (404) where none of theirs is called so.
    """
    own = Session.objects.filter(user_id=actor.person_id)
    found = [each for each in own if reference(each.session_key) == session]
    if not found:
        raise Session.DoesNotExist
    found[0].delete()
    record(at=at, actor=actor, action="sessions.end", subject=_user(actor.person_id), sessions=1)


@use_case
def sessions_end(
    *, user_id: int, keep_session: str | None = None, actor: Actor, at: datetime
) -> int:
    """Ends all sessions of a person, but the one kept; answers how many."""
    ended, _ = (
        Session.objects.filter(user_id=user_id).exclude(session_key=keep_session or "").delete()
    )
    record(at=at, actor=actor, action="sessions.end", subject=_user(user_id), sessions=ended)
    return ended


@use_case
def sessions_end_all(*, keep_session: str | None, actor: Actor, at: datetime) -> int:
    """Ends everybody's sessions, but the actor's own; answers how many."""
    ended, _ = Session.objects.exclude(session_key=keep_session or "").delete()
    record(at=at, actor=actor, action="sessions.end", label="所有人", sessions=ended)
    return ended


def _user(user_id: int) -> User:
    return User.objects.get(pk=user_id)
