"""Places, accounts and roles from workbooks: all or nothing, and the same twice changes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from niubizi.apps.kernel.actors import SYSTEM, Actor
from niubizi.apps.kernel.models import AuditEntry, User
from niubizi.apps.orgs.models import Organization, RoleGrant
from niubizi.apps.orgs.services.registers import (
    Deed,
    Outcomes,
    grants_import,
    organizations_import,
    people_import,
)
from niubizi.documents.workbooks import RegisterRow
from niubizi.documents.workbooks.registers import RegisterValue
from tests.cast import NOW, TODAY, City, actor_for, make_user

pytestmark = pytest.mark.django_db


def rows(*given: dict[str, RegisterValue]) -> list[RegisterRow]:
    return [RegisterRow(number, values) for number, values in enumerate(given, start=2)]


def place(
    code: str, name: str, parent: str = "city", **more: RegisterValue
) -> dict[str, RegisterValue]:
    return {"code": code, "name": name, "kind": "territory", "parent": parent, **more}


def import_places(*given: dict[str, RegisterValue], apply: bool = True) -> Outcomes:
    return organizations_import(rows=rows(*given), apply=apply, actor=SYSTEM, at=NOW)


def import_people(*given: dict[str, RegisterValue], apply: bool = True) -> Outcomes:
    return people_import(rows=rows(*given), apply=apply, actor=SYSTEM, at=NOW)


def import_grants(
    *given: dict[str, RegisterValue], apply: bool = True, actor: Actor = SYSTEM
) -> Outcomes:
    return grants_import(rows=rows(*given), apply=apply, actor=actor, at=NOW)


def deeds(outcomes: Outcomes) -> list[Deed]:
    return [row.deed for row in outcomes.rows]


def codes(outcomes: Outcomes) -> list[str]:
    return [row.refusal.code for row in outcomes.refused if row.refusal]


def test_a_parent_may_stand_below_its_child(city: City) -> None:
    found = import_places(place("town", "某镇", parent="new"), place("new", "新区", level="block"))
    assert deeds(found) == [Deed.CREATE, Deed.CREATE]
    new = Organization.objects.get(code="new")
    assert Organization.objects.get(code="town").path.startswith(new.path)


def test_a_new_place_comes_after_its_brothers(city: City) -> None:
    import_places(place("new", "新区", level="block"))
    assert list(Organization.objects.blocks())[-1].code == "new"


def test_a_preview_writes_nothing_and_leaves_no_line(city: City) -> None:
    before = AuditEntry.objects.count()
    found = import_places(place("new", "新区"), apply=False)
    assert deeds(found) == [Deed.CREATE]
    assert not Organization.objects.filter(code="new").exists()
    assert AuditEntry.objects.count() == before


def test_one_refused_row_takes_everything_back(city: City) -> None:
    found = import_places(place("new", "新区"), place("lost", "某镇", parent="nowhere"))
    assert codes(found) == ["organization.unknown_parent"]
    assert not Organization.objects.filter(code="new").exists()


def test_the_same_places_twice_change_nothing(city: City) -> None:
    import_places(place("new", "新区"))
    before = AuditEntry.objects.count()
    found = import_places(place("new", "新区"))
    assert not found.changes_anything
    assert AuditEntry.objects.count() == before


def test_a_known_place_is_changed_and_empty_cells_leave_what_is_known(city: City) -> None:
    Organization.objects.filter(code="binjiang").update(short_name="滨江")
    found = import_places(place("binjiang", "滨江新区"))
    assert deeds(found) == [Deed.CHANGE]
    changed = Organization.objects.get(code="binjiang")
    assert (changed.name, changed.short_name, changed.position) == ("滨江新区", "滨江", 1)


def test_a_known_place_does_not_move(city: City) -> None:
    assert codes(import_places(place("jiangwan", "江湾镇", parent="hudong"))) == [
        "organization.moves"
    ]


def test_a_second_root_is_refused_in_a_workbook_too(city: City) -> None:
    lonely: dict[str, RegisterValue] = {"code": "x", "name": "另一市", "kind": "territory"}
    assert codes(import_places(lonely)) == ["organization.second_root"]


def test_places_in_a_circle_are_refused(city: City) -> None:
    found = import_places(place("a", "甲", parent="b"), place("b", "乙", parent="a"))
    assert set(codes(found)) == {"organization.unknown_parent"}


def person(username: str, name: str, **more: RegisterValue) -> dict[str, RegisterValue]:
    return {
        "username": username,
        "name": name,
        "organization": "binjiang",
        "role": "block_officer",
        **more,
    }


def test_a_new_account_gets_a_one_time_password_that_works(city: City) -> None:
    (row,) = import_people(person("li.si", "李四")).rows
    user = User.objects.get(username="li.si")
    assert user.check_password(row.secret)
    assert user.must_change_password
    assert user.unit_name == "滨江区"


def test_a_previewed_account_gets_no_password(city: City) -> None:
    (row,) = import_people(person("li.si", "李四"), apply=False).rows
    assert (row.deed, row.secret) == (Deed.CREATE, "")


def test_a_person_with_two_roles_has_one_account(city: City) -> None:
    found = import_people(person("li.si", "李四"), person("LI.SI", "李四", organization="hudong"))
    assert len(found.rows) == 1
    assert User.objects.filter(username__iexact="li.si").count() == 1


def test_the_same_people_twice_change_nothing(city: City) -> None:
    import_people(person("li.si", "李四", phone="123"))
    assert not import_people(person("li.si", "李四")).changes_anything


def test_an_import_of_people_gives_no_roles(city: City) -> None:
    import_people(person("li.si", "李四"))
    assert not RoleGrant.objects.exists()


def test_people_of_no_known_place_are_refused(city: City) -> None:
    found = import_people(person("li.si", "李四", organization="nowhere"))
    assert codes(found) == ["organization.unknown"]
    assert not User.objects.filter(username="li.si").exists()


def test_roles_are_given_to_known_accounts_from_today_on(city: City) -> None:
    user = make_user("li.si", "李四")
    import_grants(person("li.si", "李四"))
    grant = RoleGrant.objects.get(user=user)
    assert (grant.role, grant.organization, grant.valid_from) == ("block_officer", city.own, TODAY)


def test_a_role_for_some_days_keeps_its_days(city: City) -> None:
    user = make_user("li.si", "李四")
    first, last = date(2021, 9, 1), date(2021, 12, 31)
    import_grants(person("li.si", "李四", valid_from=first, valid_to=last))
    grant = RoleGrant.objects.get(user=user)
    assert (grant.valid_from, grant.valid_to) == (first, last)


def test_the_same_roles_twice_change_nothing(city: City) -> None:
    make_user("li.si", "李四")
    import_grants(person("li.si", "李四"))
    assert not import_grants(person("li.si", "李四")).changes_anything


def test_roles_that_exclude_each_other_are_refused_in_one_workbook(city: City) -> None:
    make_user("li.si", "李四")
    both = person("li.si", "李四", organization="city", role="auditor")
    assert codes(import_grants(person("li.si", "李四"), both)) == ["grant.excluded"]
    assert not RoleGrant.objects.exists()


def test_a_role_for_no_account_is_refused(city: City) -> None:
    assert codes(import_grants(person("nobody", "某人"))) == ["user.unknown"]


def test_nobody_gives_themselves_a_role_by_workbook(cast: dict[str, User]) -> None:
    security = cast["security_admin"]
    found = import_grants(person("security_admin", security.name), actor=actor_for(security))
    assert codes(found) == ["grant.to_self"]


def test_a_merged_place_names_its_successor_which_may_stand_below(city: City) -> None:
    ended = place("own-old", "旧区", level="block", valid_to=TODAY, successor="new")
    found = import_places(ended, place("new", "新区", level="block"))
    assert deeds(found) == [Deed.CREATE, Deed.CREATE]
    old = Organization.objects.get(code="own-old")
    assert (old.successor and old.successor.code, old.valid_to) == ("new", TODAY)
    assert deeds(import_places(ended)) == [Deed.SAME]


def test_a_successor_that_nobody_knows_is_refused(city: City) -> None:
    found = import_places(place("old", "旧区", successor="nowhere"))
    assert codes(found) == ["organization.unknown"]
