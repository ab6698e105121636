"""Photos that come in together: added to a return, which is begun where there is none yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import use_case
from niubizi.apps.reporting.models import ProgressReport, ReportPhoto
from niubizi.apps.reporting.services.photos import photo_add
from niubizi.apps.reporting.services.returns import ReturnInput, return_save


@use_case
def photos_add(
    *,
    period_code: str,
    project_id: int,
    files: Iterable[tuple[str, bytes]],
    actor: Actor,
    at: datetime,
) -> list[ReportPhoto]:
    """Adds all of the photos, given by name and bytes, or none: a refused one names itself."""
    report = (
        ProgressReport.objects.filter(period__code=period_code, project=project_id)
        .order_by("-revision")
        .first()
    )
    if report is None:
        report = return_save(
            period_code=period_code,
            given=ReturnInput(project_id),
            source=ProgressReport.Source.GRID,
            actor=actor,
            at=at,
        )
    return [
        photo_add(report_id=report.pk, name=name, data=data, actor=actor, at=at)
        for name, data in files
    ]
