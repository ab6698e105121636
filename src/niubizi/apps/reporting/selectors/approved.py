"""The last approved figure of a project in its year: what is carried, and what a return follows."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from niubizi.apps.reporting.models import ProgressReport
from niubizi.domain.periods import Month
from niubizi.domain.review import State


def latest_approved(
    project_ids: Collection[int], upto: Month, *, before: bool = False
) -> dict[int, tuple[int, int, int]]:
    """Project → (month, report id, approved 分) of its last approved return of the year.

    The search stops at January; ``before`` leaves out the period itself.
    """
    months = Q(period__month__lt=upto.month) if before else Q(period__month__lte=upto.month)
    rows = (
        ProgressReport.objects.filter(
            months,
            project__among=project_ids,
            state=State.APPROVED.value,
            period__year=upto.year,
        )
        .order_by("period__month", "revision")
        .values_list("project_id", "period__month", "pk", "approved_fen")
    )
    return {project: (month, pk, fen or 0) for project, month, pk, fen in rows}
