from __future__ import annotations

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "kopilka.loyalty.programs"
    label = "programs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kopilka.plumbing.sql import immutability

        immutability.declare("programs_version")
