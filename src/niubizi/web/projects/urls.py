"""The ledger: the list, the file of a project, and the deeds of keeping them."""

from django.urls import include, path

from niubizi.web.projects import (
    attachment_views,
    bulk,
    deed_views,
    entry_views,
    export,
    file_views,
    list_views,
    part_views,
    programme_views,
    rollover_views,
    tie_views,
)

_project = [
    path("", file_views.project, name="project"),
    path("edit/", deed_views.edit, name="project_edit"),
    path("advance/", deed_views.advance, name="project_advance"),
    path("parts/", part_views.parts, name="project_parts"),
    path("ties/", tie_views.ties, name="project_ties"),
    path("ties/remove/", tie_views.untie, name="project_untie"),
    path("files/", attachment_views.attach, name="project_attach"),
    path("files/<int:attachment_id>/", attachment_views.attachment, name="project_attachment"),
    path(
        "files/<int:attachment_id>/remove/",
        attachment_views.unattach,
        name="project_attachment_remove",
    ),
    path("entries/", entry_views.add, name="project_entry_add"),
    path("entries/<int:entry_id>/plan/", entry_views.revise, name="project_plan"),
    path("entries/<int:entry_id>/remove/", entry_views.remove, name="project_entry_remove"),
]

urlpatterns = [
    path("projects/", list_views.projects, name="projects"),
    path("projects/new/", deed_views.create, name="project_create"),
    path("projects/bulk/", bulk.bulk, name="projects_bulk"),
    path("projects/export/", export.export, name="projects_export"),
    path("projects/views/", list_views.save_view, name="projects_view_save"),
    path(
        "projects/views/<int:view_id>/delete/", list_views.delete_view, name="projects_view_delete"
    ),
    path("projects/<int:project_id>/", include(_project)),
    path("programmes/", programme_views.programmes, name="programmes"),
    path("programmes/new/", programme_views.create, name="programme_create"),
    path("programmes/<slug:code>/", programme_views.programme, name="programme"),
    path("programmes/<slug:code>/edit/", programme_views.edit, name="programme_edit"),
    path("programmes/<slug:code>/rollover/", rollover_views.rollover, name="programme_rollover"),
]
