from __future__ import annotations

from django.apps import AppConfig


class CouponsConfig(AppConfig):
    name = "kopilka.loyalty.coupons"
    label = "coupons"

    def ready(self) -> None:
        from kopilka.loyalty.coupons import shelf

        assert shelf
