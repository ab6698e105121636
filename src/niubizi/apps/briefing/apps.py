from django.apps import AppConfig


class BriefingConfig(AppConfig):
    name = "niubizi.apps.briefing"
    label = "briefing"
