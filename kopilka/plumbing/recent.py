"""What a process may know from a moment ago, instead of asking for it with every request.

Nothing that moves value rests on it. In tests, where databases change under a process, it forgets
at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from django.conf import settings

T = TypeVar("T")
_MOST = 10_000


class Recent(Generic[T]):
    """Answers of `ask`, each good for `seconds`; None is asked again every time."""

    def __init__(self, ask: Callable[..., T | None], seconds: float) -> None:
        self._ask, self._seconds = ask, seconds
        self._known: dict[Hashable, tuple[float, T]] = {}

    def get(self, key: Hashable, *arguments: Any) -> T | None:
        now = time.monotonic()
        known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]
        found = self._ask(*arguments)
        if found is not None and settings.MODE != "test":
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = (now + self._seconds, found)
        return found

    def forget(self) -> None:
        """In this process; others forget by themselves within `seconds`."""
        self._known.clear()
