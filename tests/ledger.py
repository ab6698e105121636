"""The least valid rows of the ledger and of a month, made in this one place for every test.

Each function fills what its caller doesn't care about. ``make_scene`` makes the three projects
that the questions of reach are asked about: one's own, a sibling's, a stranger's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from niubizi.apps.kernel.models import User
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import (
    Origin,
    PlanVersion,
    Programme,
    ProgrammeEntry,
    Project,
    ProjectOrganization,
    ProjectPerson,
    Relation,
)
from niubizi.apps.reporting.models import Period, PeriodLevel, ProgressReport
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.deadlines import DueRule
from niubizi.domain.lifecycle import Stage, Track
from niubizi.domain.periods import Month
from niubizi.domain.progress import ScheduleRule
from niubizi.domain.review import State
from tests.cast import NOW, YEAR_START, City

_numbers = count(1)
JULY = Month(2021, 7)


def make_project(
    block: Organization,
    *,
    name: str = "",
    owner: Organization | None = None,
    department: Organization | None = None,
    patron: User | None = None,
    total_wan: int = 100_000,
    stage: Stage = Stage.STARTED,
    track: Track = Track.ATTRACTED,
    **fields: Any,
) -> Project:
    """A project under construction in ``block``."""
    number = next(_numbers)
    project = Project.objects.create(
        code=f"P{number:05d}",
        name=name or f"示例项目{number}",
        track=track.value,
        stage=stage.value,
        total_fen=fen_of_wan(total_wan),
        started_on=YEAR_START,
        created_at=NOW,
        **fields,
    )
    links = [(Relation.BLOCK, block), (Relation.OWNER, owner), (Relation.DEPARTMENT, department)]
    ProjectOrganization.objects.bulk_create(
        ProjectOrganization(project=project, relation=relation, organization=place)
        for relation, place in links
        if place
    )
    if patron:
        ProjectPerson.objects.create(project=project, user=patron, tie=ProjectPerson.Tie.PATRON)
    return project


def make_programme(
    code: str = "2021-municipal",
    *,
    series: str = "",
    base_kind: Programme.BaseKind = Programme.BaseKind.PLANS,
    target_wan: int | None = None,
    rule: ScheduleRule = ScheduleRule.PLAIN_MONTH,
    **fields: Any,
) -> Programme:
    """A programme of the city for 2021, its schedule plain month ÷ 12."""
    return Programme.objects.create(
        code=code,
        series=series or code.partition("-")[2] or code,
        name="2021年市重大项目",
        short_name="市重大",
        level=Programme.Level.CITY,
        year=2021,
        base_kind=base_kind,
        target_fen=None if target_wan is None else fen_of_wan(target_wan),
        schedule_rule=rule.value,
        **fields,
    )


def make_entry(
    programme: Programme,
    project: Project,
    *,
    plan_wan: int = 12_000,
    origin: Origin = Origin.NEW,
    entered_on: date = YEAR_START,
    **fields: Any,
) -> ProgrammeEntry:
    """A project on a programme with the first version of its annual plan."""
    entry = ProgrammeEntry.objects.create(
        programme=programme,
        project=project,
        number=programme.entries.count() + 1,
        origin=origin,
        entered_on=entered_on,
        **fields,
    )
    PlanVersion.objects.create(entry=entry, annual_fen=fen_of_wan(plan_wan), decided_at=NOW)
    return entry


def make_period(month: Month = JULY) -> Period:
    """An open period with the two levels of the sample city: block, then city office."""
    period = Period.objects.create(
        code=month.code,
        year=month.year,
        month=month.month,
        cutoff=month.last_day,
        opened_at=NOW,
    )
    PeriodLevel.objects.bulk_create(
        PeriodLevel(
            period=period, ordinal=ordinal, code=code, name=name, due_at=DueRule(day).moment(month)
        )
        for ordinal, code, name, day in ((1, "block", "板块", 3), (2, "city", "市重大项目办", 5))
    )
    return period


def make_return(
    project: Project,
    period: Period,
    *,
    entered_by: User,
    invested_wan: int = 7_000,
    state: State = State.SUBMITTED,
    level: int = 1,
) -> ProgressReport:
    """A return that waits at the first level, unless told otherwise."""
    return ProgressReport.objects.create(
        project=project,
        period=period,
        state=state.value,
        level=level,
        reported_fen=fen_of_wan(invested_wan),
        approved_fen=fen_of_wan(invested_wan) if state is State.APPROVED else None,
        source=ProgressReport.Source.GRID,
        entered_by=entered_by,
        entered_at=NOW,
        submitted_at=NOW,
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """A month in the city: a programme, an open period and three projects with their returns.

    The keys are ``own`` (in 滨江区, built by 恒新材料, led by 工信局, looked after by the patron),
    ``sibling`` (in 湖东区, led by 工信局 too) and ``stranger`` (in 老城区, nobody's).
    """

    programme: Programme
    period: Period
    projects: dict[str, Project]
    entries: dict[str, ProgrammeEntry]
    returns: dict[str, ProgressReport]


def make_scene(city: City, cast: dict[str, User]) -> Scene:
    programme, period = make_programme(), make_period()
    projects = {
        "own": make_project(
            city.own,
            name="新材料产业园",
            owner=city.company,
            department=city.department,
            patron=cast["patron"],
        ),
        "sibling": make_project(
            city.sibling, name="智慧物流港", owner=city.other_company, department=city.department
        ),
        "stranger": make_project(city.stranger, name="老街更新工程"),
    }
    reporter = cast["block_officer"]
    return Scene(
        programme=programme,
        period=period,
        projects=projects,
        entries={key: make_entry(programme, project) for key, project in projects.items()},
        returns={
            key: make_return(project, period, entered_by=reporter)
            for key, project in projects.items()
        },
    )
