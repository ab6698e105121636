"""Tries to sign in, counted before they are looked at.

A try is counted as failed when it begins and taken back when it succeeds, so that tries sent at
the same moment count one by one, and no password is computed while a lock is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from niubizi.apps.kernel.models import SignInGuard
from niubizi.domain.errors import DomainError
from niubizi.domain.signing_in import FORGOTTEN_AFTER, LockRule

Pause = Callable[[int], timedelta]


@transaction.atomic
def admit(*, username: str, address: str, rule: LockRule, moment: datetime) -> int:
    """Lets a try through and answers the failures in a row at the name, this one among them.

    Raises ``sign_in.slowed`` or ``sign_in.blocked``, the same whether anybody has the name.
    """
    rows = list(_rows(username, address, rule, moment))
    until = max((row.refused_until for row, *_ in rows if row.refused_until), default=moment)
    if until > moment:
        raise _refusal(until, moment)
    for row, pause, forgotten in rows:
        row.failures = 1 + (0 if moment - row.tried_at > forgotten else row.failures)
        row.tried_at = moment
        wait = pause(row.failures)
        row.refused_until = moment + wait if wait else None
        row.save(update_fields=["failures", "tried_at", "refused_until"])
    return rows[0][0].failures


@transaction.atomic
def forgive(*, username: str, address: str, whole: bool) -> None:
    """Takes a try back that was none; ``whole`` forgets all failures at the name."""
    for row in _locked(_key("name", username)):
        if whole or row.failures <= 1:
            row.delete()
        else:
            row.failures, row.refused_until = row.failures - 1, None
            row.save(update_fields=["failures", "refused_until"])
    for row in _locked(_key("address", address)) if address else ():
        # Who comes in from there speaks for the others: one more failure is forgotten.
        row.failures, row.refused_until = max(row.failures - 2, 0), None
        row.save(update_fields=["failures", "refused_until"])


def forget(username: str) -> None:
    """Unlocks a name."""
    SignInGuard.objects.filter(key=_key("name", username)).delete()


def refused_until(username: str, *, rule: LockRule, moment: datetime) -> datetime | None:
    """Until when a name is locked; ``None`` where it isn't, or only slowed for seconds."""
    row = SignInGuard.objects.filter(
        key=_key("name", username), refused_until__gt=moment, failures__gte=rule.tries
    ).first()
    return row.refused_until if row else None


def note_once(*, username: str, address: str, moment: datetime) -> bool:
    """Whether a try is the first refused by a lock of the name or the address: one line will do."""
    keys = [_key("name", username), *([_key("address", address)] if address else [])]
    unnoted = Q(noted_until=None) | ~Q(noted_until=F("refused_until"))
    found = SignInGuard.objects.filter(unnoted, key__in=keys, refused_until__gt=moment)
    return bool(found.update(noted_until=F("refused_until")))


def _rows(
    username: str, address: str, rule: LockRule, moment: datetime
) -> Iterator[tuple[SignInGuard, Pause, timedelta]]:
    """The guards of a try, locked, always in the same order."""
    wanted = [(_key("name", username), rule.pause, FORGOTTEN_AFTER)]
    if address:
        wanted.append((_key("address", address), rule.pause_of_address, rule.lock))
    for key, pause, forgotten in wanted:
        SignInGuard.objects.get_or_create(key=key, defaults={"tried_at": moment})
        yield SignInGuard.objects.select_for_update().get(key=key), pause, forgotten


def _locked(key: str) -> list[SignInGuard]:
    return list(SignInGuard.objects.select_for_update().filter(key=key))


def _key(kind: str, text: str) -> str:
    return salted_hmac(f"sign-in {kind}", text.strip().lower(), algorithm="sha256").hexdigest()


def _refusal(until: datetime, moment: datetime) -> DomainError:
    seconds = ceil((until - moment).total_seconds())
    if seconds < 60:
        return DomainError("sign_in.slowed", seconds=seconds)
    # The next whole minute: whoever comes at the minute named is let in.
    shown = (until + timedelta(minutes=1)).astimezone(moment.tzinfo)
    day = "" if shown.date() == moment.date() else "明天"
    return DomainError("sign_in.blocked", until=f"{day}{shown:%H:%M}")
