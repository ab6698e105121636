"""驾驶舱： the cockpit, a block's own page, the map."""

from __future__ import annotations

from django.urls import path

from niubizi.web.cockpit import boundaries, views

urlpatterns = [
    path("cockpit/", views.cockpit, name="cockpit"),
    path("blocks/<str:code>/", views.block, name="block"),
    path("map/", views.project_map, name="map"),
    path("map/boundaries/", boundaries.boundaries, name="map_boundaries"),
]
