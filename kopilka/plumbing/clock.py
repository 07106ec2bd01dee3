"""The time, injected: whoever needs it is given a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """An aware UTC instant."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class FixedClock:
    """Stands still until it is moved."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by


_clock: Clock = SystemClock()


def now() -> datetime:
    """For fronts and workers alone; everything below is handed its instant."""
    return _clock.now()


def use(clock: Clock) -> Clock:
    """Puts another clock in place (tests, the sandbox) and returns the one before."""
    global _clock
    before, _clock = _clock, clock
    return before
