"""URLs of the month's pages; the period is chosen by ``?period=``."""

from __future__ import annotations

from django.urls import path

from niubizi.web.returns import (
    calendar,
    completeness,
    edit,
    grid,
    landing,
    pictures,
    review,
    submit,
    workbook,
)

urlpatterns = [
    path("returns/", landing.returns, name="returns"),
    path("returns/open/", landing.period_opening, name="period_open"),
    path("returns/calendar/", calendar.calendar, name="return_calendar"),
    path("returns/grid/", grid.returns_grid, name="returns_grid"),
    path("returns/grid/save/", grid.returns_grid_save, name="returns_grid_save"),
    path("returns/submit/", submit.returns_submission, name="returns_submit"),
    path("returns/workbook/", workbook.returns_workbook, name="returns_workbook"),
    path("returns/workbook/file/", workbook.returns_workbook_file, name="returns_workbook_file"),
    path("returns/workbook/apply/", workbook.returns_workbook_apply, name="returns_workbook_apply"),
    path("returns/review/", review.review_queue, name="review_queue"),
    path("returns/review/approve/", review.returns_approving, name="returns_approve"),
    path("returns/completeness/", completeness.completeness_page, name="completeness"),
    path("returns/<str:code>/", edit.return_edit, name="return_edit"),
    path("returns/<str:code>/save/", edit.return_save, name="return_save"),
    path("returns/<str:code>/withdraw/", edit.return_take_back, name="return_withdraw"),
    path("returns/<str:code>/revise/", edit.return_correct, name="return_revise"),
    path("returns/<str:code>/review/", review.return_review, name="return_review"),
    path("returns/<str:code>/photos/", pictures.photo_adding, name="return_photo_add"),
    path("returns/<str:code>/photos/<int:photo_id>/", pictures.photo, name="return_photo"),
    path(
        "returns/<str:code>/photos/<int:photo_id>/remove/",
        pictures.photo_removing,
        name="return_photo_remove",
    ),
]
