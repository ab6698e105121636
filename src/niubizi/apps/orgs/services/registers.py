"""The administrators' workbooks: many places, accounts or roles at once, all or nothing.

A preview is the import itself, taken back: what it says is what happens. Each row stands by itself
until the end; one refused row takes everything back. The same workbook twice changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import attempt, use_case
from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.services import one_time_password, user_create, user_update
from niubizi.apps.orgs.models import Organization, RoleGrant
from niubizi.apps.orgs.services.grants import role_grant
from niubizi.apps.orgs.services.organizations import organization_create, organization_update
from niubizi.documents.workbooks import RegisterRow
from niubizi.domain.errors import DomainError
from niubizi.domain.roles import Role

NO_PASSWORD = ("", "!")
"""What a previewed account gets: nothing, and a hash that no password has."""


class Deed(Enum):
    """What a row does."""

    CREATE = "create"
    CHANGE = "change"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a row, or would; ``secret`` is the one-time password of a new account."""

    number: int
    label: str
    deed: Deed
    refusal: DomainError | None = None
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The rows in their order, and how many there are of each kind."""

    rows: tuple[RowOutcome, ...]

    def count(self, deed: Deed) -> int:
        return Counter(row.deed for row in self.rows)[deed]

    @property
    def refused(self) -> tuple[RowOutcome, ...]:
        return tuple(row for row in self.rows if row.refusal)

    @property
    def changes_anything(self) -> bool:
        return any(row.deed in {Deed.CREATE, Deed.CHANGE} for row in self.rows)


RowDeed = Callable[[RegisterRow], RowOutcome]


def organizations_import(
    *, rows: Sequence[RegisterRow], apply: bool, actor: Actor, at: datetime
) -> Outcomes:
    """Makes and changes places; a parent may stand in the same workbook, before or after.

    Rows are refused with ``organization.unknown_parent``, ``organization.moves`` and what single
    places are refused with. Cells left empty leave what is known.
    """

    def deed(row: RegisterRow) -> RowOutcome:
        return _organization(row, actor, at)

    return _all_or_nothing(_parents_first(rows), deed, apply=apply)


def people_import(
    *, rows: Sequence[RegisterRow], apply: bool, actor: Actor, at: datetime
) -> Outcomes:
    """Makes and changes accounts; the roles in the workbook are for the security administrator.

    A person with two rows has one account. New accounts come with one-time passwords.
    """
    first: dict[str, RegisterRow] = {}
    for row in rows:
        first.setdefault(_text(row, "username").lower(), row)
    known = {name.lower() for name in User.objects.values_list("username", flat=True)}
    # A hash is slow by design: made before the transaction, and not at all for a preview.
    secrets = {name: one_time_password() for name in first if apply and name not in known}

    def deed(row: RegisterRow) -> RowOutcome:
        return _person(row, secrets.get(_text(row, "username").lower(), NO_PASSWORD), actor, at)

    return _all_or_nothing(first.values(), deed, apply=apply)


def grants_import(
    *, rows: Sequence[RegisterRow], apply: bool, actor: Actor, at: datetime
) -> Outcomes:
    """Gives the roles that people of the workbook don't hold yet; takes none away."""

    def deed(row: RegisterRow) -> RowOutcome:
        return _grant(row, actor, at)

    return _all_or_nothing(rows, deed, apply=apply)


class _TakenBackError(Exception):
    """Carries the outcomes out of the transaction that it takes back."""

    def __init__(self, outcomes: Outcomes) -> None:
        self.outcomes = outcomes


def _all_or_nothing(rows: Iterable[RegisterRow], deed: RowDeed, *, apply: bool) -> Outcomes:
    try:
        return _run(rows, deed, apply=apply)
    except _TakenBackError as taken_back:
        return taken_back.outcomes


@use_case
def _run(rows: Iterable[RegisterRow], deed: RowDeed, *, apply: bool) -> Outcomes:
    found = []
    for row in rows:
        try:
            with attempt():
                found.append(deed(row))
        except DomainError as refusal:
            found.append(RowOutcome(row.number, _name(row), Deed.REFUSED, refusal))
    outcomes = Outcomes(tuple(sorted(found, key=lambda each: each.number)))
    if outcomes.refused or not apply:
        raise _TakenBackError(outcomes)
    return outcomes


def _organization(row: RegisterRow, actor: Actor, at: datetime) -> RowOutcome:
    code = _text(row, "code")
    found = Organization.objects.select_related("parent").filter(code=code).first()
    parent = _parent(row)
    successor = _successor(row)
    elsewhere = {"code", "parent", "successor"}
    given: dict[str, Any] = {k: v for k, v in row.values.items() if k not in elsewhere}
    if found is None:
        position = Organization.objects.filter(parent=parent).count() + 1
        made = organization_create(
            code=code, parent=parent, position=position, actor=actor, at=at, **given
        )
        if successor is not None:
            _change(made, {"successor": successor}, actor, at)
        return RowOutcome(row.number, _name(row), Deed.CREATE)
    if parent is not None and found.parent_id != parent.pk:
        raise DomainError("organization.moves", name=found.name, parent=parent.name)
    if successor is not None:
        given["successor"] = successor
    if all(getattr(found, key) == value for key, value in given.items()):
        return RowOutcome(row.number, _name(row), Deed.SAME)
    _change(found, given, actor, at)
    return RowOutcome(row.number, _name(row), Deed.CHANGE)


def _change(place: Organization, given: dict[str, Any], actor: Actor, at: datetime) -> None:
    """What is given, over what is known."""
    kept = ("name", "short_name", "gb2260", "position", "valid_from", "valid_to", "successor")
    whole: dict[str, Any] = {key: getattr(place, key) for key in kept} | given
    organization_update(
        organization_id=place.pk, version=place.version, actor=actor, at=at, **whole
    )


def _person(row: RegisterRow, secret: tuple[str, str], actor: Actor, at: datetime) -> RowOutcome:
    username, name = _text(row, "username"), _text(row, "name")
    phone = _text(row, "phone")
    place = _place(row)
    found = User.objects.filter(username__iexact=username).first()
    if found is None:
        user_create(
            username=username,
            name=name,
            unit_name=place.name,
            phone=phone,
            one_time=secret,
            actor=actor,
            at=at,
        )
        return RowOutcome(row.number, f"{name}（{username}）", Deed.CREATE, secret=secret[0])
    if (found.name, found.phone) == (name, phone or found.phone):
        return RowOutcome(row.number, f"{name}（{username}）", Deed.SAME)
    user_update(
        user_id=found.pk,
        name=name,
        unit_name=found.unit_name,
        phone=phone or found.phone,
        is_active=found.is_active,
        version=found.version,
        actor=actor,
        at=at,
    )
    return RowOutcome(row.number, f"{name}（{username}）", Deed.CHANGE)


def _grant(row: RegisterRow, actor: Actor, at: datetime) -> RowOutcome:
    username, role = _text(row, "username"), Role(_text(row, "role"))
    place = _place(row)
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise DomainError("user.unknown", username=username)
    valid_from, valid_to = row.values.get("valid_from"), row.values.get("valid_to")
    first_day = valid_from if isinstance(valid_from, date) else at.date()
    last_day = valid_to if isinstance(valid_to, date) else None
    label = f"{user}：{place}，{role.word}"
    held = RoleGrant.objects.filter(user=user, role=role.value, organization=place)
    if any(each.valid_to is None or each.valid_to >= first_day for each in held):
        return RowOutcome(row.number, label, Deed.SAME)
    role_grant(
        user=user,
        role=role,
        organization=place,
        valid_from=first_day,
        valid_to=last_day,
        actor=actor,
        at=at,
    )
    return RowOutcome(row.number, label, Deed.CREATE)


def _parents_first(rows: Sequence[RegisterRow]) -> list[RegisterRow]:
    """Each row after its parent's and its successor's; rows in a circle come last and find none."""
    by_code = {_text(row, "code"): row for row in rows}
    done: dict[str, RegisterRow] = {}

    def visit(row: RegisterRow, on_the_way: frozenset[str]) -> None:
        code = _text(row, "code")
        for needed in (_text(row, "parent"), _text(row, "successor")):
            if needed in by_code and needed not in on_the_way and needed not in done:
                visit(by_code[needed], on_the_way | {code})
        done.setdefault(code, row)

    for row in rows:
        visit(row, frozenset({_text(row, "code")}))
    return list(done.values())


def _parent(row: RegisterRow) -> Organization | None:
    code = _text(row, "parent")
    if not code:
        return None
    parent = Organization.objects.filter(code=code).first()
    if parent is None:
        raise DomainError("organization.unknown_parent", code=code)
    return parent


def _successor(row: RegisterRow) -> Organization | None:
    code = _text(row, "successor")
    if not code:
        return None
    successor = Organization.objects.filter(code=code).first()
    if successor is None:
        raise DomainError("organization.unknown", code=code)
    return successor


def _place(row: RegisterRow) -> Organization:
    code = _text(row, "organization")
    place = Organization.objects.filter(code=code).first()
    if place is None:
        raise DomainError("organization.unknown", code=code)
    return place


def _text(row: RegisterRow, name: str) -> str:
    return str(row.values.get(name, ""))


def _name(row: RegisterRow) -> str:
    return _text(row, "name")
