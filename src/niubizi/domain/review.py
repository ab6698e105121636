"""The way of a return up the levels: who may do what to it, and what becomes of it.

A return starts as a draft of its reporter, is submitted to the first level, and rises level by
level until the last one approves it. Each level approves, returns with a comment, or corrects with
a trace: what was reported, reviewed and approved are all kept. The table of states and actions is
data; the documents draw it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from niubizi.domain.errors import DomainError


class State(Enum):
    """What has become of a return."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"

    @property
    def word(self) -> str:
        return _STATE_WORDS[self]


_STATE_WORDS = {
    State.DRAFT: "草稿",
    State.SUBMITTED: "待审核",
    State.RETURNED: "已退回",
    State.APPROVED: "已审定",
}


class Action(Enum):
    """What can be done to a return."""

    SAVE = "save"
    SUBMIT = "submit"
    APPROVE = "approve"
    CORRECT = "correct"
    RETURN = "return"
    WITHDRAW = "withdraw"

    @property
    def word(self) -> str:
        return _ACTION_WORDS[self]


_ACTION_WORDS = {
    Action.SAVE: "保存",
    Action.SUBMIT: "上报",
    Action.APPROVE: "通过",
    Action.CORRECT: "更正",
    Action.RETURN: "退回",
    Action.WITHDRAW: "撤回",
}

ALLOWED: dict[State, frozenset[Action]] = {
    State.DRAFT: frozenset({Action.SAVE, Action.SUBMIT}),
    State.RETURNED: frozenset({Action.SAVE, Action.SUBMIT}),
    State.SUBMITTED: frozenset({Action.APPROVE, Action.CORRECT, Action.RETURN, Action.WITHDRAW}),
    State.APPROVED: frozenset(),
}
"""Which actions a state admits. An approved return is immutable: a correction is a new revision."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a review route: ``code`` (block, city) and its Chinese name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a return stands: its state, and the level that has it while submitted (from 1)."""

    state: State
    level: int = 0


def current_figure(approved: int | None, reviewed: int | None, reported: int | None) -> int | None:
    """审定数, else 审核数, else 上报数: what a return says so far; ``None`` where it says nothing."""
    return next((each for each in (approved, reviewed, reported) if each is not None), None)


def decide(place: Place, action: Action, *, levels: int, entered_at: int = 1) -> Place:
    """Where a return stands after ``action``.

    ``levels`` is the length of the route; ``entered_at`` is the level that a submission reaches
    first: a block that reports for its project unit has passed its own level by reporting.
    Raises ``review.not_allowed`` where the table has no way.
    """
    if action not in ALLOWED[place.state]:
        raise DomainError("review.not_allowed", state=place.state.word, action=action.word)
    if action is Action.SUBMIT:
        return Place(State.SUBMITTED, entered_at)
    if action is Action.APPROVE:
        if place.level >= levels:
            return Place(State.APPROVED, levels)
        return Place(State.SUBMITTED, place.level + 1)
    if action is Action.RETURN:
        return Place(State.RETURNED)
    if action is Action.WITHDRAW:
        return Place(State.DRAFT)
    return place
