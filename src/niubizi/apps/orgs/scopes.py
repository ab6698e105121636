"""Who sees what: the reach of an actor's grants as sets of organization ids.

One definition for every door. Ids are resolved once for an actor (``actor.memo``); a reach that
begins at the root is *unrestricted* and adds no predicate to a query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import User
from niubizi.apps.orgs.models import Organization, RoleGrant
from niubizi.domain.orgtree import ids
from niubizi.domain.permissions import REACH, Operation, Reach
from niubizi.domain.roles import Grant, Role


@dataclass(frozen=True, slots=True)
class Scope:
    """What an actor reaches with one operation.

    ``territory``, ``related`` and ``owned`` are organization ids, matched against the three kinds
    of links between projects and organizations; ``user_id`` is matched against personal links.
    """

    unrestricted: bool
    territory: frozenset[int]
    related: frozenset[int]
    owned: frozenset[int]
    user_id: int | None


def actor_of(
    user: User, *, origin: str, today: date, confined_to: frozenset[Operation] | None = None
) -> Actor:
    """The actor of a signed-in user with the grants in force on ``today``: one query."""
    held = (
        RoleGrant.objects.filter(user=user, valid_from__lte=today)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        .select_related("organization")
    )
    return Actor(
        user_id=user.pk,
        username=user.username,
        name=user.name,
        unit=user.unit_name,
        grants=tuple(
            Grant(Role(g.role), g.organization_id, g.organization.path, g.organization.label)
            for g in held
        ),
        origin=origin,
        confined_to=confined_to,
    )


def scope(actor: Actor, operation: Operation) -> Scope:
    """The reach of ``operation`` for the actor; empty where no grant carries it."""
    key = ("scope", operation)
    if key not in actor.memo:
        actor.memo[key] = _resolve(actor, operation)
    found: Scope = actor.memo[key]
    return found


def _resolve(actor: Actor, operation: Operation) -> Scope:
    by_reach: dict[Reach, set[int]] = {reach: set() for reach in Reach}
    unrestricted = False
    for grant in actor.grants_for(operation):
        reach = _reach_of(grant, actor)
        if reach is None:
            continue
        if reach is Reach.TERRITORY and len(ids(grant.path)) == 1:
            unrestricted = True
            continue
        by_reach[reach].update(_ids_within(grant.path, actor))
    return Scope(
        unrestricted=unrestricted,
        territory=frozenset(by_reach[Reach.TERRITORY]),
        related=frozenset(by_reach[Reach.RELATION]),
        owned=frozenset(by_reach[Reach.OWNERSHIP]),
        user_id=actor.user_id if actor.may(operation) else None,
    )


def _reach_of(grant: Grant, actor: Actor) -> Reach | None:
    """A leader of a department or headquarters reaches by relation, of a place downwards."""
    reach = REACH[grant.role]
    if grant.role is Role.LEADER and len(ids(grant.path)) > 1:
        related_kinds = (Organization.Kind.DEPARTMENT, Organization.Kind.HEADQUARTERS)
        kind = _kinds(actor).get(grant.organization_id)
        return Reach.RELATION if kind in related_kinds else Reach.TERRITORY
    return reach


def _kinds(actor: Actor) -> dict[int, str]:
    if "kinds" not in actor.memo:
        wanted = [grant.organization_id for grant in actor.grants]
        actor.memo["kinds"] = dict(
            Organization.objects.filter(pk__in=wanted).values_list("pk", "kind")
        )
    found: dict[int, str] = actor.memo["kinds"]
    return found


def _ids_within(path: str, actor: Actor) -> frozenset[int]:
    key = ("within", path)
    if key not in actor.memo:
        within = Organization.objects.within(path).order_by()
        actor.memo[key] = frozenset(within.values_list("pk", flat=True))
    found: frozenset[int] = actor.memo[key]
    return found
