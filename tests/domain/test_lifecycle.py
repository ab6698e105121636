"""Stages: every pair of stages on either track, against the table written out by hand."""

from __future__ import annotations

from itertools import product

import pytest

from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage, Track, advance, owes_returns, starts_with, successors

HALTS = "suspended stalled terminated"
FOLLOWERS = {
    Track.ATTRACTED: {
        "lead": "negotiation signed landed started completed in_production at_capacity " + HALTS,
        "negotiation": "signed landed started completed in_production at_capacity " + HALTS,
        "signed": "landed started completed in_production at_capacity " + HALTS,
        "landed": "started completed in_production at_capacity " + HALTS,
        "started": "completed in_production at_capacity " + HALTS,
        "completed": "in_production at_capacity " + HALTS,
        "in_production": "at_capacity " + HALTS,
        "at_capacity": HALTS,
        "suspended": "lead negotiation signed landed started completed in_production at_capacity "
        "stalled terminated",
        "stalled": "lead negotiation signed landed started completed in_production at_capacity "
        "suspended terminated",
        "terminated": "",
    },
    Track.PUBLIC: {
        "planned": "preparatory started completed delivered " + HALTS,
        "preparatory": "started completed delivered " + HALTS,
        "started": "completed delivered " + HALTS,
        "completed": "delivered " + HALTS,
        "delivered": HALTS,
        "suspended": "planned preparatory started completed delivered stalled terminated",
        "stalled": "planned preparatory started completed delivered suspended terminated",
        "terminated": "",
    },
}
PAIRS = [
    (track, Stage(stage), to)
    for track, table in FOLLOWERS.items()
    for stage, to in product(table, Stage)
]
ALLOWED = [pair for pair in PAIRS if pair[2].value in FOLLOWERS[pair[0]][pair[1].value].split()]
FORBIDDEN = [pair for pair in PAIRS if pair not in ALLOWED]


@pytest.mark.parametrize(("track", "stage", "to"), ALLOWED)
def test_a_project_moves_to_a_stage_that_may_follow(track: Track, stage: Stage, to: Stage) -> None:
    assert advance(track, stage, to) is to


@pytest.mark.parametrize(("track", "stage", "to"), FORBIDDEN)
def test_a_project_does_not_move_elsewhere(track: Track, stage: Stage, to: Stage) -> None:
    with pytest.raises(DomainError, match=r"stage\.not_allowed"):
        advance(track, stage, to)


@pytest.mark.parametrize(
    ("track", "stage"), [(Track.PUBLIC, Stage.SIGNED), (Track.ATTRACTED, Stage.PLANNED)]
)
def test_a_stage_of_the_other_track_is_refused(track: Track, stage: Stage) -> None:
    with pytest.raises(DomainError, match=r"stage\.not_on_track"):
        successors(track, stage)


def test_only_what_is_being_built_owes_returns() -> None:
    owing = {stage for stage in Stage if owes_returns(stage)}
    assert owing == {Stage.STARTED, Stage.SUSPENDED, Stage.STALLED}


def test_every_stage_has_its_own_word() -> None:
    assert len({stage.word for stage in Stage}) == len(Stage)


@pytest.mark.parametrize(
    ("package", "part", "starts"),
    [
        (Stage.SIGNED, Stage.STARTED, True),
        (Stage.LANDED, Stage.IN_PRODUCTION, True),
        (Stage.SIGNED, Stage.LANDED, False),
        (Stage.STARTED, Stage.STARTED, False),
        (Stage.COMPLETED, Stage.STARTED, False),
        (Stage.SUSPENDED, Stage.STARTED, False),
    ],
)
def test_a_package_starts_with_its_first_part(package: Stage, part: Stage, *, starts: bool) -> None:
    assert starts_with(Track.ATTRACTED, package, part) is starts
