"""The map of pages: each area brings its own patterns, its URL names are unique over all areas."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("niubizi.web.desk.urls")),
    path("", include("niubizi.web.watch.urls")),
    path("", include("niubizi.web.work.urls")),
    path("", include("niubizi.web.account.urls")),
    path("", include("niubizi.web.cockpit.urls")),
    path("", include("niubizi.web.figures.urls")),
    path("", include("niubizi.web.briefings.urls")),
    path("", include("niubizi.web.checking.urls")),
    path("", include("niubizi.web.management.urls")),
    path("", include("niubizi.web.search.urls")),
    path("", include("niubizi.web.projects.urls")),
    path("", include("niubizi.web.remarks.urls")),
    path("", include("niubizi.web.imports.urls")),
    path("", include("niubizi.web.returns.urls")),
    path("", include("niubizi.web.closings.urls")),
]
