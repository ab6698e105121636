"""People's accounts: made, changed, deactivated, and their passwords."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from itertools import takewhile

from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import AuditEntry, SavedView, User
from niubizi.domain.errors import DomainError

# No look-alikes: a password read over the telephone must be typed as it was said.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

SIGN_IN, SIGN_IN_REFUSED = "user.sign_in", "user.sign_in_refused"
SIGN_IN_TRIES = 5
SIGN_IN_PAUSE = timedelta(minutes=15)


def refuse_stale(*, stored: int, given: int, **facts: object) -> None:
    """Raises ``stale`` (409 at the doors) when someone else changed the row meanwhile."""
    if stored != given:
        raise DomainError("stale", stored=stored, given=given, **facts)


def new_password() -> str:
    """A one-time password to hand over: 12 letters and digits in groups of four."""
    letters = [secrets.choice(_ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def one_time_password() -> tuple[str, str]:
    """A new one-time password and its hash, which takes a while to make."""
    password = new_password()
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
    """Changes an account; deactivating ends its sessions at their next request."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
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
    after = {key: getattr(user, key) for key in before}
    record(at=at, actor=actor, action="user.update", subject=user, before=before, after=after)
    return user


@use_case
def password_reset(*, user_id: int, actor: Actor, at: datetime) -> str:
    """A new one-time password, shown once to the administrator."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record(at=at, actor=actor, action="user.password_reset", subject=user)
    return password


@use_case
def password_change(*, user_id: int, old: str, new: str, actor: Actor, at: datetime) -> User:
    """Changes one's own password; raises ``password.wrong`` or ``password.weak``."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    if not user.check_password(old):
        raise DomainError("password.wrong")
    try:
        validate_password(new, user)
    except ValidationError as weak:
        raise DomainError("password.weak", reasons="".join(weak.messages)) from weak
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record(at=at, actor=actor, action="user.password_change", subject=user)
    return user


def sign_in(*, username: str, password: str, origin: str, at: datetime) -> User:
    """The user of a name and password; every try leaves a line, whatever comes of it.

    Raises ``sign_in.refused``, the same for a wrong password, an unknown name and a deactivated
    account, and ``sign_in.blocked`` after too many refusals in a row.
    """
    user = User.objects.filter(username__iexact=username.strip()).first()
    if user is not None and _refusals(user, at) >= SIGN_IN_TRIES:
        raise DomainError("sign_in.blocked", minutes=SIGN_IN_PAUSE.seconds // 60)
    if authenticate(username=username.strip(), password=password) is None or user is None:
        nobody = Actor(user_id=None, username="", name="未登录", origin=origin)
        _note_sign_in(user=user, action=SIGN_IN_REFUSED, actor=nobody, at=at)
        raise DomainError("sign_in.refused")
    actor = Actor(user.pk, user.username, user.name, user.unit_name, origin=origin)
    _note_sign_in(user=user, action=SIGN_IN, actor=actor, at=at)
    return user


@use_case
def _note_sign_in(*, user: User | None, action: str, actor: Actor, at: datetime) -> None:
    if user is not None and action == SIGN_IN:
        user.last_login = at
        user.save(update_fields=["last_login"])
    # What was typed is not kept: people type their password into the wrong box.
    record(at=at, actor=actor, action=action, subject=user, label=str(user or "没有这个账号"))


def _refusals(user: User, at: datetime) -> int:
    """Refused tries of the last minutes since the user last came in."""
    tries = AuditEntry.objects.filter(
        subject_type="user",
        subject_id=str(user.pk),
        action__in=(SIGN_IN, SIGN_IN_REFUSED),
        at__gt=at - SIGN_IN_PAUSE,
    ).values_list("action", flat=True)[:SIGN_IN_TRIES]
    return sum(1 for _ in takewhile(SIGN_IN_REFUSED.__eq__, tries))


@use_case
def note_export(*, what: str, rows: int, filters: str, actor: Actor, at: datetime) -> None:
    """Leaves a line of data that left the platform as a file."""
    record(at=at, actor=actor, action="export", label=what, rows=rows, filters=filters)


@use_case
def view_save(*, page: str, name: str, query: str, actor: Actor, at: datetime) -> SavedView:
    """Keeps a person's view of a list under a name, over an older one of the same name."""
    if not name.strip():
        raise DomainError("view.unnamed")
    view, _ = SavedView.objects.update_or_create(
        user_id=actor.person_id, page=page, name=name.strip()[:64], defaults={"query": query}
    )
    record(at=at, actor=actor, action="view.save", subject=view)
    return view


@use_case
def view_delete(*, view_id: int, actor: Actor, at: datetime) -> None:
    """Forgets one's own saved view."""
    view = SavedView.objects.get(pk=view_id, user_id=actor.person_id)
    record(at=at, actor=actor, action="view.delete", subject=view)
    view.delete()
