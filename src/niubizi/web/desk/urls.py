"""Where everybody arrives: the desk."""

from django.urls import path

from niubizi.web.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("favicon.ico", views.favicon, name="favicon"),
]
