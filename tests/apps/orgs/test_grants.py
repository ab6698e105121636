"""Grants: given by somebody else, in force between their days, with the exclusions."""

from __future__ import annotations

from datetime import date

import pytest

from niubizi.apps.kernel.actors import SYSTEM
from niubizi.apps.kernel.models import User
from niubizi.apps.orgs import services
from niubizi.apps.orgs.models import RoleGrant
from niubizi.apps.orgs.scopes import actor_of
from niubizi.domain.errors import DomainError
from niubizi.domain.roles import Role
from tests.cast import NOW, TODAY, City, actor_for, give, make_user


@pytest.fixture
def user(city: City) -> User:
    return make_user("zhang.san", "张三")


def roles_on(user: User, day: date) -> set[Role]:
    return set(actor_of(user, origin="test", today=day).roles)


def revoke(user: User, last_day: date) -> RoleGrant:
    grant = RoleGrant.objects.get(user=user)
    return services.role_revoke(grant_id=grant.pk, last_day=last_day, actor=SYSTEM, at=NOW)


def test_a_person_may_hold_a_role_at_several_places(user: User, city: City) -> None:
    give(user, Role.BLOCK_OFFICER, city.own)
    give(user, Role.BLOCK_OFFICER, city.sibling)
    assert len(actor_for(user).grants) == 2


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_who_works_on_projects_cannot_become_an_administrator(
    user: User, city: City, role: Role
) -> None:
    give(user, Role.BLOCK_OFFICER, city.own)
    with pytest.raises(DomainError, match=r"grant\.excluded"):
        give(user, role, city.root)


def test_an_administrator_cannot_work_on_projects(user: User, city: City) -> None:
    give(user, Role.SYSTEM_ADMIN, city.root)
    with pytest.raises(DomainError, match=r"grant\.excluded"):
        give(user, Role.LEADER, city.root)


def test_an_exclusion_ends_with_the_grant_that_caused_it(user: User, city: City) -> None:
    give(user, Role.SYSTEM_ADMIN, city.root)
    revoke(user, date(2021, 6, 30))
    give(user, Role.LEADER, city.root, valid_from=date(2021, 7, 1))
    assert roles_on(user, TODAY) == {Role.LEADER}


def test_an_administrator_is_one_of_the_whole_city(user: User, city: City) -> None:
    with pytest.raises(DomainError, match=r"grant\.only_at_root"):
        give(user, Role.AUDITOR, city.own)


def test_nobody_gives_themselves_a_role(user: User, city: City) -> None:
    with pytest.raises(DomainError, match=r"grant\.to_self"):
        services.role_grant(
            user=user,
            role=Role.CHIEF,
            organization=city.root,
            valid_from=TODAY,
            actor=actor_for(user),
            at=NOW,
        )


def test_nobody_takes_a_role_from_themselves(user: User, city: City) -> None:
    give(user, Role.SECURITY_ADMIN, city.root)
    with pytest.raises(DomainError, match=r"grant\.to_self"):
        services.role_revoke(
            grant_id=RoleGrant.objects.get(user=user).pk,
            last_day=TODAY,
            actor=actor_for(user),
            at=NOW,
        )


def test_the_same_grant_is_given_once(user: User, city: City) -> None:
    give(user, Role.LEADER, city.own)
    with pytest.raises(DomainError, match=r"grant\.exists"):
        give(user, Role.LEADER, city.own)


def test_a_grant_counts_from_its_first_to_its_last_day(user: User, city: City) -> None:
    give(user, Role.LEADER, city.own, valid_from=date(2021, 3, 1))
    revoke(user, date(2021, 3, 31))
    days = (date(2021, 2, 28), date(2021, 3, 1), date(2021, 3, 31), date(2021, 4, 1))
    assert [bool(roles_on(user, day)) for day in days] == [False, True, True, False]


def test_a_grant_revoked_before_it_began_never_counted(user: User, city: City) -> None:
    give(user, Role.LEADER, city.own, valid_from=date(2021, 9, 1))
    revoke(user, TODAY)
    assert not roles_on(user, date(2021, 9, 1))


def test_revoking_again_does_not_lengthen_a_grant(user: User, city: City) -> None:
    give(user, Role.LEADER, city.own)
    revoke(user, date(2021, 3, 31))
    revoke(user, TODAY)
    assert RoleGrant.objects.get(user=user).valid_to == date(2021, 3, 31)
