"""Long work."""

from django.urls import path

from niubizi.web.work import views

urlpatterns = [path("work/<int:job_id>/", views.job, name="job")]
