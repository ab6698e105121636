"""All URLs: pages at the root, the HTTP API below ``/api/``."""

from django.urls import include, path

urlpatterns = [
    path("", include("niubizi.web.urls")),
]
