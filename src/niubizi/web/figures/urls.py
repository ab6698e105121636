"""溯源： where a figure comes from, as a page, a panel and a workbook."""

from __future__ import annotations

from django.urls import path

from niubizi.web.figures import export, views

urlpatterns = [
    # Before the page: a key is a path and would swallow the word.
    path("figures/<path:key>/export/", export.figure_export, name="figure_export"),
    path("figures/<path:key>/", views.figure, name="figure"),
]
