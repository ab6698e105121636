"""Who sees which project, for every part of the cast, against the table written by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from niubizi.apps.kernel.actors import SYSTEM, Actor
from niubizi.apps.kernel.models import User
from niubizi.apps.orgs import selectors
from niubizi.apps.orgs.scopes import scope
from niubizi.apps.projects.models import Project
from niubizi.domain.permissions import Operation
from niubizi.domain.roles import Role
from tests.cast import PARTS, REACHES, City, actor_for, give
from tests.ledger import Ledger, Scene

ActorFor = Callable[[str], Actor]
REPORTERS = ["block_officer", "sibling_officer", "project_officer"]


def seen(
    scene: Scene, actor: Actor, operation: Operation = Operation.VIEW_PROJECTS
) -> frozenset[str]:
    """The keys of the scene's projects that the actor comes upon."""
    found = set(Project.objects.visible_to(actor, operation).values_list("pk", flat=True))
    return frozenset(key for key, project in scene.projects.items() if project.pk in found)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_sees_its_projects_and_no_other(
    part: str, scene: Scene, cast: dict[str, User]
) -> None:
    assert seen(scene, actor_for(cast[part])) == REACHES[part]


@pytest.mark.parametrize("part", REPORTERS)
def test_who_reports_reaches_their_own_projects_for_reporting(
    part: str, scene: Scene, cast: dict[str, User]
) -> None:
    assert seen(scene, actor_for(cast[part]), Operation.REPORT_RETURNS) == REACHES[part]


@pytest.mark.parametrize("part", [part for part in PARTS if part not in {*REPORTERS}])
def test_an_operation_of_others_reaches_nothing(
    part: str, scene: Scene, cast: dict[str, User]
) -> None:
    expected = REACHES[part] if PARTS[part].role is Role.BLOCK_OFFICER else frozenset()
    assert seen(scene, actor_for(cast[part]), Operation.REPORT_RETURNS) == expected


def test_the_system_sees_no_project(scene: Scene) -> None:
    assert seen(scene, SYSTEM) == frozenset()


def test_a_project_of_a_town_is_its_blocks(city: City, ledger: Ledger, actor_for: ActorFor) -> None:
    project = ledger.project(city.town)
    assert project in Project.objects.visible_to(actor_for("block_officer"))


def test_two_grants_add_up(scene: Scene, city: City, cast: dict[str, User]) -> None:
    give(cast["block_officer"], Role.BLOCK_OFFICER, city.stranger)
    assert seen(scene, actor_for(cast["block_officer"])) == {"own", "stranger"}


def test_a_patrons_tie_counts_only_for_what_their_role_may(
    scene: Scene, cast: dict[str, User]
) -> None:
    patron = actor_for(cast["patron"])
    assert seen(scene, patron, Operation.LEAVE_REMARKS) == {"own"}
    assert seen(scene, patron, Operation.EDIT_PROJECTS) == set()


def test_a_project_is_seen_once_however_many_ties_lead_to_it(
    scene: Scene, city: City, cast: dict[str, User]
) -> None:
    officer = cast["department_officer"]
    give(officer, Role.BLOCK_OFFICER, city.own)
    give(officer, Role.PROJECT_OFFICER, city.company)
    found = Project.objects.visible_to(actor_for(officer))
    assert sorted(found.values_list("name", flat=True)) == ["新材料产业园", "智慧物流港"]


def test_the_whole_city_adds_no_condition_to_a_query(actor_for: ActorFor) -> None:
    everything = str(Project.objects.all().query)
    assert str(Project.objects.visible_to(actor_for("leader")).query) == everything


def test_a_reach_is_resolved_once_for_an_actor(
    actor_for: ActorFor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor = actor_for("department_officer")
    scope(actor, Operation.VIEW_PROJECTS)
    with django_assert_num_queries(0):
        scope(actor, Operation.VIEW_PROJECTS)


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("leader", ["示例市", "滨江区", "湖东区", "老城区", "江湾镇"]),
        ("block_officer", ["滨江区", "江湾镇"]),
        ("department_officer", []),
        ("project_officer", []),
        ("system_admin", []),
    ],
)
def test_places_to_ask_for_are_those_of_the_territory(
    part: str, names: list[str], actor_for: ActorFor
) -> None:
    places = selectors.visible_places(actor_for(part), Operation.VIEW_COCKPIT)
    assert sorted(place.name for place in places) == sorted(names)
