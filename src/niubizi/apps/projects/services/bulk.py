"""One deed on many projects: taken off a list, or moved to a stage."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import attempt, use_case
from niubizi.apps.projects.models import ProgrammeEntry, Project
from niubizi.apps.projects.services.changes import gathered
from niubizi.apps.projects.services.programmes import entry_remove
from niubizi.apps.projects.services.projects import project_advance
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage
from niubizi.domain.permissions import Operation


@dataclass(frozen=True, slots=True)
class Refused:
    """A project that a deed on many left as it was, and why."""

    project_name: str
    error: DomainError


@use_case
def entries_remove(
    *, entry_ids: Collection[int], left_on: date, reason: str, actor: Actor, at: datetime
) -> int:
    """Takes entries off their list, all or none; answers how many left it now.

    Entries that had left before are passed over. Raises ``entry.left_without_reason``.
    """
    actor.require(Operation.EDIT_PROGRAMMES)
    standing = ProgrammeEntry.objects.filter(pk__in=entry_ids, left_on__isnull=True)
    ids = list(standing.order_by("pk").values_list("pk", flat=True))
    with gathered():
        for entry_id in ids:
            entry_remove(entry_id=entry_id, left_on=left_on, reason=reason, actor=actor, at=at)
    return len(ids)


@use_case
def projects_advance(
    *,
    project_ids: Collection[int],
    to: Stage,
    on: date,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> tuple[int, list[Refused]]:
    """Moves each project to a stage where its track allows it: how many moved, and who not."""
    actor.require(Operation.EDIT_PROJECTS)
    names = dict(
        Project.objects.visible_to(actor, Operation.EDIT_PROJECTS)
        .filter(pk__in=project_ids)
        .order_by("code")
        .values_list("pk", "name")
    )
    refused = []
    with gathered():
        for project_id, name in names.items():
            try:
                with attempt():
                    project_advance(
                        project_id=project_id, to=to, on=on, note=note, actor=actor, at=at
                    )
            except DomainError as error:
                refused.append(Refused(name, error))
    return len(names) - len(refused), refused
