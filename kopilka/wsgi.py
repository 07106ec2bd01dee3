"""What the web server runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kopilka.settings")
_site = get_wsgi_application()

from kopilka.fronts.api.lean import LeanHandler  # noqa: E402 - needs the settings

_api = LeanHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The API has a way in of its own: what pages need takes longer than an order."""
    handler = _api if environ["PATH_INFO"].startswith("/api/") else _site
    return handler(environ, start_response)
