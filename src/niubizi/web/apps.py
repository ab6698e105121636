from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, templates and their tags."""

    name = "niubizi.web"
    label = "web"
