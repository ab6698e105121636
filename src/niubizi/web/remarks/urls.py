"""Leaving a remark and answering it; they are read where they belong."""

from django.urls import path

from niubizi.web.remarks import views

urlpatterns = [
    path("projects/<int:project_id>/remarks/", views.on_project, name="project_remark"),
    path("blocks/<str:code>/remarks/", views.on_block, name="block_remark"),
    path("remarks/<int:remark_id>/answer/", views.answer, name="remark_answer"),
]
