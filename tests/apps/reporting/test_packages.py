"""打包项目: parts taken in and let go, and what follows for returns, counts and the start."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import Project
from niubizi.apps.projects.services.projects import project_advance
from niubizi.apps.reporting.models import Position
from niubizi.apps.reporting.services.packages import part_add, part_remove
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage
from tests.cast import NOW, City
from tests.ledger import Ledger

pytestmark = pytest.mark.django_db

Add = Callable[[Project, Project], Project]


@pytest.fixture
def add(actor_for: Callable[[str], Actor]) -> Add:
    def added(package: Project, part: Project) -> Project:
        return part_add(
            package_id=package.pk, part_code=part.code, actor=actor_for("projects_office"), at=NOW
        )

    return added


@pytest.fixture
def package(city: City, ledger: Ledger) -> Project:
    """Signed, not started, on a list; July is open."""
    project = ledger.project(city.own, name="标准厂房（打包）", stage=Stage.SIGNED)
    ledger.entry(ledger.programme(), project)
    ledger.period()
    return project


def test_a_package_counts_once_and_as_its_parts(
    package: Project, city: City, ledger: Ledger, add: Add
) -> None:
    for name in ("一标段", "二标段"):
        add(package, ledger.project(city.own, name=name))
    assert Position.objects.get(project=package).parts == 2


def test_it_starts_when_its_first_part_has(
    package: Project,
    city: City,
    ledger: Ledger,
    add: Add,
    actor_for: Callable[[str], Actor],
) -> None:
    part = add(package, ledger.project(city.own, name="一标段", stage=Stage.SIGNED))
    package.refresh_from_db()
    assert package.stage == Stage.SIGNED.value
    project_advance(
        project_id=part.pk,
        to=Stage.STARTED,
        on=NOW.date(),
        actor=actor_for("projects_office"),
        at=NOW,
    )
    package.refresh_from_db()
    assert package.stage == Stage.STARTED.value
    assert package.stage_events.filter(occurred_on=NOW.date()).exists()


def test_packages_are_not_nested(package: Project, city: City, ledger: Ledger, add: Add) -> None:
    part = add(package, ledger.project(city.own))
    other = ledger.project(city.own)
    for whole, piece in ((other, package), (part, other), (other, part)):
        with pytest.raises(DomainError, match=r"package\.nested"):
            add(whole, piece)


def test_what_has_reported_becomes_no_package(
    package: Project, city: City, ledger: Ledger, add: Add, actor_for: Callable[[str], Actor]
) -> None:
    reporting = ledger.project(city.own)
    ledger.entry(package.entries.get().programme, reporting)
    ledger.submitted(
        reporting,
        Position.objects.get(project=package).period,
        by=actor_for("block_officer"),
    )
    with pytest.raises(DomainError, match=r"package\.reports"):
        add(reporting, ledger.project(city.own))


def test_a_part_let_go_is_a_project_again(
    package: Project, city: City, ledger: Ledger, add: Add, actor_for: Callable[[str], Actor]
) -> None:
    part = add(package, ledger.project(city.own))
    office = actor_for("projects_office")
    part_remove(package_id=package.pk, part_id=part.pk, actor=office, at=NOW)
    assert not package.parts.exists()
    assert Position.objects.get(project=package).parts == 1


def test_the_office_takes_parts_in_on_the_page(
    package: Project, city: City, ledger: Ledger, client_for: Callable[[str], Client]
) -> None:
    part = ledger.project(city.own, name="一标段厂房")
    client, path = client_for("projects_office"), f"/projects/{package.pk}/parts/"
    assert client.post(path, {"code": "nothing"}).status_code == 422
    assert client.post(path, {"code": part.code}).status_code == 302
    assert "一标段厂房" in client.get(f"/projects/{package.pk}/").content.decode()
    client.post(path, {"remove": str(part.pk)})
    assert not package.parts.exists()
