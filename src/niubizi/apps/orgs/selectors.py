"""Reading the tree, the people's grants, and what an actor sees of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.orgs.models import Organization, OrganizationQuerySet, RoleGrant
from niubizi.apps.orgs.scopes import scope
from niubizi.domain.orgtree import is_within
from niubizi.domain.permissions import Operation


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


def visible_places(actor: Actor, operation: Operation) -> list[Organization]:
    """The city and blocks whose *own rows* the actor may ask for, in order."""
    places = Organization.objects.filter(
        level__in=(Organization.Level.CITY, Organization.Level.BLOCK, Organization.Level.TOWN)
    )
    reach = scope(actor, operation)
    if reach.unrestricted:
        return list(places)
    return list(places.filter(pk__in=reach.territory))


def block_paths() -> Mapping[int, str]:
    return dict(Organization.objects.blocks().values_list("pk", "path"))


def block_of(path: str, blocks_by_id: Mapping[int, str]) -> int | None:
    """The block that a path lies in."""
    for block_id, block_path in blocks_by_id.items():
        if is_within(path, block_path):
            return block_id
    return None


def grants(*, user_id: int | None = None) -> QuerySet[RoleGrant]:
    found = RoleGrant.objects.select_related("user", "organization")
    return found.filter(user_id=user_id) if user_id else found
