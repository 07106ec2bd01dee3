from __future__ import annotations

from django.apps import AppConfig


class EarningConfig(AppConfig):
    name = "kopilka.loyalty.earning"
    label = "earning"

    def ready(self) -> None:
        from kopilka.loyalty.earning import operations

        assert operations
