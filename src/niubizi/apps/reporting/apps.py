from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "niubizi.apps.reporting"
    label = "reporting"
