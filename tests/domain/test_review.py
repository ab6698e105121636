"""The way of a return: every state and action, on routes of one to three levels."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain.errors import DomainError
from niubizi.domain.review import Action, Place, State, current_figure, decide

DRAFT, RETURNED = Place(State.DRAFT), Place(State.RETURNED)
AT_BLOCK, AT_CITY = Place(State.SUBMITTED, 1), Place(State.SUBMITTED, 2)
APPROVED = Place(State.APPROVED, 2)

TWO_LEVELS = {
    (DRAFT, Action.SAVE): DRAFT,
    (DRAFT, Action.SUBMIT): AT_BLOCK,
    (RETURNED, Action.SAVE): RETURNED,
    (RETURNED, Action.SUBMIT): AT_BLOCK,
    (AT_BLOCK, Action.APPROVE): AT_CITY,
    (AT_BLOCK, Action.CORRECT): AT_BLOCK,
    (AT_BLOCK, Action.RETURN): RETURNED,
    (AT_BLOCK, Action.WITHDRAW): DRAFT,
    (AT_CITY, Action.APPROVE): APPROVED,
    (AT_CITY, Action.CORRECT): AT_CITY,
    (AT_CITY, Action.RETURN): RETURNED,
    (AT_CITY, Action.WITHDRAW): DRAFT,
}
PLACES = (DRAFT, RETURNED, AT_BLOCK, AT_CITY, APPROVED)
FORBIDDEN = [pair for pair in product(PLACES, Action) if pair not in TWO_LEVELS]


@pytest.mark.parametrize(("place", "action"), TWO_LEVELS)
def test_a_return_goes_where_the_table_says(place: Place, action: Action) -> None:
    assert decide(place, action, levels=2) == TWO_LEVELS[place, action]


@pytest.mark.parametrize(("place", "action"), FORBIDDEN)
def test_anything_else_is_refused_in_words(place: Place, action: Action) -> None:
    with pytest.raises(DomainError) as refused:
        decide(place, action, levels=2)
    assert (refused.value.code, refused.value.facts) == (
        "review.not_allowed",
        {"state": place.state.word, "action": action.word},
    )


@pytest.mark.parametrize("action", Action)
def test_nothing_changes_an_approved_return(action: Action) -> None:
    with pytest.raises(DomainError):
        decide(APPROVED, action, levels=2)


def test_a_block_that_reports_itself_enters_above_its_own_review() -> None:
    assert decide(DRAFT, Action.SUBMIT, levels=2, entered_at=2) == AT_CITY


@given(st.integers(1, 6))
def test_a_return_is_approved_after_as_many_approvals_as_there_are_levels(levels: int) -> None:
    place = decide(DRAFT, Action.SUBMIT, levels=levels)
    passed = []
    while place.state is State.SUBMITTED:
        passed.append(place.level)
        place = decide(place, Action.APPROVE, levels=levels)
    assert (passed, place) == (list(range(1, levels + 1)), Place(State.APPROVED, levels))


@pytest.mark.parametrize("kind", [State, Action])
def test_states_and_actions_have_words_of_their_own(kind: type[State] | type[Action]) -> None:
    assert len({each.word for each in kind}) == len(kind)


@pytest.mark.parametrize(
    ("approved", "reviewed", "reported", "current"),
    [(0, 2, 3, 0), (None, 2, 3, 2), (None, None, 3, 3), (None, None, None, None)],
)
def test_what_was_decided_last_counts_even_where_it_is_nothing(
    approved: int | None, reviewed: int | None, reported: int | None, current: int | None
) -> None:
    assert current_figure(approved, reviewed, reported) == current
