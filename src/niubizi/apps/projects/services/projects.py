"""A project's own facts: created, changed, moved along its stages."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.services import refuse_stale
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import (
    Project,
    ProjectOrganization,
    Relation,
    StageEvent,
)
from niubizi.apps.projects.services.changes import ledger_changed
from niubizi.apps.projects.services.naming import next_codes, pinyin_of
from niubizi.domain import lifecycle
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage, Track
from niubizi.domain.permissions import Operation


@dataclass(frozen=True, slots=True)
class Profile:
    """What a project says of itself; money in 分. ``None`` and empty mean unknown."""

    name: str
    total_fen: int
    national_code: str | None = None
    content: str = ""
    industry: str = ""
    subindustry: str = ""
    gbt4754: str = ""
    investor: str = ""
    construction: str = ""
    flags: list[str] = field(default_factory=list)
    planned_start: date | None = None
    planned_end: date | None = None
    owner_name: str = ""
    leader_name: str = ""
    longitude: float | None = None
    latitude: float | None = None


PROFILE_FIELDS = tuple(each.name for each in fields(Profile))


def refuse_bad_profile(profile: Profile, *, own_id: int | None = None) -> None:
    """Raises for a profile without name, with a negative total, or with another's code."""
    if not profile.name.strip():
        raise DomainError("project.incomplete")
    if profile.total_fen < 0:
        raise DomainError("amount.negative")
    if (
        profile.planned_start
        and profile.planned_end
        and profile.planned_end < profile.planned_start
    ):
        raise DomainError(
            "plan.ends_before_start", start=profile.planned_start, end=profile.planned_end
        )
    if profile.national_code:
        found = Project.objects.filter(national_code=profile.national_code).first()
        if found and found.pk != own_id:
            raise DomainError("project.code_exists", code=profile.national_code, name=found.name)


def link_once(project: Project, organization: Organization, relation: Relation) -> bool:
    """Ties the organization to the project; a project has one block. True when it was new."""
    if relation is Relation.BLOCK:
        held = ProjectOrganization.objects.filter(project=project, relation=relation).first()
        if held is not None:
            if held.organization_id == organization.pk:
                return False
            held.organization = organization
            held.save(update_fields=["organization"])
            return True
    _, created = ProjectOrganization.objects.get_or_create(
        project=project, organization=organization, relation=relation
    )
    return created


@use_case
def project_create(
    *,
    profile: Profile,
    track: Track,
    stage: Stage,
    block: Organization,
    year: int,
    not_classified: bool,
    department: Organization | None = None,
    owner: Organization | None = None,
    package: Project | None = None,
    started_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Project:
    """A new project with its place. ``not_classified`` is the declaration that forms ask for.

    Raises ``project.classified``, ``project.not_a_block``, and what ``refuse_bad_profile`` raises.
    """
    actor.require(Operation.EDIT_PROJECTS)
    if not not_classified:
        raise DomainError("project.classified")
    if block.level not in (Organization.Level.BLOCK, Organization.Level.TOWN):
        raise DomainError("project.not_a_block")
    refuse_bad_profile(profile)
    if stage not in (*lifecycle.TRACKS[track], *lifecycle.HALTS):
        raise DomainError("stage.not_on_track", stage=stage.word, track=track.value)
    pinyin, initials = pinyin_of(profile.name)
    project = Project.objects.create(
        code=next_codes(year, 1)[0],
        track=track.value,
        stage=stage.value,
        pinyin=pinyin,
        initials=initials,
        package=package,
        started_on=started_on,
        created_at=at,
        **_columns(profile),
    )
    for organization, relation in (
        (block, Relation.BLOCK),
        (department, Relation.DEPARTMENT),
        (owner, Relation.OWNER),
    ):
        if organization is not None:
            link_once(project, organization, relation)
    StageEvent.objects.create(
        project=project, stage=stage.value, occurred_on=started_on or at.date(), recorded_at=at
    )
    record(at=at, actor=actor, action="project.create", subject=project)
    ledger_changed([project.pk])
    return project


@use_case
def project_update(
    *,
    project_id: int,
    profile: Profile,
    block: Organization | None = None,
    version: int,
    actor: Actor,
    at: datetime,
) -> Project:
    """Changes the profile, and the block when one is given; 409 when someone was faster."""
    project = _locked(project_id, actor)
    refuse_stale(stored=project.version, given=version)
    refuse_bad_profile(profile, own_id=project.pk)
    before = {name: getattr(project, name) for name in PROFILE_FIELDS}
    columns = _columns(profile)
    changed = {name: value for name, value in columns.items() if before[name] != value}
    moved = block is not None and link_once(project, block, Relation.BLOCK)
    if not changed and not moved:
        return project
    for name, value in changed.items():
        setattr(project, name, value)
    if "name" in changed:
        project.pinyin, project.initials = pinyin_of(project.name)
    project.version += 1
    project.save(update_fields=[*changed, "pinyin", "initials", "version"])
    record(
        at=at,
        actor=actor,
        action="project.update",
        subject=project,
        before={name: before[name] for name in changed},
        after=changed,
        block=block.name if moved and block else None,
    )
    ledger_changed([project.pk])
    return project


@use_case
def project_advance(
    *,
    project_id: int,
    to: Stage,
    on: date,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> Project:
    """Moves a project to a stage on a day; raises ``stage.not_allowed``."""
    project = _locked(project_id, actor)
    before = project.stage
    project.stage = lifecycle.advance(Track(project.track), Stage(before), to).value
    if to is Stage.STARTED and project.started_on is None:
        project.started_on = on
    if to is Stage.COMPLETED:
        project.completed_on = on
    project.version += 1
    project.save(update_fields=["stage", "started_on", "completed_on", "version"])
    StageEvent.objects.create(
        project=project, stage=to.value, occurred_on=on, note=note, recorded_at=at
    )
    record(
        at=at,
        actor=actor,
        action="project.advance",
        subject=project,
        before=before,
        after=project.stage,
        on=on,
        note=note,
    )
    package_started(project, on=on, actor=actor, at=at)
    ledger_changed([project.pk])
    return project


def _locked(project_id: int, actor: Actor) -> Project:
    """A project that the actor may change, held until the use case is through."""
    return (
        Project.objects.visible_to(actor, Operation.EDIT_PROJECTS)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=project_id)
    )


def package_started(part: Project, *, on: date, actor: Actor, at: datetime) -> None:
    """A package has started when its first part has: its stage follows, inside the part's deed."""
    package = part.package
    if package is None or not lifecycle.starts_with(
        Track(package.track), Stage(package.stage), Stage(part.stage)
    ):
        return
    project_advance(
        project_id=package.pk,
        to=Stage.STARTED,
        on=on,
        note=f"子项目“{part.name}”开工",
        actor=actor,
        at=at,
    )


def _columns(profile: Profile) -> dict[str, Any]:
    columns = {name: getattr(profile, name) for name in PROFILE_FIELDS}
    columns["name"] = profile.name.strip()
    columns["national_code"] = profile.national_code or None
    return columns
