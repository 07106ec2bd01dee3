"""Values made beside requests and kept in the process: the last one stands while the next is made.

Each process keeps its own; nothing depends on what another one keeps.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.db import connections

Value = TypeVar("Value")
Report = Callable[[int, int], None]
_LOG = logging.getLogger(__name__)


class Beside(Generic[Value]):
    """At most `most` by weight are kept, the latest asked for; one older than `fresh_seconds` is
    made anew in a thread while it is still shown."""

    def __init__(
        self, *, most: int, fresh_seconds: float, weigh: Callable[[Value], int] = lambda value: 1
    ) -> None:
        self._most, self._fresh, self._weigh = most, fresh_seconds, weigh
        self._lock = threading.Lock()
        self._kept: dict[Hashable, tuple[float, Value]] = {}
        self._making: dict[Hashable, threading.Thread] = {}
        self._told: dict[Hashable, tuple[int, int]] = {}

    def get(
        self, key: Hashable, make: Callable[[Report], Value], wait_seconds: float = 0
    ) -> Value | None:
        """What is kept, however old; None where nothing has been made yet."""
        with self._lock:
            made_at, value = self._kept.get(key, (0.0, None))
            if key in self._kept:
                self._kept[key] = self._kept.pop(key)  # the latest asked for stands last
            if value is not None and time.monotonic() - made_at < self._fresh:
                return value
            thread = self._making.get(key) or self._start(key, make)
        if value is None and wait_seconds:
            thread.join(wait_seconds)
            with self._lock:
                return self._kept.get(key, (0.0, None))[1]
        return value

    def progress(self, key: Hashable) -> tuple[int, int]:
        """(done, whole) of what is being made; (0, 0) where that is not known."""
        return self._told.get(key, (0, 0))

    def _start(self, key: Hashable, make: Callable[[Report], Value]) -> threading.Thread:
        made = threading.Thread(target=self._make, args=(key, make), name="beside", daemon=True)
        self._making[key] = made
        made.start()
        return made

    def _make(self, key: Hashable, make: Callable[[Report], Value]) -> None:
        try:
            value = make(lambda done, whole: self._told.update({key: (done, whole)}))
            with self._lock:
                self._keep(key, value)
        except Exception:
            _LOG.exception("what was to be kept of %s could not be made", key)
        finally:
            with self._lock:
                self._making.pop(key, None)
                self._told.pop(key, None)
            connections.close_all()

    def _keep(self, key: Hashable, value: Value) -> None:
        self._kept.pop(key, None)
        self._kept[key] = (time.monotonic(), value)
        while (
            len(self._kept) > 1 and sum(self._weigh(v) for _, v in self._kept.values()) > self._most
        ):
            del self._kept[next(iter(self._kept))]
