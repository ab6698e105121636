"""Roles and what they exclude."""

from __future__ import annotations

from itertools import permutations

import pytest

from niubizi.domain.errors import DomainError
from niubizi.domain.roles import SOLITARY, Role, refuse_excluded

PAIRS = list(permutations(Role, 2))
CLASHING = [pair for pair in PAIRS if SOLITARY & set(pair)]
AGREEING = [pair for pair in PAIRS if not SOLITARY & set(pair)]


def test_the_separated_administrators_and_the_auditor_stand_alone() -> None:
    assert {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR} == SOLITARY


@pytest.mark.parametrize(("held", "wanted"), CLASHING)
def test_who_holds_one_cannot_hold_the_other(held: Role, wanted: Role) -> None:
    with pytest.raises(DomainError) as refused:
        refuse_excluded([held], wanted)
    assert refused.value.facts == {"wanted": wanted.word, "held": held.word}


@pytest.mark.parametrize(("held", "wanted"), AGREEING)
def test_other_roles_go_together(held: Role, wanted: Role) -> None:
    refuse_excluded([held], wanted)


@pytest.mark.parametrize("role", Role)
def test_a_role_goes_with_itself_at_another_place(role: Role) -> None:
    refuse_excluded([role], role)


def test_an_ordinary_role_is_refused_beside_a_solitary_among_several() -> None:
    with pytest.raises(DomainError) as refused:
        refuse_excluded([Role.LEADER, Role.AUDITOR], Role.CHIEF)
    assert refused.value.facts["held"] == "审计员"


def test_every_role_has_its_own_word() -> None:
    assert len({role.word for role in Role}) == len(Role)
