"""How long the door stays shut after failures, and when a session is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from niubizi.domain.signing_in import ADDRESS_TRIES, LockRule, SessionRule

RULE = LockRule(tries=5, lock=timedelta(minutes=15))
NOON = datetime(2021, 8, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 0), (2, 2), (3, 4), (4, 8), (5, 900), (6, 1800), (8, 7200), (99, 7200)],
)
def test_the_wait_doubles_then_locks_and_has_a_longest(failures: int, seconds: int) -> None:
    assert RULE.pause(failures) == timedelta(seconds=seconds)


def test_slowing_never_lasts_longer_than_a_lock() -> None:
    patient = LockRule(tries=10, lock=timedelta(minutes=1))
    assert patient.pause(9) == timedelta(minutes=1)


def test_an_address_is_not_slowed_before_it_is_locked() -> None:
    waits = [RULE.pause_of_address(failures) for failures in (1, ADDRESS_TRIES - 1, ADDRESS_TRIES)]
    assert waits == [timedelta(0), timedelta(0), RULE.lock]


@pytest.mark.parametrize(("seen_after", "ends_after"), [(0, 30), (100, 130), (700, 720)])
def test_a_session_ends_idle_or_at_its_longest_whichever_is_first(
    seen_after: int, ends_after: int
) -> None:
    rule = SessionRule(idle=timedelta(minutes=30), longest=timedelta(hours=12))
    seen = NOON + timedelta(minutes=seen_after)
    assert rule.ends(started=NOON, seen=seen) == NOON + timedelta(minutes=ends_after)
