"""Reading the ledger: projects that an actor sees, programmes, entries and plans."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import (
    ImportBatch,
    PlanVersion,
    Programme,
    ProgrammeEntry,
    Project,
    ProjectAttachment,
    ProjectOrganization,
    ProjectQuerySet,
)
from niubizi.domain.permissions import Operation


def projects(actor: Actor, operation: Operation = Operation.VIEW_PROJECTS) -> ProjectQuerySet:
    """The projects that ``actor`` reaches with ``operation``."""
    return Project.objects.visible_to(actor, operation)


def project(actor: Actor, project_id: int) -> Project:
    """One project with its links and entries; raises ``DoesNotExist`` (404) out of reach."""
    return (
        projects(actor)
        .select_related("package")
        .prefetch_related(
            Prefetch(
                "links",
                ProjectOrganization.objects.select_related("organization").order_by("relation"),
            ),
            Prefetch("entries", ProgrammeEntry.objects.select_related("programme")),
            Prefetch("entries__plans", PlanVersion.objects.order_by("number")),
            "stage_events",
            Prefetch(
                "attachments",
                ProjectAttachment.objects.filter(removed_at__isnull=True).select_related("file"),
            ),
        )
        .get(pk=project_id)
    )


def matching(found: ProjectQuerySet, text: str) -> ProjectQuerySet:
    """Projects whose name, number, national code, pinyin or initials hold ``text``."""
    text = text.strip()
    if not text:
        return found
    letters = text.lower().replace(" ", "")
    return found.filter(
        Q(name__icontains=text)
        | Q(code__startswith=text)
        | Q(national_code__startswith=text)
        | Q(pinyin__contains=letters)
        | Q(initials__contains=letters)
    )


def programmes(*, year: int | None = None) -> QuerySet[Programme]:
    found = Programme.objects.all()
    return found.filter(year=year) if year else found


def programme(code: str) -> Programme | None:
    return Programme.objects.filter(code=code).first()


def entries(programme: Programme) -> QuerySet[ProgrammeEntry]:
    return programme.entries.select_related("project")


def block_ids(project_ids: Iterable[int]) -> dict[int, int]:
    """Project id → id of its block."""
    return dict(
        ProjectOrganization.objects.filter(
            project_id__in=project_ids, relation="block"
        ).values_list("project_id", "organization_id")
    )


def import_batches() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.select_related("file", "programme", "uploaded_by")
