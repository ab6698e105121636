"""Faults and crowds: killed in the middle of a closing, two at the same thing at the same moment."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.verification import verify_trail
from niubizi.apps.reporting.models import (
    Closing,
    ClosingEntry,
    ClosingFigure,
    ClosingPreparation,
    Period,
    Position,
    ProgressReport,
)
from niubizi.apps.reporting.services import closing, returns, reviews
from niubizi.apps.reporting.services.returns import ReturnInput
from niubizi.apps.reporting.services.sealing import digest_of
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.errors import DomainError
from tests.cast import NOW, actor_for
from tests.ledger import Scene

ROOT = Path(__file__).resolve().parents[3]
ActorFor = Callable[[str], Actor]


@pytest.fixture
def prepared(environment: dict[str, str], scene: Scene, cast: dict[str, User]) -> dict[str, str]:
    """The scene's month, prepared; the environment for processes that work on it."""
    office = actor_for(cast["projects_office"])
    reviews.return_approve(report_id=scene.returns["sibling"].pk, actor=office, at=NOW)
    closing.closing_prepare(period_code="2021-07", actor=office, at=NOW)
    return environment


def confirming(environment: dict[str, str], *last: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.apps.reporting.killed", "2021-07", "chief", *last],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def is_whole_and_waits() -> bool:
    """Still prepared, nothing frozen, the live rows in place, the trail unbroken."""
    period = Period.objects.get(code="2021-07")
    return (
        period.state == Period.State.PREPARED
        and ClosingPreparation.objects.filter(period=period).exists()
        and Position.objects.filter(period=period).count() == 3
        and not Closing.objects.exists()
        and not ClosingEntry.objects.exists()
        and not ClosingFigure.objects.exists()
        and verify_trail().whole
    )


def is_whole_and_closed() -> bool:
    """Closed once, frozen as prepared, the digest and the trail hold."""
    act = Closing.objects.get()
    return (
        act.period.state == Period.State.CLOSED
        and act.entries.count() == 3
        and digest_of(act) == act.digest
        and not Position.objects.filter(period=act.period).exists()
        and verify_trail().whole
    )


@pytest.mark.parametrize("statement", [4, 9, 14, 19, 24])
def test_killed_before_any_statement_a_closing_waits_whole_and_can_be_confirmed(
    prepared: dict[str, str], cast: dict[str, User], statement: int
) -> None:
    process = confirming(prepared, str(statement))
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert is_whole_and_waits()
    closing.closing_confirm(period_code="2021-07", actor=actor_for(cast["chief"]), at=NOW)
    assert is_whole_and_closed()


def test_killed_at_any_moment_a_closing_is_done_or_not_begun(prepared: dict[str, str]) -> None:
    process = confirming(prepared)
    time.sleep(random.uniform(0.5, 2.5))  # noqa: S311 a moment, not a secret
    process.kill()
    process.communicate(timeout=60)
    closed = Closing.objects.exists()
    assert is_whole_and_closed() if closed else is_whole_and_waits()


def test_the_closing_that_is_killed_above_lives_when_let(prepared: dict[str, str]) -> None:
    output, _ = confirming(prepared).communicate(timeout=60)
    assert int(output) > 24
    assert is_whole_and_closed()


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Does all at the same moment in threads of their own; the codes of what was refused."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        try:
            start.wait()
            deed()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(deeds)) as threads:
        return sorted(threads.map(run, deeds))


def codes(outcomes: Iterable[returns.Outcome]) -> None:
    for outcome in outcomes:
        if outcome.refusal:
            raise outcome.refusal


def test_two_who_confirm_at_once_close_once(
    prepared: dict[str, str], cast: dict[str, User]
) -> None:
    chief = actor_for(cast["chief"])

    def confirm() -> None:
        closing.closing_confirm(period_code="2021-07", actor=chief, at=NOW)

    assert at_once(confirm, confirm) == ["", "closing.already_closed"]
    assert is_whole_and_closed()


@pytest.mark.django_db(transaction=True)
def test_two_who_save_a_return_at_once_one_is_told(
    scene: Scene, cast: dict[str, User], actor_for: ActorFor
) -> None:
    officer = actor_for("block_officer")
    draft = reviews.return_send_back(
        report_id=scene.returns["own"].pk, comment="重报", actor=officer, at=NOW
    )

    def save(part: str, wan: int) -> Callable[[], None]:
        given = ReturnInput(draft.project_id, fen_of_wan(wan), version=draft.version)
        actor = actor_for(part)
        return lambda: codes(
            returns.returns_save(
                period_code="2021-07",
                rows=[given],
                source="grid",
                submit=False,
                actor=actor,
                at=NOW,
            )
        )

    told = at_once(save("block_officer", 7_100), save("project_officer", 7_200))
    assert told == ["", "stale"]
    stored = ProgressReport.objects.get(pk=draft.pk)
    assert stored.version == draft.version + 1


@pytest.mark.django_db(transaction=True)
def test_a_return_and_a_closing_at_once_never_leave_a_return_behind_the_freeze(
    scene: Scene, actor_for: ActorFor
) -> None:
    office = actor_for("projects_office")

    def approve() -> None:
        reviews.return_approve(report_id=scene.returns["sibling"].pk, actor=office, at=NOW)

    def prepare() -> None:
        closing.closing_prepare(period_code="2021-07", actor=office, at=NOW)

    told = at_once(approve, prepare)
    approved = ProgressReport.objects.get(pk=scene.returns["sibling"].pk).state == "approved"
    position = Position.objects.get(project=scene.projects["sibling"])
    assert (told, position.invested_fen) == (
        (["", ""], fen_of_wan(7_000)) if approved else (["", "period.not_open"], 0)
    )
