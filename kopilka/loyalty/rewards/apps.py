from __future__ import annotations

from django.apps import AppConfig


class RewardsConfig(AppConfig):
    name = "kopilka.loyalty.rewards"
    label = "rewards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kopilka.loyalty.rewards import operations

        assert operations
