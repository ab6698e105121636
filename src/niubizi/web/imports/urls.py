"""Workbooks into the ledger: the wizard's steps and the history of imports."""

from django.urls import path

from niubizi.web.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<int:batch_id>/columns/", views.columns, name="import_columns"),
    path("imports/<int:batch_id>/preview/", views.preview, name="import_preview"),
    path("imports/<int:batch_id>/marked/", views.marked, name="import_marked"),
    path("imports/<int:batch_id>/done/", views.done, name="import_done"),
    path("imports/<int:batch_id>/abandon/", views.abandon, name="import_abandon"),
]
