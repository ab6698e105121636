"""The cast: one small city and its people, named by role, used by every test.

The city is 示例市 with three blocks. Whoever belongs to a block belongs to 滨江区 (``own``); 湖东区
(``sibling``) is another block, tied to it by a department; 老城区 (``stranger``) is a block that
nobody else below the city has anything to do with. Everything is made through the services, each
part as one use case: a transaction and a batch of lines in the trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from niubizi.apps.kernel.actors import SYSTEM, Actor
from niubizi.apps.kernel.audit import use_case
from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.preferences import change_preferences
from niubizi.apps.kernel.services import user_create
from niubizi.apps.orgs.models import Organization
from niubizi.apps.orgs.scopes import actor_of
from niubizi.apps.orgs.services import organization_create, role_grant
from niubizi.domain.deadlines import CHINA
from niubizi.domain.roles import Role

NOW = datetime(2021, 8, 2, 9, 30, tzinfo=CHINA)
"""A Monday in August: the returns of July are being collected, none is overdue."""

TODAY = NOW.date()
YEAR_START = date(2021, 1, 1)
PASSWORD = "a-long-enough-passphrase-7"


@dataclass(frozen=True, slots=True)
class City:
    """The tree of 示例市."""

    root: Organization
    own: Organization
    sibling: Organization
    stranger: Organization
    town: Organization
    department: Organization
    headquarters: Organization
    company: Organization
    other_company: Organization

    @property
    def blocks(self) -> tuple[Organization, ...]:
        return (self.own, self.sibling, self.stranger)


@dataclass(frozen=True, slots=True)
class Part:
    """A person of the cast: the name they show, the role they hold and the place they hold it."""

    name: str
    role: Role
    place: str


PARTS: Mapping[str, Part] = {
    "projects_office": Part("项明", Role.PROJECTS_OFFICE, "root"),
    "second_projects_office": Part("项佳", Role.PROJECTS_OFFICE, "root"),
    "chief": Part("章主任", Role.CHIEF, "root"),
    "inspection_office": Part("杜查", Role.INSPECTION_OFFICE, "root"),
    "assessment_office": Part("考平", Role.ASSESSMENT_OFFICE, "root"),
    "block_officer": Part("江滨", Role.BLOCK_OFFICER, "own"),
    "sibling_officer": Part("胡东", Role.BLOCK_OFFICER, "sibling"),
    "stranger_officer": Part("劳城", Role.BLOCK_OFFICER, "stranger"),
    "project_officer": Part("齐业", Role.PROJECT_OFFICER, "company"),
    "department_officer": Part("龚信", Role.DEPARTMENT_OFFICER, "department"),
    "leader": Part("凌市长", Role.LEADER, "root"),
    "block_leader": Part("凌区长", Role.LEADER, "own"),
    "patron": Part("凌包联", Role.LEADER, "headquarters"),
    "system_admin": Part("习管", Role.SYSTEM_ADMIN, "root"),
    "security_admin": Part("安管", Role.SECURITY_ADMIN, "root"),
    "auditor": Part("沈计", Role.AUDITOR, "root"),
}
"""Everybody, by the name tests call them: a role's code, or a word that tells a second holder."""

EVERYWHERE = frozenset({"own", "sibling", "stranger"})
REACHES: Mapping[str, frozenset[str]] = {
    "projects_office": EVERYWHERE,
    "second_projects_office": EVERYWHERE,
    "chief": EVERYWHERE,
    "inspection_office": EVERYWHERE,
    "assessment_office": EVERYWHERE,
    "block_officer": frozenset({"own"}),
    "sibling_officer": frozenset({"sibling"}),
    "stranger_officer": frozenset({"stranger"}),
    "project_officer": frozenset({"own"}),
    "department_officer": frozenset({"own", "sibling"}),
    "leader": EVERYWHERE,
    "block_leader": frozenset({"own"}),
    "patron": frozenset({"own"}),
    "system_admin": frozenset(),
    "security_admin": frozenset(),
    "auditor": EVERYWHERE,
}
"""Whose projects each part may come upon, of the three in :class:`tests.ledger.Scene`.

Written out by hand from the description of the field, so that it can disagree with the code.
"""


def organization(
    code: str,
    name: str,
    kind: Organization.Kind,
    *,
    level: Organization.Level = Organization.Level.NONE,
    parent: Organization | None = None,
    position: int = 0,
) -> Organization:
    return organization_create(
        code=code,
        name=name,
        kind=kind,
        level=level,
        parent=parent,
        position=position,
        actor=SYSTEM,
        at=NOW,
    )


@use_case
def make_city() -> City:
    """The tree, of every kind of organization that grants can be given at."""
    # The doors' clock shows the day of NOW; hours and minutes are the real ones.
    change_preferences(changes={"demo_today": TODAY.isoformat()}, actor=SYSTEM, at=NOW)
    kind, level = Organization.Kind, Organization.Level
    root = organization("city", "示例市", kind.TERRITORY, level=level.CITY)
    own, sibling, stranger = (
        organization(code, name, kind.TERRITORY, level=level.BLOCK, parent=root, position=place)
        for place, (code, name) in enumerate(
            [("binjiang", "滨江区"), ("hudong", "湖东区"), ("laocheng", "老城区")], start=1
        )
    )
    return City(
        root=root,
        own=own,
        sibling=sibling,
        stranger=stranger,
        town=organization("jiangwan", "江湾镇", kind.TERRITORY, level=level.TOWN, parent=own),
        department=organization("gxj", "工信局", kind.DEPARTMENT, parent=root),
        headquarters=organization("cyzhb", "产业指挥部", kind.HEADQUARTERS, parent=root),
        company=organization("hxcl", "恒新材料", kind.COMPANY, parent=root),
        other_company=organization("ydwl", "运达物流", kind.COMPANY, parent=root),
    )


def make_user(username: str, name: str, unit_name: str = "") -> User:
    """An account that may go to work at once: it has its password already."""
    user, _ = user_create(
        username=username,
        name=name,
        unit_name=unit_name,
        password=PASSWORD,
        actor=SYSTEM,
        at=NOW,
    )
    return user


def give(user: User, role: Role, place: Organization, valid_from: date = YEAR_START) -> None:
    role_grant(
        user=user, role=role, organization=place, valid_from=valid_from, actor=SYSTEM, at=NOW
    )


@use_case
def make_cast(city: City) -> dict[str, User]:
    """One user for each part, with its grant."""
    people = {}
    for key, part in PARTS.items():
        place: Organization = getattr(city, part.place)
        people[key] = make_user(key, part.name, place.name)
        give(people[key], part.role, place)
    return people


def actor_for(user: User, origin: str = "test") -> Actor:
    """The actor a door would make of this user."""
    return actor_of(user, origin=origin, today=TODAY)
