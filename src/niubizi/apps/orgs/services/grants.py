"""Giving roles and ending them: the security administrator's use cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import User
from niubizi.apps.orgs.models import Organization, RoleGrant
from niubizi.domain.errors import DomainError
from niubizi.domain.roles import SOLITARY, Role, refuse_excluded


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
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
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
        label=_label(grant),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    return grant


@use_case
def role_revoke(*, grant_id: int, last_day: date, actor: Actor, at: datetime) -> RoleGrant:
    """Ends a grant after ``last_day``, or leaves it ended before; the row stays as history."""
    grant = (
        RoleGrant.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user", "organization")
        .get(pk=grant_id)
    )
    if grant.user_id == actor.user_id:
        raise DomainError("grant.to_self")
    end = max(last_day, grant.valid_from - timedelta(days=1))
    grant.valid_to = min(end, grant.valid_to or end)
    grant.version += 1
    grant.save(update_fields=["valid_to", "version"])
    record(
        at=at,
        actor=actor,
        action="grant.end",
        subject=grant,
        label=_label(grant),
        valid_to=grant.valid_to,
    )
    return grant


def _label(grant: RoleGrant) -> str:
    return f"{grant.user}：{grant.organization}，{Role(grant.role).word}"
