"""Documents that belong to a project."""

from __future__ import annotations

from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.storage import store
from niubizi.apps.projects.models import Project, ProjectAttachment
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
}
"""What may be attached. Served as a download with this type, never with the uploader's."""

_SIGNATURES = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "webp": (b"RIFF",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
}


@use_case
def attachment_add(
    *, project_id: int, name: str, data: bytes, actor: Actor, at: datetime
) -> ProjectAttachment:
    """Keeps a document with a project; raises ``attachment.type`` for a kind that isn't taken."""
    project = Project.objects.visible_to(actor, Operation.ATTACH_FILES).get(pk=project_id)
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in MEDIA_TYPES or not data.startswith(_SIGNATURES.get(ending, (b"",))):
        raise DomainError("attachment.type", name=name)
    row = ProjectAttachment.objects.create(
        project=project,
        file=store(data, media_type=MEDIA_TYPES[ending], at=at),
        name=name[:255],
        kind=ending,
        added_by_id=actor.person_id,
        added_at=at,
    )
    record(at=at, actor=actor, action="attachment.add", subject=project, name=name)
    return row


@use_case
def attachment_remove(*, attachment_id: int, actor: Actor, at: datetime) -> ProjectAttachment:
    """Takes a document out of sight; its bytes and its line stay for the auditor."""
    row = ProjectAttachment.objects.select_related("project").get(
        pk=attachment_id,
        removed_at__isnull=True,
        project__in=Project.objects.visible_to(actor, Operation.ATTACH_FILES),
    )
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    record(at=at, actor=actor, action="attachment.remove", subject=row.project, name=row.name)
    return row
