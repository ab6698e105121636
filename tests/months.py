"""Two months of a small city with everything that moves a rate between them; money in 万元.

The programme is measured by its plans, month ÷ 12. June is closed, July closed or still open.

=========  =====  ==========  =========  ===========================================
project    block  June        July       what happens
=========  =====  ==========  =========  ===========================================
甲         own    6,000       9,000      its plan goes from 12,000 to 15,000 in July
乙         own    6,000       5,000      corrected
丙         own    4,000       —          leaves the list on 1 July
丁         own    —           1,000      comes on the list on 1 July with a plan of 6,000
戊         sib.   7,000       8,000      plan 12,000
己         str.   3,000       (3,000)    doesn't report in July: carried; plan 12,000
=========  =====  ==========  =========  ===========================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import use_case
from niubizi.apps.projects.models import Programme, Project
from niubizi.apps.projects.services.programmes import PlanInput, entry_remove, plan_revise
from niubizi.apps.reporting.models import Closing, Period, ProgressReport
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from niubizi.apps.reporting.services.returns import ReturnInput, returns_save
from niubizi.apps.reporting.services.reviews import returns_approve
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.periods import Month
from tests.cast import NOW, City
from tests.ledger import JULY, Ledger

JUNE = Month(2021, 6)
OFFICERS = {"own": "block_officer", "sibling": "sibling_officer", "stranger": "stranger_officer"}

ActorFor = Callable[[str], Actor]


@dataclass(frozen=True, slots=True)
class TwoMonths:
    """The programme, the projects by name, both periods, and June's closing."""

    programme: Programme
    projects: Mapping[str, Project]
    june: Period
    july: Period
    june_closing: Closing


@use_case
def make_two_months(city: City, ledger: Ledger, actor_for: ActorFor) -> TwoMonths:
    """July is left open, with everything in it approved."""
    office = actor_for("projects_office")
    programme = ledger.programme()
    blocks = {
        "甲": city.own,
        "乙": city.own,
        "丙": city.own,
        "戊": city.sibling,
        "己": city.stranger,
    }
    projects = {name: ledger.project(block, name=f"{name}项目") for name, block in blocks.items()}
    entries = {name: ledger.entry(programme, project) for name, project in projects.items()}
    june = ledger.period(JUNE)
    report(june, "own", {"甲": 6_000, "乙": 6_000, "丙": 4_000}, projects, actor_for)
    report(june, "sibling", {"戊": 7_000}, projects, actor_for)
    report(june, "stranger", {"己": 3_000}, projects, actor_for)
    june_closing = close(june, actor_for)
    july = ledger.period(JULY)
    plan_revise(
        entry_id=entries["甲"].pk,
        plan=PlanInput(fen_of_wan(15_000)),
        from_month=7,
        document_number="示政办〔2021〕41号",
        reason="年中调整",
        actor=office,
        at=NOW,
    )
    entry_remove(
        entry_id=entries["丙"].pk, left_on=date(2021, 7, 1), reason="终止", actor=office, at=NOW
    )
    projects["丁"] = ledger.project(city.own, name="丁项目")
    ledger.entry(programme, projects["丁"], plan_wan=6_000, entered_on=date(2021, 7, 1))
    report(july, "own", {"甲": 9_000, "乙": 5_000, "丁": 1_000}, projects, actor_for)
    report(july, "sibling", {"戊": 8_000}, projects, actor_for)
    return TwoMonths(programme, projects, june, july, june_closing)


def report(
    period: Period,
    block: str,
    amounts: Mapping[str, int],
    projects: Mapping[str, Project],
    actor_for: ActorFor,
) -> None:
    """A block hands its returns up and the city approves them."""
    rows = [
        ReturnInput(
            projects[name].pk, fen_of_wan(wan), problems=f"{name}的问题", reason="按合同核减"
        )
        for name, wan in amounts.items()
    ]
    outcomes = returns_save(
        period_code=period.code,
        rows=rows,
        source=ProgressReport.Source.GRID,
        submit=True,
        actor=actor_for(OFFICERS[block]),
        at=NOW,
    )
    outcomes += returns_approve(
        period_code=period.code,
        project_ids=[row.project_id for row in rows],
        actor=actor_for("projects_office"),
        at=NOW,
    )
    refused = [outcome.refusal for outcome in outcomes if outcome.refusal]
    if refused:
        raise refused[0]


def close(period: Period, actor_for: ActorFor) -> Closing:
    """Prepared by one, confirmed by another."""
    closing_prepare(period_code=period.code, actor=actor_for("projects_office"), at=NOW)
    return closing_confirm(period_code=period.code, actor=actor_for("chief"), at=NOW)
