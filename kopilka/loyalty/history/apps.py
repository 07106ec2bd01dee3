from __future__ import annotations

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "kopilka.loyalty.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"
