"""Where everybody arrives, the desk, and what watches over the site."""

from django.urls import path

from niubizi.web.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("healthz", views.health, name="health"),
    path("favicon.ico", views.favicon, name="favicon"),
]
