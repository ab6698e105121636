from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "niubizi.apps.reporting"
    label = "reporting"

    def ready(self) -> None:
        from niubizi.apps.projects.services.changes import SUBSCRIBERS  # noqa: PLC0415 after loading
        from niubizi.apps.reporting.services.positions import refresh_open  # noqa: PLC0415

        if refresh_open not in SUBSCRIBERS:
            SUBSCRIBERS.append(refresh_open)
