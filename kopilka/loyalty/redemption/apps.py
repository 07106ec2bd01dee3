from __future__ import annotations

from django.apps import AppConfig


class RedemptionConfig(AppConfig):
    name = "kopilka.loyalty.redemption"
    label = "redemption"

    def ready(self) -> None:
        from kopilka.loyalty.redemption import operations

        assert operations
