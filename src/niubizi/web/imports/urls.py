"""Workbooks into the ledger: the wizard's steps and the history of imports."""

from django.urls import path

from niubizi.web.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
]
