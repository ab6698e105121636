from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class KernelConfig(AppConfig):
    name = "niubizi.apps.kernel"
    label = "kernel"

    def ready(self) -> None:
        from niubizi.apps.kernel import among  # noqa: F401, PLC0415 registers itself

        # The sign-in service notes the moment it is told; Django's own note would read the clock.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
