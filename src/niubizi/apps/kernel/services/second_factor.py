"""The second factor: a telephone that shows a code of the moment (RFC 6238), and recovery codes.

Moments are the real clock's, which the telephone knows too. Six digits, thirty seconds, SHA-1: the
only numbers that every such application reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import pyotp
from django.contrib.auth.hashers import check_password, make_password

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import RecoveryCode, SecondFactor, Session, User
from niubizi.apps.kernel.sealing import seal, unseal
from niubizi.apps.kernel.services.codes import handed_code
from niubizi.domain.errors import DomainError

ISSUER = "Niubizi"
DIGITS = 6
CODES = 10
LOOKUP = 4
WINDOW = 1
"""Steps that a telephone's clock may be off, either way."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a telephone is told: the secret to type, or the address to scan."""

    secret: str
    address: str


def enrolment(user: User) -> Enrolment:
    """The secret that waits to be confirmed, drawn at the first asking.

    Raises ``second_factor.exists`` where one counts already.
    """
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        drawn = seal(pyotp.random_base32())
        factor, _ = SecondFactor.objects.get_or_create(user=user, defaults={"secret": drawn})
    if factor.confirmed_at is not None:
        raise DomainError("second_factor.exists")
    secret = unseal(factor.secret)
    address = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)
    return Enrolment(secret, address)


def second_factor_confirm(
    *, user: User, code: str, keep_session: str | None, actor: Actor, at: datetime, moment: datetime
) -> list[str]:
    """Takes the second factor into use; answers the recovery codes, which are shown this once.

    Ends the person's other sessions: none of them has passed it. Raises ``second_factor.wrong``.
    """
    factor = SecondFactor.objects.filter(user=user, confirmed_at=None).first()
    step = _step(factor, code, moment) if factor else None
    if factor is None or step is None:
        raise DomainError("second_factor.wrong")
    codes, rows = _draw(user)
    _confirm(factor, step, rows, keep_session=keep_session, actor=actor, at=at, moment=moment)
    return codes


def recovery_codes_renew(*, user: User, actor: Actor, at: datetime) -> list[str]:
    """Ten new recovery codes; the old ones are void."""
    if not SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).exists():
        raise DomainError("second_factor.none")
    codes, rows = _draw(user)
    _write_codes(user, rows, actor=actor, at=at)
    return codes


@use_case
def second_factor_remove(
    *, user_id: int, keep_session: str | None = None, actor: Actor, at: datetime
) -> None:
    """Takes a second factor away; raises ``second_factor.none``."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    in_use = SecondFactor.objects.filter(user=user).exclude(confirmed_at=None)
    if not in_use.exists():
        raise DomainError("second_factor.none")
    in_use.delete()
    RecoveryCode.objects.filter(user=user).delete()
    Session.objects.filter(user=user).exclude(session_key=keep_session or "").delete()
    record(at=at, actor=actor, action="second_factor.remove", subject=user)


@use_case
def second_factor_reset(*, user_id: int, actor: Actor, at: datetime) -> None:
    """Takes somebody's lost second factor away; raises ``second_factor.own`` for one's own."""
    if user_id == actor.user_id:
        raise DomainError("second_factor.own")
    second_factor_remove(user_id=user_id, actor=actor, at=at)


def take_code(*, user: User, code: str, origin: str, at: datetime, moment: datetime) -> bool:
    """Whether a code of the telephone or a recovery code opens, used up by opening."""
    given = re.sub(r"[\s-]", "", code).lower()
    if len(given) == DIGITS and given.isdigit():
        factor = SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).first()
        step = _step(factor, given, moment) if factor else None
        if factor is None or step is None:
            return False
        # The condition, and not the row read before, decides between two that come at once.
        taken = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
        return bool(taken.update(last_step=step))
    unused = RecoveryCode.objects.filter(user=user, lookup=given[:LOOKUP], used_at=None)
    for each in unused:
        if check_password(given, each.code):
            return _use_up(each, user, origin=origin, at=at, moment=moment)
    return False


@use_case
def _use_up(code: RecoveryCode, user: User, *, origin: str, at: datetime, moment: datetime) -> bool:
    if not RecoveryCode.objects.filter(pk=code.pk, used_at=None).update(used_at=moment):
        return False
    actor = Actor(user.pk, user.username, user.name, user.unit_name, origin=origin)
    record(at=at, actor=actor, action="second_factor.recover", subject=user)
    return True


@use_case
def _confirm(
    factor: SecondFactor,
    step: int,
    rows: list[RecoveryCode],
    *,
    keep_session: str | None,
    actor: Actor,
    at: datetime,
    moment: datetime,
) -> None:
    waiting = SecondFactor.objects.filter(pk=factor.pk, confirmed_at=None)
    if not waiting.update(confirmed_at=moment, last_step=step):
        raise DomainError("second_factor.exists")
    RecoveryCode.objects.filter(user=factor.user).delete()
    RecoveryCode.objects.bulk_create(rows)
    Session.objects.filter(user=factor.user).exclude(session_key=keep_session or "").delete()
    record(at=at, actor=actor, action="second_factor.confirm", subject=factor.user)


@use_case
def _write_codes(user: User, rows: list[RecoveryCode], *, actor: Actor, at: datetime) -> None:
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(rows)
    record(at=at, actor=actor, action="second_factor.codes", subject=user)


def _draw(user: User) -> tuple[list[str], list[RecoveryCode]]:
    """New codes and their rows. Hashing takes a while and belongs before a transaction."""
    codes = [handed_code() for _ in range(CODES)]
    plain = [code.replace("-", "") for code in codes]
    return codes, [
        RecoveryCode(user=user, lookup=each[:LOOKUP], code=make_password(each)) for each in plain
    ]


def _step(factor: SecondFactor, code: str, moment: datetime) -> int | None:
    """The step whose code was given, unless that step, or a later one, was taken before."""
    given = re.sub(r"[\s-]", "", code)
    try:
        step = pyotp.TOTP(unseal(factor.secret)).verify_and_get_timecode(
            given, for_time=moment, valid_window=WINDOW
        )
    except pyotp.OTPVerificationError:
        return None
    return step if step > factor.last_step else None
