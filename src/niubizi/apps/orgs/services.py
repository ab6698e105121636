"""Keeping the tree and giving roles: the two administrators' use cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.services import refuse_stale
from niubizi.apps.orgs.models import Organization, RoleGrant
from niubizi.domain.errors import DomainError
from niubizi.domain.orgtree import path_of
from niubizi.domain.roles import SOLITARY, Role, refuse_excluded


@use_case
def organization_create(
    *,
    code: str,
    name: str,
    kind: str,
    level: str = "",
    short_name: str = "",
    gb2260: str = "",
    parent: Organization | None = None,
    position: int = 0,
    tile: tuple[int, int] | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> Organization:
    """A new node of the tree; raises ``organization.exists`` or ``organization.second_root``."""
    code, name = code.strip(), name.strip()
    if not code or not name:
        raise DomainError("organization.incomplete")
    if Organization.objects.filter(code=code).exists():
        raise DomainError("organization.exists", code=code)
    if parent is None and Organization.objects.filter(parent__isnull=True).exists():
        raise DomainError("organization.second_root")
    if valid_from and valid_to and valid_to < valid_from:
        raise DomainError("dates.reversed")
    # The path holds the row's own id, which the database gives: a placeholder until then.
    node = Organization.objects.create(
        code=code,
        name=name,
        short_name=short_name.strip(),
        kind=kind,
        level=level,
        gb2260=gb2260,
        parent=parent,
        path=f"new:{code}",
        position=position,
        tile_x=tile[0] if tile else None,
        tile_y=tile[1] if tile else None,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    node.path = path_of(parent.path if parent else "", node.pk)
    node.save(update_fields=["path"])
    record(at=at, actor=actor, action="organization.create", subject=node)
    return node


@use_case
def organization_update(
    *,
    organization_id: int,
    name: str,
    short_name: str,
    gb2260: str,
    position: int,
    valid_from: date | None,
    valid_to: date | None,
    successor: Organization | None,
    version: int,
    actor: Actor,
    at: datetime,
) -> Organization:
    """Changes names, order and validity. A node is never deleted: it ends, with its successor."""
    node = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    refuse_stale(stored=node.version, given=version)
    if valid_from and valid_to and valid_to < valid_from:
        raise DomainError("dates.reversed")
    if successor is not None and successor.pk == node.pk:
        raise DomainError("organization.own_successor")
    names = ("name", "short_name", "gb2260", "position", "valid_from", "valid_to")
    before = {key: getattr(node, key) for key in names}
    node.name, node.short_name, node.gb2260 = name.strip(), short_name.strip(), gb2260.strip()
    node.position, node.valid_from, node.valid_to = position, valid_from, valid_to
    node.successor = successor
    node.version += 1
    node.save(update_fields=[*names, "successor", "version"])
    after = {key: getattr(node, key) for key in names}
    record(
        at=at, actor=actor, action="organization.update", subject=node, before=before, after=after
    )
    return node


@use_case
def role_grant(
    *,
    user: User,
    role: Role,
    organization: Organization,
    valid_from: date,
    valid_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> RoleGrant:
    """Gives a role at a place.

    Raises ``grant.to_self``, ``grant.excluded`` (the separated administrators and the auditor
    hold nothing else) or ``dates.reversed``.
    """
    if user.pk == actor.user_id:
        raise DomainError("grant.to_self")
    if valid_to and valid_to < valid_from:
        raise DomainError("dates.reversed")
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    held = [
        Role(each.role)
        for each in RoleGrant.objects.filter(user=user)
        if each.valid_to is None or each.valid_to >= valid_from
    ]
    refuse_excluded(held, role)
    if role in SOLITARY and organization.parent_id is not None:
        raise DomainError("grant.only_at_root", role=role.word)
    grant, created = RoleGrant.objects.get_or_create(
        user=user,
        role=role.value,
        organization=organization,
        valid_from=valid_from,
        defaults={"valid_to": valid_to},
    )
    if not created:
        raise DomainError("grant.exists")
    record(
        at=at,
        actor=actor,
        action="grant.give",
        subject=grant,
        label=f"{user} {role.word}@{organization}",
        valid_from=valid_from,
        valid_to=valid_to,
    )
    return grant


@use_case
def role_revoke(*, grant_id: int, last_day: date, actor: Actor, at: datetime) -> RoleGrant:
    """Ends a grant after ``last_day``, or leaves it ended before; the row stays as history."""
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant_id)
    if grant.user_id == actor.user_id:
        raise DomainError("grant.to_self")
    end = max(last_day, grant.valid_from - timedelta(days=1))
    grant.valid_to = min(end, grant.valid_to or end)
    grant.version += 1
    grant.save(update_fields=["valid_to", "version"])
    record(at=at, actor=actor, action="grant.end", subject=grant, valid_to=grant.valid_to)
    return grant
