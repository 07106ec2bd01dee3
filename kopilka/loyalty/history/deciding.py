"""Who decides an import's orders: processes beside the one that writes, as many as there are cores.

A batch is whole members with all their orders in time, so that batches know nothing of each other;
they are written in their order, so that an import that was cut off knows where to go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.db import connection

from kopilka.loyalty.history.orders import History
from kopilka.loyalty.ledger.deciding.ahead import Ahead, decide_ahead, may_be_ahead
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.programs.queries import get_versions
from kopilka.plumbing.processes import answered_in_order

BATCH = 1000
MOST = 20_000
WORTH_PROCESSES = 10_000
Sequence = Literal["by_member", "by_time"]
Decided = tuple[list[int], Ahead | None]


@dataclass(frozen=True, slots=True)
class Job:
    """`keys`: external id -> member's key."""

    merchant_id: int
    history: History
    keys: dict[str, int]
    shop: str
    actor: str

    def intents(self, places: list[int]) -> list[Intent]:
        history, members = self.history, self.history.members
        orders = [history.order(place, self.shop, stated=True) for place in places]
        return [
            Intent(
                "record_order",
                self.keys[members[history.member[place]]],
                order,
                actor=self.actor,
                known_at=history.known_at(place),
                quiet=True,
            )
            for place, order in zip(places, orders, strict=True)
        ]

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
    """Batches of places after the first `done`; None: to be decided when it is written."""
    if sequence == "by_time":
        places = job.history.by_time().tolist()
        for start in range(done, len(places), BATCH):
            yield places[start : start + BATCH], None
        return
    batches = list(_batches(job.history, done))
    alone = connection.in_atomic_block  # others would not see what has been written
    if alone or len(job.history) - done < WORTH_PROCESSES:
        for places in batches:
            yield places, decide_ahead(job.merchant_id, job.intents(places), clock())
        return
    sent = ((job.of(places), clock()) for places in batches)
    yield from zip(batches, answered_in_order(_decide, sent, database=True), strict=True)


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
    return decide_ahead(job.merchant_id, job.intents(list(range(len(job.history)))), now)
