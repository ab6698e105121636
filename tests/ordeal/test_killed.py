"""``kill -9`` at random moments: what was under way is done or not begun, and the next run completes.

test_faults.py beside the closing's own tests kills before chosen statements; here the moment is
nobody's choice, the commit and the writing of files included.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from niubizi.apps.briefing.models import Briefing
from niubizi.apps.briefing.services.briefings import briefing_draft
from niubizi.apps.kernel.models import StoredFile
from niubizi.apps.kernel.storage import read_file
from niubizi.apps.projects.models import ImportBatch, Project
from niubizi.apps.projects.services.import_batches import batch_open
from niubizi.apps.reporting.models import (
    Closing,
    ClosingEntry,
    ClosingFigure,
    ClosingPreparation,
    Period,
    Position,
)
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from niubizi.apps.reporting.services.sealing import digest_of
from niubizi.domain import periods
from tests.cast import NOW
from tests.ordeal import dose
from tests.ordeal.conftest import Tell
from tests.ordeal.doomed import Executioner, executioner
from tests.ordeal.month import CODE, Month, trail_holds

KILLS = dose(3, 50)
ROWS = 40
HEAD = "项目名称,所属板块,总投资（万元）,年度计划投资（万元）\n"
Check = Callable[[], bool]


@pytest.fixture(scope="module")
def axe(server_environment: dict[str, str]) -> Iterator[Executioner]:
    with executioner(server_environment) as made:
        yield made


class Victim:
    """A deed with its two states: ``waits`` before it, ``done`` after; there is no third."""

    def __init__(self, axe: Executioner, deed: str, waits: Check, done: Check) -> None:
        self.axe, self.deed = axe, deed
        self.waits, self.done = waits, done
        self.seconds = 0.0
        self.struck = self.undone = 0

    def lives(self, **facts: object) -> None:
        """Done without being killed: takes the time that kills are spread over."""
        self.seconds = self.axe.let_live(self.deed, **facts)
        assert self.done()

    def is_killed(self, **facts: object) -> None:
        """Killed at some moment of its time; what wasn't done then, the next run does."""
        after = random.uniform(0, self.seconds)  # noqa: S311 a moment, not a secret
        struck = self.axe.kill(after, self.deed, **facts)
        wait_for_silence()
        if not struck:
            # Too late: the machine has become quicker.
            self.seconds *= 0.9
        self.struck += struck
        if not self.done():
            assert self.waits()
            self.undone += 1
            self.lives(**facts)

    @property
    def tale(self) -> str:
        return (
            f"killed at {KILLS} random moments, {self.struck} times at work: {self.undone} left "
            f"nothing and completed at the next run, {KILLS - self.undone} were done; none half done"
        )


def wait_for_silence() -> None:
    """PostgreSQL notices a moment later that somebody is gone, and may be committing until then."""
    if connection.vendor != "postgresql":
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    while True:
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.01)


def test_an_import_killed_is_whole_or_not_begun(month: Month, axe: Executioner, tell: Tell) -> None:
    def upload(number: int) -> ImportBatch:
        rows = "".join(
            f"第{number}批第{row}号工程,滨江区,{50_000 + row},{12_000 + row}\n"
            for row in range(ROWS)
        )
        return batch_open(
            kind="list",
            data=(HEAD + rows).encode(),
            file_name=f"名单{number}.csv",
            programme=month.programme,
            actor=month.actor("projects_office"),
            at=NOW,
        )

    batches = [upload(number) for number in range(KILLS + 1)]

    def counted(batches_done: int) -> bool:
        whole = batches_done * ROWS
        return (
            ImportBatch.objects.filter(state=ImportBatch.State.APPLIED).count() == batches_done
            and Project.objects.count() == month.programme.entries.count() == whole
            and Position.objects.filter(period=august).count() == whole
            and trail_holds()
        )

    # What comes on a list that isn't empty comes on it today.
    august = month.ledger.period(periods.Month(2021, 8))
    now = 0
    victim = Victim(axe, "apply", lambda: counted(now), lambda: counted(now + 1))
    victim.lives(batch=batches[0].pk)
    for now, batch in enumerate(batches[1:], start=1):  # noqa: B007 the checks read it
        victim.is_killed(batch=batch.pk)
    tell(victim.tale)


def test_a_closing_and_a_reopening_killed_are_whole_or_not_begun(
    month: Month, axe: Executioner, tell: Tell
) -> None:
    count = len(month.projects(month.city.own, ROWS))
    office = month.actor("projects_office")

    def frozen() -> bool:
        """Every closing is whole and follows from the one before."""
        acts = list(Closing.objects.order_by("sequence"))
        previous = ["", *(act.digest for act in acts)]
        return (
            all(digest_of(act) == act.digest for act in acts)
            and [act.previous_digest for act in acts] == previous[:-1]
            and ClosingEntry.objects.count() == count * closings("close")
            and all(act.figures.exists() for act in acts if act.kind == Closing.Kind.CLOSE)
            and ClosingFigure.objects.exclude(closing__in=acts).count() == 0
            and trail_holds()
        )

    def closings(kind: str) -> int:
        return Closing.objects.filter(kind=kind).count()

    def stands(state: str, positions: int, *, prepared: bool) -> bool:
        return (
            month.period.state == state
            and Position.objects.filter(period__code=CODE).count() == positions
            and ClosingPreparation.objects.exists() == prepared
            and frozen()
        )

    times = 0

    def prepared() -> bool:
        whole = closings("close") == closings("reopen") == times
        return whole and stands(Period.State.PREPARED, count, prepared=True)

    def closed() -> bool:
        whole = closings("close") == closings("reopen") + 1 == times + 1
        return whole and stands(Period.State.CLOSED, 0, prepared=False)

    def opened() -> bool:
        whole = closings("close") == closings("reopen") == times + 1
        return whole and stands(Period.State.OPEN, count, prepared=False)

    closing = Victim(axe, "confirm", prepared, closed)
    reopening = Victim(axe, "reopen", closed, opened)
    for times in range(KILLS + 1):
        closing_prepare(period_code=CODE, actor=office, at=NOW)
        for victim in (closing, reopening):
            (victim.is_killed if times else victim.lives)(period=CODE)
    tell(f"closing {closing.tale}")
    tell(f"reopening {reopening.tale}")


def test_a_briefing_killed_is_issued_with_its_files_or_a_draft(
    month: Month, axe: Executioner, tell: Tell
) -> None:
    month.projects(month.city.own, ROWS)
    office = month.actor("projects_office")
    closing_prepare(period_code=CODE, actor=office, at=NOW)
    act = closing_confirm(period_code=CODE, actor=month.actor("chief"), at=NOW)

    def draft() -> Briefing:
        return briefing_draft(
            period_code=CODE, programme_codes=[month.programme.code], actor=office, at=NOW
        )

    def still_a_draft() -> bool:
        found = Briefing.objects.get(pk=briefing.pk)
        return (
            found.state == Briefing.State.DRAFT
            and found.document is None
            and found.annex is None
            and files_hold()
        )

    def issued() -> bool:
        found = Briefing.objects.get(pk=briefing.pk)
        if found.state != Briefing.State.ISSUED:
            return False
        act.refresh_from_db()
        assert found.document is not None
        assert found.annex is not None
        return act.published_at is not None and files_hold() and trail_holds()

    briefing = draft()
    victim = Victim(axe, "issue", still_a_draft, issued)
    for number in range(KILLS + 1):
        briefing = draft()
        facts = {
            "briefing": briefing.pk,
            "version": briefing.version,
            "number": f"〔2021〕{number}号",
        }
        (victim.is_killed if number else victim.lives)(**facts)
    tell(victim.tale)


def files_hold() -> bool:
    """Every file that a row speaks of is there with all its bytes."""
    return all(
        hashlib.sha256(read_file(row)).hexdigest() == row.sha256 for row in StoredFile.objects.all()
    )
