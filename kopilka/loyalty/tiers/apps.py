from __future__ import annotations

from django.apps import AppConfig


class TiersConfig(AppConfig):
    name = "kopilka.loyalty.tiers"
    label = "tiers"

    def ready(self) -> None:
        from kopilka.loyalty.tiers import operations

        assert operations
