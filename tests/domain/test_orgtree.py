"""Paths in the tree: who is below whom, by comparing strings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain.orgtree import comparable, ids, is_within, path_of, upper

NODES = st.lists(st.integers(1, 10**9), min_size=1, max_size=6)


def path(node_ids: list[int]) -> str:
    found = ""
    for each in node_ids:
        found = path_of(found, each)
    return found


def digits(text: str) -> str:
    """What is left to compare where a collation passes over punctuation."""
    return text.replace(".", "")


@given(NODES)
def test_a_path_holds_the_ids_from_the_root_down(node_ids: list[int]) -> None:
    assert ids(path(node_ids)) == tuple(node_ids)


@given(NODES, NODES)
def test_the_range_of_a_path_holds_its_descendants_and_nobody_else(
    one: list[int], other: list[int]
) -> None:
    here, there = path(one), path(other)
    assert (here <= there < upper(here)) == (other[: len(one)] == one)


@given(NODES, NODES)
def test_the_range_is_the_same_where_punctuation_is_passed_over(
    one: list[int], other: list[int]
) -> None:
    here, there = path(one), path(other)
    within = digits(here) <= digits(there) < digits(upper(here))
    assert within == is_within(there, here)


@given(NODES, NODES)
def test_within_means_below_or_the_same(one: list[int], below: list[int]) -> None:
    assert is_within(path(one + below), path(one))
    assert not is_within(path(one), path(one + below))


@pytest.mark.parametrize(("place", "today"), [(1, 3), (2, 3), (3, 3), (9, 9), (7, 8)])
def test_figures_stand_where_their_place_was_merged_into(place: int, today: int) -> None:
    """1 went into 2 and 2 into 3; 7 and 8 name each other, which services refuse."""
    assert comparable(place, {1: 2, 2: 3, 7: 8, 8: 7}) == today
