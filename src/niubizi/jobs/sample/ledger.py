"""The drawn projects on their lists of 2020 and 2021, made by the services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.selectors import user_by_name
from niubizi.apps.orgs.selectors import organization
from niubizi.apps.projects.services.programmes import PlanInput, entry_add, programme_create
from niubizi.apps.projects.services.projects import Profile, project_create
from niubizi.apps.projects.services.ties import project_tie
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.deadlines import CHINA
from niubizi.domain.lifecycle import Stage, Track
from niubizi.domain.progress import ScheduleRule
from niubizi.doors.demo import COMPANY
from niubizi.jobs.sample.draw import MUNICIPAL_TARGET, Drawn, Finished, spread
from niubizi.jobs.sample.places import BLOCKS, LEADS
from niubizi.jobs.sample.words import LEADERS

if TYPE_CHECKING:
    from niubizi.apps.projects.models import Programme, Project


@dataclass(slots=True)
class Listed:
    """A drawn project with its row in the ledger; a package's parts with theirs."""

    drawn: Drawn
    project: Project
    parts: list[tuple[Drawn, Project]]
    entry_ids: list[int]


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 30) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


def make_programmes(year: int, targets: Sequence[int], actor: Actor) -> tuple[Programme, Programme]:
    """The provincial list by plans, the municipal one by target, both measured month ÷ 12."""
    at = moment(year, 1, 5)
    provincial = programme_create(
        code=f"{year}-provincial", series="provincial", name=f"{year}年省重大项目",
        short_name="省重大", level="province", year=year, base_kind="plans",
        schedule_rule=ScheduleRule.PLAIN_MONTH, document_number=f"示发改〔{year}〕12号",
        position=1, actor=actor, at=at,
    )  # fmt: skip
    municipal = programme_create(
        code=f"{year}-municipal", series="municipal", name=f"{year}年市重大项目",
        short_name="市重大", level="city", year=year, base_kind="target",
        target_fen=fen_of_wan(sum(targets)),
        targets={
            place: fen_of_wan(target)
            for block, target in zip(BLOCKS, targets, strict=True)
            if (place := organization(block.code)) is not None
        },
        schedule_rule=ScheduleRule.PLAIN_MONTH, document_number=f"示政办〔{year}〕3号",
        position=2, actor=actor, at=at,
    )  # fmt: skip
    return provincial, municipal


def block_targets(drawn: Sequence[Drawn]) -> list[int]:
    """The municipal target of 2021, shared among the blocks by their plans, in 万元."""
    plans = [float(sum(d.plan for d in drawn if d.block is block)) for block in BLOCKS]
    return [t * 1000 for t in spread(MUNICIPAL_TARGET // 1000, plans)]


def make_project(drawn: Drawn, index: int, actor: Actor) -> Listed:
    """A project as it stood when its list was made; carried-over ones are under construction."""
    began = moment(2021 if drawn.is_new else 2020, 1, 4)
    project = _create(drawn, index, actor, began, package=None)
    parts = [(part, _create(part, index, actor, began, package=project)) for part in drawn.parts]
    return Listed(drawn, project, parts, [])


def list_project(
    listed: Listed, provincial: Programme, municipal: Programme, number: int, actor: Actor
) -> None:
    """Puts a project of 2021 on the municipal list, and on the provincial one where it belongs."""
    drawn = listed.drawn
    months = _even_months(drawn) if drawn.monthly_plan else ()
    programmes = (provincial, municipal) if drawn.provincial else (municipal,)
    for programme in programmes:
        entry = entry_add(
            programme=programme,
            project=listed.project,
            origin="new" if drawn.is_new else "carry_over",
            plan=PlanInput(fen_of_wan(drawn.plan), tuple(fen_of_wan(m) for m in months)),
            entered_on=date(2021, drawn.entered, 1),
            category="产业项目" if not drawn.industry.public else "基础设施和民生项目",
            number=number,
            planned_start=date(2021, drawn.start, 1) if drawn.is_new else date(2020, 3, 1),
            planned_end=date(2022 + number % 2, 12, 31),
            invested_before_fen=fen_of_wan(drawn.before),
            actor=actor,
            at=moment(2021, 1, 6),
        )
        listed.entry_ids.append(entry.pk)


def list_in_2020(
    project: Project,
    plan: int,
    *,
    on_provincial: bool,
    provincial: Programme,
    municipal: Programme,
    number: int,
    actor: Actor,
) -> None:
    """A project on the lists of 2020."""
    for programme in (provincial, municipal) if on_provincial else (municipal,):
        entry_add(
            programme=programme, project=project, origin="carry_over" if number % 3 else "new",
            plan=PlanInput(fen_of_wan(plan)), entered_on=date(2020, 1, 1), number=number,
            planned_start=date(2019, 6, 1), planned_end=date(2021, 12, 31),
            actor=actor, at=moment(2020, 1, 6),
        )  # fmt: skip


def make_finished(finished: Finished, index: int, actor: Actor) -> Project:
    """A project that only the lists of 2020 held, under construction until the end of 2020."""
    drawn = Drawn(
        name=finished.name, block=finished.block, industry=finished.industry,
        field_name=finished.field_name, construction="new", investor="private",
        content="", provincial=finished.provincial, is_new=False, total=finished.total,
        longitude=finished.block.longitude, latitude=finished.block.latitude,
    )  # fmt: skip
    return _create(drawn, index, actor, moment(2020, 1, 4), package=None)


def _create(
    drawn: Drawn, index: int, actor: Actor, at: datetime, *, package: Project | None
) -> Project:
    block = organization(drawn.block.code)
    department = organization("fgw" if drawn.provincial else LEADS[drawn.industry.name])
    if block is None or department is None:
        raise LookupError(drawn.block.code)
    public = drawn.industry.public
    owner = organization(COMPANY) if drawn.name.startswith("海纳") else None
    leader = LEADERS[index % len(LEADERS)] if drawn.provincial else ""
    waiting = Stage.PREPARATORY if public else Stage.LANDED
    project = project_create(
        profile=Profile(
            name=drawn.name,
            total_fen=fen_of_wan(drawn.total),
            content=drawn.content,
            industry=drawn.industry.name,
            subindustry=drawn.field_name,
            investor=drawn.investor,
            construction=drawn.construction,
            planned_start=date(2021, drawn.start, 1) if drawn.is_new else date(2019, 9, 1),
            planned_end=date(2022 + index % 2, 12, 31),
            owner_name=owner.name if owner else _owner_name(drawn),
            leader_name=leader,
            longitude=drawn.longitude,
            latitude=drawn.latitude,
        ),
        track=Track.PUBLIC if public else Track.ATTRACTED,
        stage=waiting if drawn.is_new else Stage.STARTED,
        block=block,
        year=at.year,
        not_classified=True,
        department=department,
        owner=owner,
        package=package,
        started_on=None if drawn.is_new else date(2019, 9, 1),
        actor=actor,
        at=at,
    )
    patron = user_by_name("patron")
    if leader and patron and leader == patron.name:
        project_tie(project_id=project.pk, user=patron, actor=actor, at=at)
    return project


def _owner_name(drawn: Drawn) -> str:
    if drawn.industry.public:
        return f"{drawn.block.short_name}城市建设投资有限公司"
    return f"{drawn.name[:2]}科技有限公司"


def _even_months(drawn: Drawn) -> list[int]:
    """Twelve months that sum to the plan, nothing before the start, more in the warm months."""
    weights = [
        0.0 if month < drawn.start else (1.25 if 4 <= month <= 10 else 0.75)
        for month in range(1, 13)
    ]
    return spread(drawn.plan, weights)
