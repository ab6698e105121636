"""The map of pages: each area brings its own patterns, its URL names are unique over all areas."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("niubizi.web.desk.urls")),
    path("", include("niubizi.web.account.urls")),
]
