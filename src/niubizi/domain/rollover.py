"""结转: which entries of a year go on into the next, and what they bring along.

A programme has a year; the next one's entries are made from the December closing. What was still
being prepared or built on that day goes on as carry-over (结转); what was completed or terminated
stays behind. Plans are not carried: a new year is a new decision.
"""

from __future__ import annotations

from enum import Enum

from niubizi.domain.lifecycle import Stage


class StaysBehind(Enum):
    """Why an entry isn't carried over."""

    COMPLETED = "completed"
    TERMINATED = "terminated"

    @property
    def word(self) -> str:
        return {"completed": "已竣工投产", "terminated": "已终止"}[self.value]


_COMPLETED = frozenset({Stage.COMPLETED, Stage.IN_PRODUCTION, Stage.AT_CAPACITY, Stage.DELIVERED})


def stays_behind(stage: Stage) -> StaysBehind | None:
    """Why an entry at ``stage`` isn't carried over; ``None`` where it is. A halt is no end."""
    if stage in _COMPLETED:
        return StaysBehind.COMPLETED
    return StaysBehind.TERMINATED if stage is Stage.TERMINATED else None


def invested_before(
    *, before: int | None, invested: int, is_new: bool, since_start: int | None
) -> int | None:
    """至上年底累计完成投资 of the new year's entry in 分; ``None`` where nobody knows.

    ``before`` and ``invested`` are the old year's figures. An entry that was new brought nothing
    along; one that was carried over without a figure falls back on what was reported since the
    start.
    """
    if before is None and is_new:
        before = 0
    return since_start if before is None else before + invested
