"""Packages (打包项目): which projects are the parts of one. Only parts report."""

from __future__ import annotations

from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.projects.models import ProgrammeEntry, Project
from niubizi.apps.projects.services.changes import ledger_changed
from niubizi.apps.projects.services.projects import package_started
from niubizi.apps.reporting.models import ProgressReport
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation


@use_case
def part_add(*, package_id: int, part_code: str, actor: Actor, at: datetime) -> Project:
    """Makes a project a part of another, which is a package from then on.

    Raises ``package.unknown_part``, ``package.nested`` where either is a part or a package already,
    ``package.reports`` where the package has returns of its own, ``entry.package_and_parts`` where
    both stand on one list.
    """
    mine = Project.objects.visible_to(actor, Operation.EDIT_PROJECTS)
    package = mine.select_for_update(of=("self",), no_key=True).get(pk=package_id)
    part = mine.select_for_update(of=("self",), no_key=True).filter(code=part_code.strip()).first()
    if part is None or part.pk == package.pk:
        raise DomainError("package.unknown_part", code=part_code.strip())
    if package.package_id or part.package_id or part.parts.exists():
        raise DomainError("package.nested", project=part.name)
    if ProgressReport.objects.filter(project=package).exists():
        raise DomainError("package.reports", project=package.name)
    lists = ProgrammeEntry.objects.filter(project=package, left_on__isnull=True)
    if ProgrammeEntry.objects.filter(
        project=part, left_on__isnull=True, programme__in=lists.values("programme")
    ).exists():
        raise DomainError("entry.package_and_parts", project=part.name)
    part.package = package
    part.version += 1
    part.save(update_fields=["package", "version"])
    record(at=at, actor=actor, action="package.add", subject=package, part=part.name)
    package_started(part, on=part.started_on or at.date(), actor=actor, at=at)
    ledger_changed([package.pk, part.pk])
    return part


@use_case
def part_remove(*, package_id: int, part_id: int, actor: Actor, at: datetime) -> Project:
    """Makes a part a project of its own again."""
    package = Project.objects.visible_to(actor, Operation.EDIT_PROJECTS).get(pk=package_id)
    part = package.parts.select_for_update(of=("self",), no_key=True).get(pk=part_id)
    part.package = None
    part.version += 1
    part.save(update_fields=["package", "version"])
    record(at=at, actor=actor, action="package.remove", subject=package, part=part.name)
    ledger_changed([package.pk, part.pk])
    return part
