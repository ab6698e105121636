"""Single returns: the one that counts, and those that wait."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.models import ProgressReport
from niubizi.domain.permissions import Operation
from niubizi.domain.review import State


def current_report(*, period_code: str, project_id: int) -> ProgressReport | None:
    """The latest revision of a project's return of a period, whatever its state."""
    return (
        ProgressReport.objects.filter(period__code=period_code, project=project_id)
        .select_related("period", "project")
        .order_by("-revision")
        .first()
    )


def waiting_reports(*, period_code: str, block_code: str) -> list[ProgressReport]:
    """A block's returns that wait for a reviewer, in order of their projects."""
    return list(
        ProgressReport.objects.filter(
            period__code=period_code,
            state=State.SUBMITTED.value,
            project__links__relation="block",
            project__links__organization__code=block_code,
        ).order_by("project_id")
    )


def reports(*, period_code: str, actor: Actor) -> QuerySet[ProgressReport]:
    """The latest revision of each return that the actor reaches, by project number."""
    newer = ProgressReport.objects.filter(
        project=OuterRef("project"), period=OuterRef("period"), revision__gt=OuterRef("revision")
    )
    return (
        ProgressReport.objects.filter(
            ~Exists(newer),
            period__code=period_code,
            project__in=Project.objects.visible_to(actor, Operation.VIEW_RETURNS),
        )
        .select_related("period")
        .order_by("project__code")
    )
