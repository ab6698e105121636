"""The table of the permission walk: how to ask for each URL. Whoever adds a URL adds its row.

A row says which subject the URL speaks of, how its arguments are made for the subject at a place
(``own``, ``sibling``, ``stranger``), and what a POST sends. Which roles hold the operation stands
in ``domain/permissions.py``, which operation guards the URL stands on its view; neither is
repeated here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tests.cast import REACHES, City
from tests.ledger import Scene

PLACES = ("own", "sibling", "stranger")


class Subject(Enum):
    """What a URL speaks of, and so who finds it: everybody else is told it isn't there."""

    NOTHING = "nothing"
    """A page of its own, or a row that everybody with the operation may see: never 404."""
    PROJECT = "project"
    """A project or what hangs on it: found by those who reach the project."""
    BLOCK = "block"
    """A block's own page: found by those whose territory holds the block."""


@dataclass(frozen=True, slots=True)
class World:
    """Everything a row may need to build its arguments."""

    city: City
    scene: Scene


Arguments = Callable[[World, str], dict[str, Any]]


def no_arguments(_world: World, _place: str) -> dict[str, Any]:
    return {}


def same_for_all(**kwargs: Any) -> Arguments:
    """Arguments that don't depend on the place: ``same_for_all(code="2021-07")``."""
    return lambda _world, _place: kwargs


@dataclass(frozen=True, slots=True)
class Row:
    """How to ask for one URL."""

    subject: Subject = Subject.NOTHING
    arguments: Arguments = no_arguments
    query: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def places(self) -> tuple[str, ...]:
        return PLACES[:1] if self.subject is Subject.NOTHING else PLACES


OF_DEPARTMENTS = frozenset({"department_officer", "patron", "project_officer"})


def finds(subject: Subject, part: str, place: str) -> bool:
    """Whether a part that holds the operation finds the subject at the place."""
    if subject is Subject.NOTHING:
        return True
    if subject is Subject.BLOCK and part in OF_DEPARTMENTS:
        return False
    return place in REACHES[part]


def project(world: World, place: str) -> dict[str, Any]:
    return {"code": world.scene.projects[place].code}


def block(world: World, place: str) -> dict[str, Any]:
    return {"code": getattr(world.city, place).code}


def report(world: World, place: str) -> dict[str, Any]:
    return {"report_id": world.scene.returns[place].pk}


def api_return(world: World, place: str) -> dict[str, Any]:
    return {"code": "2021-07", "project_id": world.scene.projects[place].pk}


WALK: dict[str, Row] = {
    # account
    "login": Row(),
    "forgotten_password": Row(),
    "logout": Row(),
    "password": Row(data={"old": "wrong", "new": "also-wrong-1", "again": "also-wrong-1"}),
    # desk
    "home": Row(),
    "desk": Row(),
    "health": Row(),
    "favicon": Row(),
    # api
    "api:list_periods": Row(),
    "api:figures": Row(arguments=same_for_all(code="2021-07")),
    "api:list_entries": Row(arguments=same_for_all(code="2021-07")),
    "api:list_projects": Row(),
    "api:list_returns": Row(arguments=same_for_all(code="2021-07")),
    "api:get_return": Row(Subject.PROJECT, api_return),
    "api:put_return": Row(Subject.PROJECT, api_return, data={"invested": "1"}),
    "api:submit_return": Row(Subject.PROJECT, api_return),
    "api:openapi": Row(),
}
"""URL name (``namespace:name`` for the API) → its row."""
