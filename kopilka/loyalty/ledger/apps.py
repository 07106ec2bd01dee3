from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kopilka.loyalty.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kopilka.loyalty.ledger import adjusting
        from kopilka.plumbing.sql import immutability

        assert adjusting
        immutability.declare("ledger_entry", "ledger_posting", "ledger_allocation")
