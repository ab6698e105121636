"""What happened to one return on its way up, and what it came with: photos, the project's documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import StoredFile
from niubizi.apps.projects.models import Project, ProjectAttachment
from niubizi.apps.reporting.models import Period, ReportPhoto, ReportStep
from niubizi.domain.permissions import Operation
from niubizi.domain.review import Action


@dataclass(frozen=True, slots=True)
class Step:
    """A deed of the review; ``before_fen`` is given where the deed changed the figure."""

    action: Action
    by: str
    at: datetime
    comment: str
    before_fen: int | None
    after_fen: int | None
    revision: int
    level: int


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A photo with what its EXIF says of day and place, ``None`` where it says nothing."""

    id: int
    name: str
    taken_on: date | None
    latitude: float | None
    longitude: float | None


def steps_of(project_id: int, *, period: Period) -> list[Step]:
    """Every deed on a project's returns of a period, latest first, all revisions together."""
    rows = (
        ReportStep.objects.filter(report__project=project_id, report__period=period)
        .order_by("-at", "-pk")
        .values_list(
            "action",
            "by__name",
            "at",
            "comment",
            "before_fen",
            "after_fen",
            "report__revision",
            "level",
        )
    )
    return [Step(Action(row[0]), *row[1:]) for row in rows]


def photos_of_return(report_id: int) -> list[PhotoView]:
    rows = ReportPhoto.objects.filter(report=report_id).order_by("pk")
    fields = ("pk", "name", "taken_on", "latitude", "longitude")
    return [PhotoView(*row) for row in rows.values_list(*fields)]


def documents_of(project_id: int) -> list[tuple[int, str]]:
    """Id and name of the documents kept with a project, latest first."""
    rows = ProjectAttachment.objects.filter(project=project_id, removed_at__isnull=True)
    return list(rows.values_list("pk", "name"))


def photo_file(photo_id: int, *, actor: Actor, code: str) -> StoredFile:
    """The stored picture of a photo of a project in reach; ``DoesNotExist`` (404) out of it."""
    project = Project.objects.visible_to(actor, Operation.VIEW_RETURNS).get(code=code)
    photo = ReportPhoto.objects.select_related("file").get(pk=photo_id, report__project=project)
    return photo.file
