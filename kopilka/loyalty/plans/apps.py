from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "kopilka.loyalty.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kopilka.loyalty.plans import operations, shelf

        assert operations
        assert shelf
