"""Who decides an import's orders: processes beside the one that writes, as many as there are cores.

A batch is whole members with all their orders in time, so that batches know nothing of each other;
they are written in their order, so that an import that was cut off knows where to go on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.db import connection

from kopilka.loyalty.history.orders import History, as_bought
from kopilka.loyalty.ledger.deciding.ahead import Ahead, decide_ahead, may_be_ahead
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.programs.queries import get_versions
from kopilka.plumbing.parallel.processes import answered_in_order

BATCH = 1000
MOST = 20_000
WORTH_PROCESSES = 10_000
Sequence = Literal["by_member", "by_time"]
Steps = list[int]
"""`i` is order i as it was bought, `~i` the same order once something of it has come back."""
Decided = tuple[Steps, Ahead | None]


@dataclass(frozen=True, slots=True)
class Job:
    """`keys`: external id -> member's key."""

    merchant_id: int
    history: History
    keys: dict[str, int]
    shop: str
    actor: str

    def intents(self, steps: Steps) -> list[Intent]:
        return [self._intent(step) for step in steps]

    def _intent(self, step: int) -> Intent:
        history, place = self.history, place_of(step)
        order = history.order(place, self.shop, stated=True)
        if step >= 0 and history.returned_at(place) is not None:
            order = as_bought(order)
        return Intent(
            "record_order",
            self.keys[history.members[history.member[place]]],
            order,
            actor=self.actor,
            known_at=_when(history, step),
            quiet=True,
        )

    def of(self, places: list[int]) -> Job:
        """The same of these orders alone, which stand one after another."""
        own = self.history.between(places[0], places[-1] + 1)
        return replace(self, history=own, keys={name: self.keys[name] for name in own.members})


def sequence_of(merchant_id: int) -> Sequence:
    """Whole members, unless members share a limit: then who came first comes first."""
    return "by_member" if may_be_ahead(get_versions(merchant_id)) else "by_time"


def decided(
    job: Job, sequence: Sequence, done: int, clock: Callable[[], datetime]
) -> Iterator[Decided]:
    """Batches after the first `done` orders; None: to be decided when it is written."""
    if sequence == "by_time":
        for steps in _in_time(job.history, done):
            yield steps, None
        return
    batches = list(_batches(job.history, done))
    alone = connection.in_atomic_block  # others would not see what has been written
    if alone or len(job.history) - done < WORTH_PROCESSES:
        for places in batches:
            steps = steps_of(job.history, places)
            yield steps, decide_ahead(job.merchant_id, job.intents(steps), clock())
        return
    sent = ((job.of(places), clock()) for places in batches)
    steps_sent = (steps_of(job.history, places) for places in batches)
    yield from zip(steps_sent, answered_in_order(_decide, sent, database=True), strict=True)


def steps_of(history: History, places: Collection[int]) -> Steps:
    """These orders, members one after another, with their returns between them in time."""
    back = _returns(history, places)
    if not back:
        return list(places)
    return sorted([*places, *back], key=lambda step: (_member(history, step), _when(history, step)))


def _in_time(history: History, done: int) -> Iterator[Steps]:
    """A thousand orders at a time, with the returns that came before the next thousand."""
    steps = [int(place) for place in history.by_time()]
    back = _returns(history, steps)
    if back:
        steps = sorted([*steps, *back], key=lambda step: _when(history, step))
    starts = [at for at, step in enumerate(steps) if step >= 0] + [len(steps)]
    for first in range(done, len(history), BATCH):
        yield steps[starts[first] : starts[min(first + BATCH, len(history))]]


def _returns(history: History, places: Collection[int]) -> Steps:
    if not history.facts:
        return []
    return [~place for place in places if history.returned_at(place) is not None]


def place_of(step: int) -> int:
    return ~step if step < 0 else step


def _member(history: History, step: int) -> int:
    return int(history.member[place_of(step)])


def _when(history: History, step: int) -> datetime:
    """When it became known; an order does not come back sooner."""
    place = place_of(step)
    known, back = history.known_at(place), history.returned_at(place)
    return known if step >= 0 or back is None else max(known, back)


def _batches(history: History, done: int) -> Iterator[list[int]]:
    """Whole members, a thousand orders or more.

    One with very many comes in parts; they are decided too early, and again when they are written.
    """
    start = done
    for end in [int(bound) for bound in history.bounds()[1:]]:
        while end - start > MOST:
            yield list(range(start, start + MOST))
            start += MOST
        if end - start >= BATCH or (end == len(history) and end > start):
            yield list(range(start, end))
            start = end


def _decide(sent: tuple[Job, datetime]) -> Ahead:
    """In another process, which has been sent a batch's own orders."""
    job, now = sent
    steps = steps_of(job.history, range(len(job.history)))
    return decide_ahead(job.merchant_id, job.intents(steps), now)
