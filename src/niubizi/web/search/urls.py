"""Search, by Ctrl-K and as a page."""

from django.urls import path

from niubizi.web.search import views

urlpatterns = [path("search/", views.search, name="search")]
