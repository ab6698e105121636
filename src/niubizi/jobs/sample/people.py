"""Organizations, accounts and grants of the sample city, made by the services."""

from __future__ import annotations

from datetime import date, datetime

from niubizi.apps.kernel.actors import SYSTEM, Actor
from niubizi.apps.kernel.preferences import change_preferences
from niubizi.apps.kernel.selectors import user_by_name
from niubizi.apps.kernel.services import user_create
from niubizi.apps.orgs.scopes import actor_of
from niubizi.apps.orgs.selectors import organization
from niubizi.apps.orgs.services import organization_create, role_grant
from niubizi.doors.demo import ACCOUNTS, PASSWORD, TODAY
from niubizi.jobs.sample.places import BLOCKS, CITY_PLACE, COMPANIES, DEPARTMENTS

FIRST_DAY = date(2020, 1, 1)


def make_places(at: datetime) -> None:
    """The city, its blocks, departments and the company whose officer reports."""
    code, name, gb2260 = CITY_PLACE
    city = organization_create(
        code=code, name=name, short_name="全市", kind="territory", level="city", gb2260=gb2260,
        actor=SYSTEM, at=at,
    )  # fmt: skip
    for position, block in enumerate(BLOCKS, start=1):
        organization_create(
            code=block.code, name=block.name, short_name=block.short_name, kind=block.kind,
            level="block", gb2260=block.gb2260, parent=city, position=position, tile=block.tile,
            actor=SYSTEM, at=at,
        )  # fmt: skip
    for position, (code, name, short_name) in enumerate(DEPARTMENTS, start=101):
        organization_create(
            code=code, name=name, short_name=short_name, kind="department", parent=city,
            position=position, actor=SYSTEM, at=at,
        )  # fmt: skip
    for position, (code, name, short_name) in enumerate(COMPANIES, start=201):
        organization_create(
            code=code, name=name, short_name=short_name, kind="company",
            parent=organization("linkong"), position=position, actor=SYSTEM, at=at,
        )  # fmt: skip


def make_people(at: datetime) -> None:
    """Everybody of ``doors.demo`` with the public password and the one grant they hold."""
    for account in ACCOUNTS:
        user, _ = user_create(
            username=account.username, name=account.name, unit_name=account.unit,
            password=PASSWORD, actor=SYSTEM, at=at,
        )  # fmt: skip
        place = organization(account.place)
        if place is None:
            raise LookupError(account.place)
        role_grant(
            user=user, role=account.role, organization=place, valid_from=FIRST_DAY,
            actor=SYSTEM, at=at,
        )  # fmt: skip


def set_the_day(at: datetime) -> None:
    """The sample city's today; written last, as the sign that the city is complete."""
    change_preferences(changes={"demo_today": TODAY}, actor=SYSTEM, at=at)


def person(username: str, day: date) -> Actor:
    """The actor of a person of the city, as the verb that builds it."""
    user = user_by_name(username)
    if user is None:
        raise LookupError(username)
    return actor_of(user, origin="verb demo", today=day)
