from __future__ import annotations

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "kopilka.loyalty.activity"
    label = "activity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kopilka.plumbing.sql import immutability

        immutability.declare("activity_snapshot", "activity_fact")
