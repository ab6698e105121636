from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "niubizi.apps.kernel"
    label = "kernel"
