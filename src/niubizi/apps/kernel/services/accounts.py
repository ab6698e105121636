"""People's accounts: made, changed, deactivated, and their passwords."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import PastPassword, SecondFactor, Session, User
from niubizi.apps.kernel.passwords import LAST
from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.kernel.services import guard
from niubizi.apps.kernel.services.codes import handed_code
from niubizi.apps.kernel.services.sign_in import confirm_password
from niubizi.domain.errors import DomainError


def refuse_stale(*, stored: int, given: int, **facts: object) -> None:
    """Raises ``stale`` (409 at the doors) when someone else changed the row meanwhile."""
    if stored != given:
        raise DomainError("stale", stored=stored, given=given, **facts)


def one_time_password() -> tuple[str, str]:
    """A new one-time password and its hash, which takes a while to make."""
    password = handed_code()
    return password, make_password(password)


@use_case
def user_create(
    *,
    username: str,
    name: str,
    unit_name: str = "",
    phone: str = "",
    password: str | None = None,
    one_time: tuple[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> tuple[User, str]:
    """A new account and its one-time password, which must be changed at the first sign-in.

    A ``password`` given by the caller is taken as it is (the sample city's printed accounts);
    ``one_time`` is one made before by :func:`one_time_password`.
    """
    username = username.strip()
    if not username or not name.strip():
        raise DomainError("user.incomplete")
    if User.objects.filter(username__iexact=username).exists():
        raise DomainError("user.exists", username=username)
    user = User(
        username=username,
        name=name.strip(),
        unit_name=unit_name,
        phone=phone,
        must_change_password=password is None,
        one_time_since=at if password is None else None,
    )
    if password is None:
        password, user.password = one_time or one_time_password()
    else:
        user.set_password(password)
    user.save()
    record(at=at, actor=actor, action="user.create", subject=user)
    return user, password


@use_case
def user_update(
    *,
    user_id: int,
    name: str,
    unit_name: str,
    phone: str,
    is_active: bool,
    version: int,
    actor: Actor,
    at: datetime,
) -> User:
    """Changes an account; deactivating ends its sessions."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    refuse_stale(stored=user.version, given=version)
    if not name.strip():
        raise DomainError("user.incomplete")
    if user.pk == actor.user_id and not is_active:
        raise DomainError("user.deactivates_self")
    before = {key: getattr(user, key) for key in ("name", "unit_name", "phone", "is_active")}
    user.name, user.unit_name, user.phone = name.strip(), unit_name.strip(), phone.strip()
    user.is_active = is_active
    user.version += 1
    user.save(update_fields=["name", "unit_name", "phone", "is_active", "version"])
    if not is_active:
        _end_sessions(user)
    after = {key: getattr(user, key) for key in before}
    record(at=at, actor=actor, action="user.update", subject=user, before=before, after=after)
    return user


def password_reset(*, user_id: int, actor: Actor, at: datetime) -> str:
    """A new one-time password, shown once to the administrator; ends the person's sessions.

    Where the office wants it, the account then waits for the security administrator
    (:func:`reset_release`), so that nobody who resets a password can act as its owner alone.
    """
    password, hashed = one_time_password()
    _write_reset(user_id, hashed, waits=preferences().release_resets, actor=actor, at=at)
    return password


@use_case
def reset_release(*, user_id: int, actor: Actor, at: datetime) -> None:
    """Lets an account go on whose password was reset, once its owner has set their own.

    Raises ``release.not_waiting``, ``release.too_early`` while the one-time password still stands,
    or ``release.own``.
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    if user.pk == actor.user_id:
        raise DomainError("release.own")
    if not user.awaits_release:
        raise DomainError("release.not_waiting")
    if user.must_change_password:
        raise DomainError("release.too_early")
    user.awaits_release = False
    user.save(update_fields=["awaits_release"])
    record(at=at, actor=actor, action="user.release", subject=user)


def account_recover(*, user_id: int, actor: Actor, at: datetime) -> str:
    """The way back for an administrator whom no other administrator can help.

    A one-time password, without a second factor, a lock or anything to wait for. For whoever
    holds the machine, and no page.
    """
    password, hashed = one_time_password()
    _recover(user_id, hashed, actor=actor, at=at)
    return password


def password_change(
    *,
    user_id: int,
    old: str,
    new: str,
    keep_session: str | None = None,
    actor: Actor,
    at: datetime,
    moment: datetime,
) -> User:
    """Changes one's own password and ends one's other sessions.

    Raises ``password.wrong`` or ``password.weak``. Passwords are hashed before the transaction:
    that takes long enough to keep others waiting.
    """
    user = User.objects.get(pk=user_id)
    confirm_password(user=user, password=old, actor=actor, at=at, moment=moment)
    try:
        validate_password(new, user)
    except ValidationError as weak:
        raise DomainError("password.weak", reasons="".join(weak.messages)) from weak
    return _write_own(
        user, make_password(new), keep_session=keep_session, actor=actor, at=at, moment=moment
    )


@use_case
def _write_own(
    seen: User,
    hashed: str,
    *,
    keep_session: str | None,
    actor: Actor,
    at: datetime,
    moment: datetime,
) -> User:
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=seen.pk)
    if user.password != seen.password:
        raise DomainError("password.wrong")
    _replace(user, hashed)
    user.password_set_at = moment
    user.save(update_fields=["password_set_at"])
    _end_sessions(user, keep_session)
    record(at=at, actor=actor, action="user.password_change", subject=user)
    return user


@use_case
def _write_reset(user_id: int, hashed: str, *, waits: bool, actor: Actor, at: datetime) -> User:
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    _replace(user, hashed, one_time_since=at)
    user.awaits_release = waits
    user.save(update_fields=["awaits_release"])
    _end_sessions(user)
    record(at=at, actor=actor, action="user.password_reset", subject=user)
    return user


@use_case
def _recover(user_id: int, hashed: str, *, actor: Actor, at: datetime) -> None:
    user = _write_reset(user_id, hashed, waits=False, actor=actor, at=at)
    SecondFactor.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()
    guard.forget(user.username)
    record(at=at, actor=actor, action="user.recover", subject=user)


def _replace(user: User, hashed: str, *, one_time_since: datetime | None = None) -> None:
    """Puts a password in the place of the one before, which is remembered if it was the owner's."""
    if not user.must_change_password:
        PastPassword.objects.create(user=user, password=user.password)
        kept = user.past_passwords.order_by("-pk").values_list("pk", flat=True)[: LAST - 1]
        user.past_passwords.exclude(pk__in=list(kept)).delete()
    user.password, user.one_time_since = hashed, one_time_since
    user.must_change_password = one_time_since is not None
    user.save(update_fields=["password", "must_change_password", "one_time_since"])


def _end_sessions(user: User, keep: str | None = None) -> None:
    Session.objects.filter(user=user).exclude(session_key=keep or "").delete()
