"""Programmes, their entries and plans: who is on a list, since when, and what is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.services import refuse_stale
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import (
    PlanVersion,
    Programme,
    ProgrammeEntry,
    ProgrammeTarget,
    Project,
)
from niubizi.apps.projects.services.changes import ledger_changed
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.domain.progress import Plan, ScheduleRule


@dataclass(frozen=True, slots=True)
class PlanInput:
    """A year's plan as decided: ``annual_fen``, and twelve months that sum to it or none."""

    annual_fen: int
    months_fen: tuple[int, ...] = ()


@use_case
def programme_create(
    *,
    code: str,
    series: str,
    name: str,
    short_name: str,
    level: str,
    year: int,
    base_kind: str = Programme.BaseKind.PLANS,
    target_fen: int | None = None,
    targets: Mapping[Organization, int] | None = None,
    schedule_rule: ScheduleRule = ScheduleRule.ENTRIES,
    tolerance_points: int = 5,
    counts_packages: bool = True,
    document_number: str = "",
    position: int = 0,
    actor: Actor,
    at: datetime,
) -> Programme:
    """A new list of a year; raises ``programme.exists`` or ``programme.no_target``."""
    actor.require(Operation.EDIT_PROGRAMMES)
    if Programme.objects.filter(code=code).exists():
        raise DomainError("programme.exists", code=code)
    if Programme.objects.filter(series=series, year=year).exists():
        raise DomainError("programme.exists", code=f"{year}-{series}")
    if base_kind == Programme.BaseKind.TARGET and not target_fen:
        raise DomainError("programme.no_target")
    programme = Programme.objects.create(
        code=code.strip(),
        series=series.strip(),
        name=name.strip(),
        short_name=short_name.strip() or name.strip()[:32],
        level=level,
        year=year,
        base_kind=base_kind,
        target_fen=target_fen,
        schedule_rule=schedule_rule.value,
        tolerance_points=tolerance_points,
        counts_packages=counts_packages,
        document_number=document_number,
        position=position,
    )
    for organization, target in (targets or {}).items():
        ProgrammeTarget.objects.create(
            programme=programme, organization=organization, target_fen=target
        )
    record(at=at, actor=actor, action="programme.create", subject=programme)
    return programme


@use_case
def programme_update(
    *,
    programme_id: int,
    name: str,
    short_name: str,
    base_kind: str,
    target_fen: int | None,
    targets: Mapping[Organization, int],
    schedule_rule: ScheduleRule,
    tolerance_points: int,
    counts_packages: bool,
    document_number: str,
    position: int,
    version: int,
    actor: Actor,
    at: datetime,
) -> Programme:
    """Changes how a list is named and measured; its code, year and level stay what they are.

    Closed periods keep the figures they were closed with, open ones follow. ``counts_packages``:
    a package is one entry, else as many as it has parts. ``targets`` are all of them: a block
    that is left out has none. Raises ``programme.no_target``, ``stale``.
    """
    actor.require(Operation.EDIT_PROGRAMMES)
    programme = Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme_id)
    refuse_stale(stored=programme.version, given=version)
    if base_kind == Programme.BaseKind.TARGET and not target_fen:
        raise DomainError("programme.no_target")
    given = {
        "name": name.strip(),
        "short_name": short_name.strip() or name.strip()[:32],
        "base_kind": base_kind,
        "target_fen": target_fen,
        "schedule_rule": schedule_rule.value,
        "tolerance_points": tolerance_points,
        "counts_packages": counts_packages,
        "document_number": document_number.strip(),
        "position": position,
    }
    before = {key: getattr(programme, key) for key in given}
    held = dict(programme.targets.values_list("organization_id", "target_fen"))
    wanted = {organization.pk: fen for organization, fen in targets.items()}
    if before == given and held == wanted:
        return programme
    for key, value in given.items():
        setattr(programme, key, value)
    programme.version += 1
    programme.save(update_fields=[*given, "version"])
    programme.targets.exclude(organization__in=wanted).delete()
    for organization_id, fen in wanted.items():
        programme.targets.update_or_create(
            organization_id=organization_id, defaults={"target_fen": fen}
        )
    record(
        at=at,
        actor=actor,
        action="programme.update",
        subject=programme,
        before={key: value for key, value in before.items() if value != given[key]},
        after={key: value for key, value in given.items() if value != before[key]},
        targets=wanted if held != wanted else None,
    )
    # Positions keep the class, which the tolerance decides, and how a package counts.
    if any(before[key] != given[key] for key in ("tolerance_points", "counts_packages")):
        ledger_changed(list(programme.entries.values_list("project_id", flat=True)))
    return programme


@use_case
def entry_add(
    *,
    programme: Programme,
    project: Project,
    origin: str,
    plan: PlanInput,
    entered_on: date,
    category: str = "",
    number: int = 0,
    planned_start: date | None = None,
    planned_end: date | None = None,
    invested_before_fen: int | None = None,
    actor: Actor,
    at: datetime,
) -> ProgrammeEntry:
    """Puts a project on a list with its first plan (调入).

    Raises ``entry.exists``, ``entry.package_and_parts``, and what a plan refuses.
    """
    actor.require(Operation.EDIT_PROGRAMMES)
    if ProgrammeEntry.objects.filter(programme=programme, project=project).exists():
        raise DomainError("entry.exists", project=project.name, programme=programme.name)
    _refuse_package_with_parts(programme, project)
    entry = ProgrammeEntry.objects.create(
        programme=programme,
        project=project,
        origin=origin,
        category=category,
        number=number,
        entered_on=entered_on,
        planned_start=planned_start,
        planned_end=planned_end,
        invested_before_fen=invested_before_fen,
    )
    plan_of(entry, plan)
    PlanVersion.objects.create(
        entry=entry,
        annual_fen=plan.annual_fen,
        months_fen=list(plan.months_fen),
        document_number=programme.document_number,
        decided_at=at,
        decided_by_id=actor.user_id,
    )
    record(
        at=at,
        actor=actor,
        action="entry.add",
        subject=entry,
        label=f"{programme.name}：{project.name}",
        plan_fen=plan.annual_fen,
    )
    ledger_changed([project.pk])
    return entry


@use_case
def entry_remove(
    *, entry_id: int, left_on: date, reason: str, actor: Actor, at: datetime
) -> ProgrammeEntry:
    """Takes a project off a list from a day on (调出); the row and its past stay."""
    actor.require(Operation.EDIT_PROGRAMMES)
    if not reason.strip():
        raise DomainError("entry.left_without_reason")
    entry = _locked(entry_id)
    entry.left_on, entry.left_reason = left_on, reason.strip()
    entry.version += 1
    entry.save(update_fields=["left_on", "left_reason", "version"])
    record(
        at=at,
        actor=actor,
        action="entry.remove",
        subject=entry,
        label=f"{entry.programme.name}：{entry.project.name}",
        left_on=left_on,
        reason=reason,
    )
    ledger_changed([entry.project_id])
    return entry


@use_case
def plan_revise(
    *,
    entry_id: int,
    plan: PlanInput,
    from_month: int,
    document_number: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> PlanVersion:
    """A new version of an entry's plan from a month on; needs number and reason."""
    actor.require(Operation.EDIT_PROGRAMMES)
    if not document_number.strip() or not reason.strip():
        raise DomainError("plan.needs_reason")
    entry = _locked(entry_id)
    plan_of(entry, plan)
    last = entry.plans.order_by("-number").first()
    version = PlanVersion.objects.create(
        entry=entry,
        number=(last.number if last else 0) + 1,
        from_month=from_month,
        annual_fen=plan.annual_fen,
        months_fen=list(plan.months_fen),
        document_number=document_number.strip(),
        reason=reason.strip(),
        decided_at=at,
        decided_by_id=actor.user_id,
    )
    record(
        at=at,
        actor=actor,
        action="plan.revise",
        subject=entry,
        label=f"{entry.programme.name}：{entry.project.name}",
        before_fen=last.annual_fen if last else None,
        after_fen=plan.annual_fen,
        from_month=from_month,
        document_number=document_number,
        reason=reason,
    )
    ledger_changed([entry.project_id])
    return version


def _locked(entry_id: int) -> ProgrammeEntry:
    return (
        ProgrammeEntry.objects.select_for_update(of=("self",), no_key=True)
        .select_related("project", "programme")
        .get(pk=entry_id)
    )


def plan_of(entry: ProgrammeEntry, plan: PlanInput) -> Plan:
    """The domain's plan of an entry; raises when the plan breaks a rule."""
    return Plan(
        year=entry.programme.year,
        annual=plan.annual_fen,
        months=plan.months_fen,
        start=Month.of(entry.planned_start) if entry.planned_start else None,
        end=Month.of(entry.planned_end) if entry.planned_end else None,
    )


def _refuse_package_with_parts(programme: Programme, project: Project) -> None:
    """A programme holds the package or its parts, never both."""
    listed = ProgrammeEntry.objects.filter(programme=programme)
    if listed.filter(project__package=project).exists() or (
        project.package_id and listed.filter(project_id=project.package_id).exists()
    ):
        raise DomainError("entry.package_and_parts", project=project.name)
