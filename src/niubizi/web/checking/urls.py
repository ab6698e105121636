from django.urls import path

from niubizi.web.checking import views

urlpatterns = [
    path("briefings/check/", views.checking, name="checking"),
    path("briefings/check/copy", views.checking_copy, name="checking_copy"),
    path("briefings/check/workbook", views.checking_workbook, name="checking_workbook"),
]
