"""Coming in: a name with its password, then a code where the person has a second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import Session, User
from niubizi.apps.kernel.passwords import is_one_time_expired
from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.kernel.selectors import has_second_factor
from niubizi.apps.kernel.services import guard
from niubizi.apps.kernel.services.second_factor import take_code
from niubizi.domain.errors import DomainError
from niubizi.domain.signing_in import LockRule

SIGN_IN, SIGN_IN_REFUSED, SIGN_OUT = "user.sign_in", "user.sign_in_refused", "user.sign_out"
LOCKED, LOCKED_OUT = "user.locked", "user.tried_while_locked"
NOBODY = "没有这个账号"


def sign_in(
    *, username: str, password: str, address: str, origin: str, at: datetime, moment: datetime
) -> tuple[User, bool]:
    """The user of a name and password, and whether they are in: else a code is wanted first.

    Raises ``sign_in.refused``, the same for a wrong password, an unknown name and a deactivated
    account, and ``sign_in.slowed`` or ``sign_in.blocked`` after failures. Every try that was let
    through leaves a line. ``moment`` is the real clock's, ``at`` the platform's.
    """
    username = username.strip()
    office = preferences()
    tried = _Try(username, address, origin, at, moment)
    failures = tried.admit(office.lock_rule)
    found = authenticate(username=username, password=password)
    if not isinstance(found, User):
        known = User.objects.filter(username__iexact=username).first()
        _refuse(known, failures=failures, origin=origin, at=at)
        raise DomainError("sign_in.refused")
    if is_one_time_expired(found, office=office, at=at):
        # Right, and worth no lock; but no way in any more.
        guard.forgive(username=username, address=address, whole=False)
        _note_refusal(found, action=SIGN_IN_REFUSED, origin=origin, at=at)
        raise DomainError("sign_in.one_time_expired", days=office.one_time_days)
    wants_code = has_second_factor(found.pk)
    guard.forgive(username=username, address=address, whole=not wants_code)
    if not wants_code:
        _note(user=found, origin=origin, at=at, moment=moment)
    return found, not wants_code


def sign_in_by_code(
    *, user_id: int, code: str, address: str, origin: str, at: datetime, moment: datetime
) -> User:
    """The second step, by a code of the telephone or a recovery code; failures count like others.

    Raises ``second_factor.wrong``, ``sign_in.slowed`` or ``sign_in.blocked``.
    """
    user = User.objects.get(pk=user_id, is_active=True)
    tried = _Try(user.username, address, origin, at, moment)
    failures = tried.admit(preferences().lock_rule)
    if not take_code(user=user, code=code, origin=origin, at=at, moment=moment):
        _refuse(user, failures=failures, origin=origin, at=at)
        raise DomainError("second_factor.wrong")
    guard.forgive(username=user.username, address=address, whole=True)
    _note(user=user, origin=origin, at=at, moment=moment)
    return user


def confirm_password(
    *, user: User, password: str, actor: Actor, at: datetime, moment: datetime
) -> None:
    """Asks somebody who is in for the password again; raises ``password.wrong``.

    Failures are counted with those at the door: an open session is no place to guess.
    """
    tried = _Try(user.username, "", actor.origin, at, moment)
    failures = tried.admit(preferences().lock_rule)
    if not user.check_password(password):
        _refuse(user, failures=failures, origin=actor.origin, at=at)
        raise DomainError("password.wrong")
    guard.forgive(username=user.username, address="", whole=False)


@use_case
def sign_out(*, actor: Actor, at: datetime) -> None:
    """Leaves a line; the session itself is the door's to end."""
    record(at=at, actor=actor, action=SIGN_OUT, subject=User.objects.get(pk=actor.person_id))


@use_case
def unlock(*, user_id: int, actor: Actor, at: datetime) -> None:
    """Forgets the failures at a person's name."""
    user = User.objects.get(pk=user_id)
    guard.forget(user.username)
    record(at=at, actor=actor, action="user.unlock", subject=user)


@use_case
def _note(*, user: User, origin: str, at: datetime, moment: datetime) -> None:
    user.last_login = at
    user.save(update_fields=["last_login"])
    Session.objects.filter(expire_date__lte=moment).delete()
    actor = Actor(user.pk, user.username, user.name, user.unit_name, origin=origin)
    record(at=at, actor=actor, action=SIGN_IN, subject=user)


@dataclass(frozen=True, slots=True)
class _Try:
    """A name that somebody gives at the door, from where and when."""

    username: str
    address: str
    origin: str
    at: datetime
    moment: datetime

    def admit(self, rule: LockRule) -> int:
        """The failures in a row, this try among them; the first try that a lock refuses is noted."""
        try:
            return guard.admit(
                username=self.username, address=self.address, rule=rule, moment=self.moment
            )
        except DomainError as refusal:
            if refusal.code == "sign_in.blocked":
                self._note_locked_out()
            raise

    @use_case
    def _note_locked_out(self) -> None:
        if guard.note_once(username=self.username, address=self.address, moment=self.moment):
            known = User.objects.filter(username__iexact=self.username).first()
            _note_refusal(known, action=LOCKED_OUT, origin=self.origin, at=self.at)


@use_case
def _note_refusal(user: User | None, *, action: str, origin: str, at: datetime) -> None:
    # What was typed is not kept: people type their password into the wrong box.
    record(at=at, actor=_nobody(origin), action=action, subject=user, label=str(user or NOBODY))


def _nobody(origin: str) -> Actor:
    return Actor(user_id=None, username="", name="未登录", origin=origin)


@use_case
def _refuse(user: User | None, *, failures: int, origin: str, at: datetime) -> None:
    _note_refusal(user, action=SIGN_IN_REFUSED, origin=origin, at=at)
    if preferences().lock_rule.locks(failures):
        label = str(user or NOBODY)
        record(
            at=at,
            actor=_nobody(origin),
            action=LOCKED,
            subject=user,
            label=label,
            failures=failures,
        )
