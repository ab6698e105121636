"""What monitoring asks for; nginx lets nobody else have it."""

from django.urls import path

from niubizi.web.watch import views

urlpatterns = [
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
