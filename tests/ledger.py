"""The least valid rows of the ledger and of a month, made through the services for every test.

``Ledger`` fills what its caller doesn't care about. ``make_scene`` makes the three projects that
questions of reach are asked about: one's own, a sibling's, a stranger's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from niubizi.apps.briefing.models import Briefing
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import use_case
from niubizi.apps.kernel.models import User
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Origin, Programme, ProgrammeEntry, Project
from niubizi.apps.projects.services.programmes import PlanInput, entry_add, programme_create
from niubizi.apps.projects.services.projects import Profile, project_create
from niubizi.apps.projects.services.ties import project_tie
from niubizi.apps.reporting.models import Period, ProgressReport
from niubizi.apps.reporting.services.periods import period_open
from niubizi.apps.reporting.services.returns import (
    ReturnInput,
    return_save,
    return_submit,
)
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.lifecycle import Stage, Track
from niubizi.domain.periods import Month
from niubizi.domain.progress import ScheduleRule
from tests.cast import NOW, YEAR_START, City, actor_for

JULY = Month(2021, 7)


class Ledger:
    """Makes rows as the major projects office would; money in 万元."""

    def __init__(self, office: Actor) -> None:
        self.office = office
        self._numbers = count(1)

    def project(
        self,
        block: Organization,
        *,
        name: str = "",
        total_wan: int = 100_000,
        stage: Stage = Stage.STARTED,
        track: Track = Track.ATTRACTED,
        owner: Organization | None = None,
        department: Organization | None = None,
        patron: User | None = None,
        package: Project | None = None,
        **profile: Any,
    ) -> Project:
        """A project under construction in ``block``; more of its profile by name."""
        name = name or f"示例项目{next(self._numbers)}"
        project = project_create(
            profile=Profile(name=name, total_fen=fen_of_wan(total_wan), **profile),
            track=track,
            stage=stage,
            block=block,
            year=2021,
            not_classified=True,
            department=department,
            owner=owner,
            package=package,
            started_on=YEAR_START,
            actor=self.office,
            at=NOW,
        )
        if patron:
            project_tie(project_id=project.pk, user=patron, actor=self.office, at=NOW)
        return project

    def programme(
        self,
        series: str = "municipal",
        *,
        year: int = 2021,
        name: str = "2021年市重大项目",
        level: Programme.Level = Programme.Level.CITY,
        rule: ScheduleRule = ScheduleRule.PLAIN_MONTH,
        target_wan: int | None = None,
        **fields: Any,
    ) -> Programme:
        """A programme measured by its plans, or by its target where one is given."""
        return programme_create(
            code=f"{year}-{series}",
            series=series,
            name=name,
            short_name=series,
            level=level,
            year=year,
            base_kind=Programme.BaseKind.PLANS if target_wan is None else Programme.BaseKind.TARGET,
            target_fen=None if target_wan is None else fen_of_wan(target_wan),
            schedule_rule=rule,
            actor=self.office,
            at=NOW,
            **fields,
        )

    def entry(
        self,
        programme: Programme,
        project: Project,
        *,
        plan_wan: int = 12_000,
        months_wan: tuple[int, ...] = (),
        origin: Origin = Origin.NEW,
        entered_on: date | None = None,
        **fields: Any,
    ) -> ProgrammeEntry:
        """A project on a programme since New Year, with its first plan."""
        return entry_add(
            programme=programme,
            project=project,
            origin=origin,
            plan=PlanInput(fen_of_wan(plan_wan), tuple(map(fen_of_wan, months_wan))),
            entered_on=entered_on or date(programme.year, 1, 1),
            actor=self.office,
            at=NOW,
            **fields,
        )

    def period(self, month: Month = JULY) -> Period:
        """An open period with the two levels of the sample city."""
        return period_open(month=month, actor=self.office, at=NOW)

    def submitted(
        self,
        project: Project,
        period: Period,
        *,
        by: Actor,
        invested_wan: int = 7_000,
        **fields: Any,
    ) -> ProgressReport:
        """A return on its way up: at the block's level from its project unit, else at the city's."""
        given = ReturnInput(project.pk, fen_of_wan(invested_wan), **fields)
        report = return_save(
            period_code=period.code,
            given=given,
            source=ProgressReport.Source.GRID,
            actor=by,
            at=NOW,
        )
        return return_submit(report_id=report.pk, actor=by, at=NOW)


@dataclass(frozen=True, slots=True)
class Scene:
    """A month in the city: a programme, an open period and three projects with their returns.

    The keys are ``own`` (in 滨江区, built by 恒新材料, led by 工信局, looked after by the patron; its
    return waits at the block), ``sibling`` (in 湖东区, led by 工信局 too) and ``stranger`` (in 老城区,
    nobody's); their returns wait at the city office.
    """

    programme: Programme
    period: Period
    projects: Mapping[str, Project]
    entries: Mapping[str, ProgrammeEntry]
    returns: Mapping[str, ProgressReport]


REPORTERS = {
    "own": "project_officer",
    "sibling": "sibling_officer",
    "stranger": "stranger_officer",
}


@use_case
def make_scene(city: City, cast: Mapping[str, User], ledger: Ledger) -> Scene:
    projects = {
        "own": ledger.project(
            city.own,
            name="新材料产业园",
            owner=city.company,
            department=city.department,
            patron=cast["patron"],
        ),
        "sibling": ledger.project(
            city.sibling, name="智慧物流港", owner=city.other_company, department=city.department
        ),
        "stranger": ledger.project(city.stranger, name="老街更新工程"),
    }
    programme = ledger.programme()
    entries = {key: ledger.entry(programme, project) for key, project in projects.items()}
    period = ledger.period()
    return Scene(
        programme=programme,
        period=period,
        projects=projects,
        entries=entries,
        returns={
            key: ledger.submitted(project, period, by=actor_for(cast[REPORTERS[key]]))
            for key, project in projects.items()
        },
    )


def make_briefing(scene: Scene, state: Briefing.State) -> Briefing:
    """A briefing of the scene's month with one sentence."""
    writer = scene.returns["own"].entered_by
    briefing = Briefing.objects.create(
        period=scene.period,
        state=state,
        title="关于2021年1—7月市重大项目推进情况的通报",
        texts=[{"kind": "text", "text": "各板块要加快进度。", "programme": ""}],
        addressees="各板块",
        issued_on=NOW.date() if state == Briefing.State.ISSUED else None,
        drafted_by=writer,
        drafted_at=NOW,
    )
    briefing.programmes.set([scene.programme])
    return briefing
