"""The last evening of a month: everybody at once, and the closing in the middle of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from niubizi.apps.kernel.models import AuditEntry
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import Closing, Position, ProgressReport, ReportStep
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from niubizi.apps.reporting.services.returns import ReturnInput, returns_save
from niubizi.apps.reporting.services.sealing import digest_of
from niubizi.domain.amounts import fen_of_wan
from tests.browser.site import served
from tests.cast import NOW
from tests.months import OFFICERS
from tests.ordeal import dose
from tests.ordeal.client import Answer, Visitor
from tests.ordeal.conftest import Tell
from tests.ordeal.month import CODE, Month, trail_holds

CROWD = 200
REVIEWED_TWICE = 10
"""Every so-manieth return is approved by two people at the same moment."""

OFFICES = ("projects_office", "second_projects_office")
CLOSED = "不能填报或审核"
SessionOf = Callable[[str], str]


def amount(project: Project) -> int:
    """A figure that tells its project, in 万元."""
    return 1_000 + project.pk


class Way:
    """The way of one return that lies there as a draft: handed up, approved, or refused."""

    def __init__(self, project: Project, officer: Visitor, reviewers: list[Visitor]) -> None:
        self.project = project
        self.officer, self.reviewers = officer, reviewers
        self.answers: list[Answer] = []

    def go(self, start: Barrier) -> None:
        start.wait()
        handed_up = self.officer.post(f"/api/periods/{CODE}/returns/{self.project.pk}/submit")
        self.answers.append(handed_up)
        if handed_up.status == 200:
            with ThreadPoolExecutor(len(self.reviewers)) as both:
                self.answers += both.map(self._approved, self.reviewers)

    def _approved(self, reviewer: Visitor) -> Answer:
        path = f"/returns/{self.project.code}/review/?period={CODE}"
        return reviewer.post(path, do="approve")

    @property
    def approved(self) -> bool:
        return any(answer.status == 302 for answer in self.answers)


def drafts(month: Month) -> dict[Project, str]:
    """Two hundred projects with their drafts, each with the part that reports it."""
    city = month.city
    blocks = {"own": city.own, "sibling": city.sibling, "stranger": city.stranger}
    shares = {"own": CROWD - 2 * (CROWD // 3), "sibling": CROWD // 3, "stranger": CROWD // 3}
    made: dict[Project, str] = {}
    for key, block in blocks.items():
        projects = month.projects(block, shares[key])
        made |= dict.fromkeys(projects, OFFICERS[key])
        returns_save(
            period_code=CODE,
            rows=[ReturnInput(each.pk, fen_of_wan(amount(each))) for each in projects],
            source=ProgressReport.Source.GRID,
            submit=False,
            actor=month.actor(OFFICERS[key]),
            at=NOW,
        )
    return made


@pytest.mark.parametrize("evening", range(dose(1, 8)))
def test_two_hundred_report_while_the_month_is_closed(
    month: Month, session_of: SessionOf, tmp_path: Path, tell: Tell, evening: int
) -> None:
    reporters = drafts(month)
    sessions = {part: session_of(part) for part in (*OFFICERS.values(), *OFFICES)}
    with served(month.environment, tmp_path / "site.log", threads=12) as site:
        visitors = {part: Visitor(site, session) for part, session in sessions.items()}
        ways = [
            Way(
                project,
                visitors[part],
                [visitors[each] for each in OFFICES[: 1 + (n % REVIEWED_TWICE == 0)]],
            )
            for n, (project, part) in enumerate(reporters.items())
        ]
        start = Barrier(CROWD)
        with ThreadPoolExecutor(CROWD) as crowd:
            going = [crowd.submit(way.go, start) for way in ways]
            closing = close_when_reported(month, at_least=CROWD // 4)
        for each in going:
            each.result()

    answers = [answer for way in ways for answer in way.answers]
    assert {answer.status for answer in answers} <= {200, 302, 409, 422}
    unsaid = [
        way.answers for way in ways if not way.approved and CLOSED not in way.answers[-1].text
    ]
    assert not unsaid
    approved = {way.project.pk: fen_of_wan(amount(way.project)) for way in ways if way.approved}
    frozen = closing.entries.filter(carried=False, unreported=False)
    assert dict(frozen.values_list("project_id", "invested_fen")) == approved
    assert closing.entries.count() == CROWD == ProgressReport.objects.count()
    assert ReportStep.objects.filter(action="approve").count() == len(approved)
    assert AuditEntry.objects.filter(action="return.approve").count() == len(approved)
    assert digest_of(closing) == closing.digest
    assert not Position.objects.filter(period__code=CODE).exists()
    assert trail_holds()
    tell(
        f"{CROWD} reporters at once, {len(answers)} requests, closed in the middle: "
        f"{len(approved)} in the closing, {CROWD - len(approved)} refused with the reason"
    )


def close_when_reported(month: Month, *, at_least: int) -> Closing:
    """Prepares and confirms as soon as so many returns are approved, the others being on their way."""
    approved = ProgressReport.objects.filter(state="approved")
    while approved.count() < at_least:
        time.sleep(0.02)
    closing_prepare(period_code=CODE, actor=month.actor("projects_office"), at=NOW)
    return closing_confirm(period_code=CODE, actor=month.actor("chief"), at=NOW)
