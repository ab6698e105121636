from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "niubizi.apps.orgs"
    label = "orgs"
