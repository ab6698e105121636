from django.urls import path

from niubizi.web.briefings import views

urlpatterns = [
    path("briefings/", views.briefings, name="briefings"),
    path("briefings/new", views.briefing_new, name="briefing_new"),
    path("briefings/template", views.briefing_template, name="briefing_template"),
    path("briefings/<int:briefing_id>/", views.briefing, name="briefing"),
    path("briefings/<int:briefing_id>/save", views.briefing_save, name="briefing_save"),
    path("briefings/<int:briefing_id>/preview", views.briefing_preview, name="briefing_preview"),
    path("briefings/<int:briefing_id>/discard", views.briefing_drop, name="briefing_drop"),
    path("briefings/<int:briefing_id>/issue", views.briefing_send, name="briefing_send"),
    path("briefings/<int:briefing_id>/document", views.briefing_document, name="briefing_document"),
    path("briefings/<int:briefing_id>/annex", views.briefing_annex, name="briefing_annex"),
]
