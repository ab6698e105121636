"""What a month's table is read against: the projects that owe a return, with what they last said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.projects.models import ProgrammeEntry, Project
from niubizi.apps.projects.selectors.imports import known_organizations
from niubizi.apps.reporting.models import Period, ProgressReport
from niubizi.apps.reporting.selectors.approved import latest_approved
from niubizi.apps.reporting.selectors.owing import ProjectFacts, facts_of, owing
from niubizi.apps.reporting.selectors.periods import latest_closing
from niubizi.documents.workbooks import BookKind, ImportContext, KnownProject
from niubizi.domain.amounts import wan_of_fen
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation


@dataclass(frozen=True)
class MonthLedger:
    """The projects that a table may speak of, by id; amounts in 分.

    ``previous`` is the last approved figure of the year with its month, ``reports`` the current
    return of the period.
    """

    period: Period
    projects: dict[int, ProjectFacts]
    national_codes: dict[int, str]
    previous: dict[int, tuple[Month, int]]
    invested_before: dict[int, int]
    reports: dict[int, ProgressReport]


def month_ledger(
    period: Period, actor: Actor, operation: Operation = Operation.IMPORT_RETURNS
) -> MonthLedger:
    """What ``actor`` may report of a period, or may see of it, in a fixed number of queries."""
    closing = latest_closing(period)
    found = owing(period=period, actor=actor, closing=closing, operation=operation)
    projects = {each.id: each for each in facts_of(found, period=period, closing=closing)}
    ids = list(projects)
    codes = Project.objects.filter(pk__in=ids, national_code__isnull=False)
    before = ProgrammeEntry.objects.filter(
        project__in=ids, programme__year=period.year, invested_before_fen__isnull=False
    )
    return MonthLedger(
        period=period,
        projects=projects,
        national_codes={pk: code for pk, code in codes.values_list("pk", "national_code") if code},
        previous={
            project: (Month(period.year, month), fen)
            for project, (month, _, fen) in latest_approved(ids, period.key, before=True).items()
        },
        invested_before={
            project: fen
            for project, fen in before.values_list("project_id", "invested_before_fen")
            if fen is not None
        },
        reports={
            report.project_id: report
            for report in ProgressReport.objects.filter(period=period, project__in=ids).order_by(
                "revision"
            )
        },
    )


def month_context(ledger: MonthLedger) -> ImportContext:
    """The ledger as the reader of workbooks takes it, in 万元."""
    return ImportContext(
        organizations=known_organizations(),
        kind=BookKind.MONTHLY,
        period=ledger.period.key,
        year=ledger.period.year,
        projects=tuple(known for pk in ledger.projects for known in _known(ledger, pk)),
        jump_share=Fraction(preferences().jump_percent, 100),
    )


def _known(ledger: MonthLedger, pk: int) -> Iterator[KnownProject]:
    """A project under its national code, and under the office's own number."""
    project = ledger.projects[pk]
    month, fen = ledger.previous.get(pk, (None, None))
    before = ledger.invested_before.get(pk)
    for code in filter(None, (project.code, ledger.national_codes.get(pk))):
        yield KnownProject(
            name=project.name,
            code=code,
            total_investment=wan_of_fen(project.total_fen) if project.total_fen else None,
            annual_plan=wan_of_fen(project.plan_fen) if project.plan_fen else None,
            invested_before=None if before is None else wan_of_fen(before),
            last_ytd=None if fen is None else wan_of_fen(fen),
            last_period=month,
            due_ytd=None if project.due_fen is None else wan_of_fen(project.due_fen),
        )
