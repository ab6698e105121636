"""How long to wait after failures at signing in, and when a session is over.

Waiting is a moment before which a try isn't even looked at: nobody sleeps on a thread of the
server. Moments here are of the real clock, never of a sample city's day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_FAILURES = 1
"""A slip of the finger costs nothing; from the next failure on the waiting doubles: 2, 4, 8 s."""
LONGEST_DOUBLING = 3
"""A lock doubles with each further failure, up to eight times its length: an attacker is slowed
for good, and can't shut somebody out for longer than that after they stop."""
FORGOTTEN_AFTER = timedelta(hours=24)

ADDRESS_TRIES = 100
"""Failures from one address, over all names: an office of many people stands behind one."""


@dataclass(frozen=True, slots=True)
class LockRule:
    """After how many failures in a row an account is locked, and for how long at first."""

    tries: int
    lock: timedelta

    def locks(self, failures: int) -> bool:
        return failures >= self.tries

    def pause(self, failures: int) -> timedelta:
        """How long to refuse after the given number of failures in a row."""
        if self.locks(failures):
            return self.lock * (1 << min(failures - self.tries, LONGEST_DOUBLING))
        if failures <= FREE_FAILURES:
            return timedelta(0)
        return min(timedelta(seconds=1 << (failures - FREE_FAILURES)), self.lock)

    def pause_of_address(self, failures: int) -> timedelta:
        """The same for an address: nothing for long, so that no office waits for its neighbour."""
        return self.lock if failures >= ADDRESS_TRIES else timedelta(0)


@dataclass(frozen=True, slots=True)
class SessionRule:
    """How long a session lasts without a request, and at most."""

    idle: timedelta
    longest: timedelta

    def ends(self, *, started: datetime, seen: datetime) -> datetime:
        """The moment from which the session is over, unless it is seen again before."""
        return min(seen + self.idle, started + self.longest)
