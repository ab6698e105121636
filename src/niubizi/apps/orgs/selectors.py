"""Reading the tree, the people's grants, and what an actor sees of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import User
from niubizi.apps.orgs.models import ApprovedMap, Organization, OrganizationQuerySet, RoleGrant
from niubizi.apps.orgs.scopes import scope
from niubizi.domain.orgtree import ids, is_within
from niubizi.domain.permissions import Operation

KINDS = tuple(Organization.Kind.choices)
LEVELS = tuple(Organization.Level.choices)


def organizations() -> OrganizationQuerySet:
    return Organization.objects.all()


def organization(code: str) -> Organization | None:
    return Organization.objects.filter(code=code).first()


def root() -> Organization | None:
    """The city: the one organization without a parent; ``None`` before the set-up."""
    return Organization.objects.filter(parent__isnull=True).order_by("pk").first()


def blocks(*, day: date | None = None) -> OrganizationQuerySet:
    """板块 in their official order."""
    found = Organization.objects.blocks()
    return found.in_force(day) if day else found


def approved_map() -> ApprovedMap | None:
    """The map that is shown, where the office has uploaded one."""
    return ApprovedMap.objects.filter(removed_at__isnull=True).select_related("added_by").first()


def visible_places(actor: Actor, operation: Operation) -> list[Organization]:
    """The city and blocks whose *own rows* the actor may ask for, in order."""
    places = Organization.objects.filter(
        level__in=(Organization.Level.CITY, Organization.Level.BLOCK, Organization.Level.TOWN)
    )
    reach = scope(actor, operation)
    # A territory may hold hundreds of companies, a city has a dozen places.
    return [each for each in places if reach.unrestricted or each.pk in reach.territory]


def in_tree_order(places: Iterable[Organization]) -> list[Organization]:
    """Children below their parents, brothers and sisters in their official order."""
    known = list(places)
    position = {place.pk: place.position for place in known}
    return sorted(known, key=lambda place: [(position.get(pk, 0), pk) for pk in ids(place.path)])


def block_of(path: str, blocks_by_id: Mapping[int, str]) -> int | None:
    """The block that a path lies in."""
    for block_id, block_path in blocks_by_id.items():
        if is_within(path, block_path):
            return block_id
    return None


def grants_in_force(day: date) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day
    )


def with_grants(people: QuerySet[User], day: date) -> QuerySet[User]:
    """People, each with ``held``: the grants in force on ``day`` with their organizations."""
    held = grants_in_force(day).select_related("organization")
    return people.prefetch_related(Prefetch("grants", held, to_attr="held"))


def users_without_grants(day: date) -> QuerySet[User]:
    """Active accounts that hold no role on ``day``."""
    held = grants_in_force(day).filter(user=OuterRef("pk"))
    return User.objects.filter(~Exists(held), is_active=True)


def grants(*, user_id: int | None = None) -> QuerySet[RoleGrant]:
    found = RoleGrant.objects.select_related("user", "organization")
    return found.filter(user_id=user_id) if user_id else found
