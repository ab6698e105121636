"""The tree of organizations: one root, unique codes, ends instead of deletions."""

from __future__ import annotations

from datetime import date

import pytest

from niubizi.apps.kernel.actors import SYSTEM
from niubizi.apps.orgs import selectors, services
from niubizi.apps.orgs.models import Organization
from niubizi.domain.errors import DomainError
from tests.cast import NOW, City, organization

KIND = Organization.Kind


def update(node: Organization, **changes: object) -> Organization:
    given = {
        "name": node.name,
        "short_name": node.short_name,
        "gb2260": node.gb2260,
        "position": node.position,
        "valid_from": None,
        "valid_to": None,
        "successor": None,
        "version": node.version,
        **changes,
    }
    return services.organization_update(
        organization_id=node.pk,
        actor=SYSTEM,
        at=NOW,
        **given,  # type: ignore[arg-type]
    )


def test_a_place_holds_itself_and_everything_below(city: City) -> None:
    assert set(Organization.objects.within(city.own.path)) == {city.own, city.town}


def test_the_city_holds_everything(city: City) -> None:
    assert Organization.objects.within(city.root.path).count() == Organization.objects.count()


def test_blocks_come_in_their_official_order(city: City) -> None:
    assert tuple(selectors.blocks()) == city.blocks


def test_a_block_that_ended_is_no_block_of_a_later_day(city: City) -> None:
    update(city.stranger, valid_to=date(2021, 6, 30), successor=city.sibling)
    assert list(selectors.blocks(day=date(2021, 7, 1))) == [city.own, city.sibling]


def test_a_second_root_is_refused(city: City) -> None:
    with pytest.raises(DomainError, match=r"organization\.second_root"):
        organization("other", "另一市", KIND.TERRITORY)


def test_a_code_is_given_once(city: City) -> None:
    with pytest.raises(DomainError, match=r"organization\.exists"):
        organization(" binjiang ", "又一区", KIND.TERRITORY, parent=city.root)


@pytest.mark.parametrize(("code", "name"), [("", "某区"), ("x", "  ")])
def test_a_place_needs_code_and_name(city: City, code: str, name: str) -> None:
    with pytest.raises(DomainError, match=r"organization\.incomplete"):
        organization(code, name, KIND.TERRITORY, parent=city.root)


def test_a_place_does_not_end_before_it_begins(city: City) -> None:
    with pytest.raises(DomainError, match=r"dates\.reversed"):
        update(city.own, valid_from=date(2021, 7, 1), valid_to=date(2021, 6, 30))


def test_a_place_is_not_its_own_successor(city: City) -> None:
    with pytest.raises(DomainError, match=r"organization\.own_successor"):
        update(city.own, successor=city.own)


def test_a_change_on_an_older_state_is_stale(city: City) -> None:
    update(city.own, name="滨江新区")
    with pytest.raises(DomainError, match="stale"):
        update(city.own, name="江滨区")


def paths_of_blocks() -> dict[int, str]:
    return {block.pk: block.path for block in selectors.blocks()}


def test_the_block_of_a_town_is_found_by_its_path(city: City) -> None:
    assert selectors.block_of(city.town.path, paths_of_blocks()) == city.own.pk


def test_a_department_lies_in_no_block(city: City) -> None:
    assert selectors.block_of(city.department.path, paths_of_blocks()) is None
