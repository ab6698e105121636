"""All URLs: pages at the root, the HTTP API below ``/api/``."""

from django.urls import include, path

from niubizi.rest.api import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("niubizi.web.urls")),
]

handler500 = "niubizi.config.faults.server_error"
