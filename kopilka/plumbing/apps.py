from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlumbingConfig(AppConfig):
    name = "kopilka.plumbing"
    label = "plumbing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kopilka.plumbing.sql import immutability

        immutability.declare("plumbing_audit")
        post_migrate.connect(_stand_again, dispatch_uid="immutability")


def _stand_again(sender: Any, **_: object) -> None:
    """Migrations may have rebuilt tables and lost their triggers; the last app puts them back."""
    from django.apps import apps

    from kopilka.plumbing.sql import immutability

    last = [app for app in apps.get_app_configs() if app.models_module is not None][-1]
    if sender.label == last.label:
        immutability.install()
