"""A way in for programs: without what only pages need."""

from __future__ import annotations

from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.middleware.security import SecurityMiddleware


class LeanHandler(WSGIHandler):
    """No sessions, cookies, forms or templates; https and its headers stay."""

    def load_middleware(self, is_async: bool = False) -> None:
        assert not is_async
        nothing: list[Any] = []
        self._view_middleware = self._template_response_middleware = nothing
        self._exception_middleware = nothing
        inner = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]
        self._middleware_chain = convert_exception_to_response(SecurityMiddleware(inner))
