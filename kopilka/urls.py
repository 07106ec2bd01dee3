"""Where each front hangs."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("kopilka.fronts.api.urls")),
    path("", include("kopilka.fronts.console.urls")),
]
