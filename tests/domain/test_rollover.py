"""What goes on into the next year, and what it brings along."""

from __future__ import annotations

import pytest

from niubizi.domain.lifecycle import Stage
from niubizi.domain.rollover import StaysBehind, invested_before, stays_behind


@pytest.mark.parametrize("stage", Stage)
def test_what_is_completed_or_terminated_stays_behind_and_all_else_goes_on(stage: Stage) -> None:
    ended = {
        Stage.COMPLETED: StaysBehind.COMPLETED,
        Stage.IN_PRODUCTION: StaysBehind.COMPLETED,
        Stage.AT_CAPACITY: StaysBehind.COMPLETED,
        Stage.DELIVERED: StaysBehind.COMPLETED,
        Stage.TERMINATED: StaysBehind.TERMINATED,
    }
    assert stays_behind(stage) is ended.get(stage)


@pytest.mark.parametrize(
    ("before", "is_new", "since_start", "expected"),
    [
        (40, False, 999, 100),
        (None, True, None, 60),
        (None, False, 95, 95),
        (None, False, None, None),
    ],
)
def test_a_year_adds_to_what_was_invested_before_it(
    before: int | None, is_new: bool, since_start: int | None, expected: int | None
) -> None:
    found = invested_before(before=before, invested=60, is_new=is_new, since_start=since_start)
    assert found == expected
