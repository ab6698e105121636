"""The documents of a project: taken in, handed out, taken off."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from niubizi.apps.kernel.storage import open_file
from niubizi.apps.projects import selectors
from niubizi.apps.projects.services.attachments import attachment_add, attachment_remove
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors.sentences import sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.toasts import notify
from niubizi.web.uploads import uploaded


@page(Operation.VIEW_PROJECTS)
def attachment(request: PageRequest, project_id: int, attachment_id: int) -> FileResponse:
    """A document as a download, with the type we know and not the uploader's."""
    selectors.projects(request.actor).get(pk=project_id)
    row = selectors.attachment(project_id, attachment_id)
    return FileResponse(
        open_file(row.file),
        as_attachment=True,
        filename=row.name,
        content_type=row.file.media_type,
        headers={"X-Content-Type-Options": "nosniff"},
    )


@page(Operation.ATTACH_FILES, methods=("POST",))
def attach(request: PageRequest, project_id: int) -> HttpResponse:
    """A document for the project; a refused one leaves nothing behind."""
    selectors.projects(request.actor, Operation.ATTACH_FILES).get(pk=project_id)
    try:
        name, data = uploaded(request, "file")
        attachment_add(
            project_id=project_id, name=name, data=data, actor=request.actor, at=request.at
        )
    except DomainError as refusal:
        notify(request, sentence(refusal), level=40)
    else:
        notify(request, f"已上传“{name}”。")
    return redirect(f"{reverse('project', args=[project_id])}?tab=files")


@page(Operation.ATTACH_FILES, methods=("POST",))
def unattach(request: PageRequest, project_id: int, attachment_id: int) -> HttpResponse:
    selectors.projects(request.actor, Operation.ATTACH_FILES).get(pk=project_id)
    row = attachment_remove(attachment_id=attachment_id, actor=request.actor, at=request.at)
    notify(request, f"已移除“{row.name}”。")
    return redirect(f"{reverse('project', args=[project_id])}?tab=files")
