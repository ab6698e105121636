"""Who stands at a door without a browser: a named person, or the operator of the machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from niubizi.apps.kernel.actors import SYSTEM, Actor
from niubizi.apps.kernel.selectors import user_by_name
from niubizi.apps.orgs.scopes import actor_of
from niubizi.apps.orgs.selectors import root
from niubizi.domain.errors import DomainError
from niubizi.domain.roles import Grant, Role


def named(username: str, *, origin: str, today: date) -> Actor:
    """The actor of an account; raises ``user.unknown``."""
    user = user_by_name(username)
    if user is None:
        raise DomainError("user.unknown", username=username)
    return actor_of(user, origin=origin, today=today)


def clockwork() -> Actor:
    """Who does what is due by the clock; opens months in the office's name where it has so decided."""
    city = root()
    grants = (Grant(Role.PROJECTS_OFFICE, city.pk, city.path, city.label),) if city else ()
    return replace(SYSTEM, grants=grants, origin="schedule")


def operator(origin: str) -> Actor:
    """Whoever may run commands on the machine may read its database: an auditor's view, no more."""
    city = root()
    grants = (Grant(Role.AUDITOR, city.pk, city.path, city.label),) if city else ()
    return Actor(user_id=None, username="operator", name="本机操作员", grants=grants, origin=origin)
