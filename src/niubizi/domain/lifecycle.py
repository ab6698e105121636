"""The stages of a project on its two tracks, and which may follow which.

The table is data; pages and documents draw it from here.
"""

from __future__ import annotations

from enum import Enum

from niubizi.domain.errors import DomainError


class Track(Enum):
    """Attracted projects (招商项目), or public and infrastructure projects (政府投资项目)."""

    ATTRACTED = "attracted"
    PUBLIC = "public"


class Stage(Enum):
    """Where a project stands on its way from the first lead to full capacity."""

    LEAD = "lead"
    NEGOTIATION = "negotiation"
    SIGNED = "signed"
    LANDED = "landed"
    PLANNED = "planned"
    PREPARATORY = "preparatory"
    STARTED = "started"
    COMPLETED = "completed"
    IN_PRODUCTION = "in_production"
    AT_CAPACITY = "at_capacity"
    DELIVERED = "delivered"
    SUSPENDED = "suspended"
    STALLED = "stalled"
    TERMINATED = "terminated"

    @property
    def word(self) -> str:
        return STAGE_WORDS[self]


STAGE_WORDS = {
    Stage.LEAD: "线索",
    Stage.NEGOTIATION: "在谈",
    Stage.SIGNED: "签约",
    Stage.LANDED: "落地",
    Stage.PLANNED: "谋划",
    Stage.PREPARATORY: "前期",
    Stage.STARTED: "开工",
    Stage.COMPLETED: "竣工",
    Stage.IN_PRODUCTION: "投产",
    Stage.AT_CAPACITY: "达产",
    Stage.DELIVERED: "交付",
    Stage.SUSPENDED: "暂停",
    Stage.STALLED: "停滞",
    Stage.TERMINATED: "终止",
}

TRACKS = {
    Track.ATTRACTED: (
        Stage.LEAD,
        Stage.NEGOTIATION,
        Stage.SIGNED,
        Stage.LANDED,
        Stage.STARTED,
        Stage.COMPLETED,
        Stage.IN_PRODUCTION,
        Stage.AT_CAPACITY,
    ),
    Track.PUBLIC: (
        Stage.PLANNED,
        Stage.PREPARATORY,
        Stage.STARTED,
        Stage.COMPLETED,
        Stage.DELIVERED,
    ),
}

HALTS = (Stage.SUSPENDED, Stage.STALLED, Stage.TERMINATED)

UNDER_CONSTRUCTION = frozenset({Stage.STARTED, Stage.SUSPENDED, Stage.STALLED})
"""在建 is a state of the world, started and not completed; a halted site still owes a return."""


def successors(track: Track, stage: Stage) -> tuple[Stage, ...]:
    """The stages that may follow: any later one of the track, or a halt; a halt resumes anywhere.

    Later stages may be skipped, since an office often learns of several steps at once. Nothing
    follows termination.
    """
    line = TRACKS[track]
    if stage is Stage.TERMINATED:
        return ()
    if stage in HALTS:
        return (*line, *(halt for halt in HALTS if halt is not stage))
    if stage not in line:
        raise DomainError("stage.not_on_track", stage=stage.value, track=track.value)
    return (*line[line.index(stage) + 1 :], *HALTS)


def advance(track: Track, stage: Stage, to: Stage) -> Stage:
    """The stage after moving ``to``; raises ``stage.not_allowed`` where the table has no way."""
    if to not in successors(track, stage):
        raise DomainError("stage.not_allowed", stage=stage.word, to=to.word)
    return to


def starts_with(track: Track, stage: Stage, part: Stage) -> bool:
    """Whether a package that stands before its start starts because ``part`` has: its first one."""
    line = TRACKS[track]
    begun = part is Stage.STARTED or part in line[line.index(Stage.STARTED) :]
    return begun and stage in line[: line.index(Stage.STARTED)]


def owes_returns(stage: Stage) -> bool:
    """应报: completed, terminated and preparatory projects don't report."""
    return stage in UNDER_CONSTRUCTION
