from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "kopilka.loyalty.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"
