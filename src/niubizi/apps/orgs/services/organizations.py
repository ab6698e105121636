"""Keeping the tree of organizations: the system administrator's use cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.services import refuse_stale
from niubizi.apps.orgs.models import Organization
from niubizi.domain.errors import DomainError
from niubizi.domain.orgtree import path_of


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
    kind: str | None = None,
    level: str | None = None,
    tile: tuple[int, int] | None = None,
    version: int,
    actor: Actor,
    at: datetime,
) -> Organization:
    """Changes what is known of a node; ``None`` leaves kind, level and tile as they are.

    A node is never deleted: it ends, with its successor. Raises ``organization.own_successor``
    where the successors would lead back to the node.
    """
    node = Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization_id)
    refuse_stale(stored=node.version, given=version)
    if not name.strip():
        raise DomainError("organization.incomplete")
    if valid_from and valid_to and valid_to < valid_from:
        raise DomainError("dates.reversed")
    _refuse_loop(node, successor)
    changes: dict[str, Any] = {
        "name": name.strip(),
        "short_name": short_name.strip(),
        "gb2260": gb2260.strip(),
        "position": position,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "successor": successor,
        "kind": node.kind if kind is None else kind,
        "level": node.level if level is None else level,
        "tile_x": node.tile_x if tile is None else tile[0],
        "tile_y": node.tile_y if tile is None else tile[1],
    }
    before = {key: getattr(node, key) for key in changes}
    changed = {key: value for key, value in changes.items() if before[key] != value}
    if not changed:
        return node
    for key, value in changed.items():
        setattr(node, key, value)
    node.version += 1
    node.save(update_fields=[*changed, "version"])
    record(
        at=at,
        actor=actor,
        action="organization.update",
        subject=node,
        before={key: before[key] for key in changed},
        after=changed,
    )
    return node


def _refuse_loop(node: Organization, successor: Organization | None) -> None:
    following = successor
    while following is not None:
        if following.pk == node.pk:
            raise DomainError("organization.own_successor")
        following = following.successor
