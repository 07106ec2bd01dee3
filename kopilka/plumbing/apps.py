from django.apps import AppConfig


class PlumbingConfig(AppConfig):
    name = "kopilka.plumbing"
    label = "plumbing"
    default_auto_field = "django.db.models.BigAutoField"
