"""Who decides an import's orders: processes beside the one that writes, as many as there are cores.

A batch is whole members with all their orders in time, so that batches know nothing of each other;
they are written in their order, so that an import that was cut off knows where to go on.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.pool import AsyncResult, Pool

from django.db import connection, connections

from kopilka.loyalty.history.orders import History
from kopilka.loyalty.ledger.deciding.ahead import Ahead, decide_ahead, may_be_ahead
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.programs.queries import get_versions

BATCH = 1000
MOST = 20_000
WORTH_PROCESSES = 10_000
Decided = tuple[list[int], Ahead | None]


@dataclass(frozen=True, slots=True)
class Job:
    """`keys`: external id -> member's key."""

    merchant_id: int
    history: History
    keys: dict[str, int]
    shop: str
    actor: str
    clock: Callable[[], datetime]

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


def decided(job: Job, done: int) -> Iterator[Decided]:
    """Batches of places after the first `done`; None: to be decided when it is written."""
    if not may_be_ahead(get_versions(job.merchant_id)):
        sequence = [int(place) for place in job.history.by_time()]
        for start in range(done, len(sequence), BATCH):
            yield sequence[start : start + BATCH], None
        return
    batches = list(_batches(job.history, done))
    if len(job.history) - done < WORTH_PROCESSES or not _may_fork():
        for places in batches:
            yield places, _decide(job, places)
        return
    yield from _in_processes(job, batches)


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


def _decide(job: Job, places: list[int]) -> Ahead:
    return decide_ahead(job.merchant_id, job.intents(places), job.clock())


# ------------------------------------------------------------------ processes


def _may_fork() -> bool:
    """Where another process sees what this one has written: not inside a transaction."""
    return sys.platform == "linux" and not connection.in_atomic_block


_JOB: list[Job] = []


def _in_processes(job: Job, batches: list[list[int]]) -> Iterator[Decided]:
    """Connections are closed before the processes part, and each opens its own.

    They make no circles of objects, and looking for some would take a tenth of their time.
    """
    connections.close_all()
    _JOB.append(job)
    count = len(os.sched_getaffinity(0))
    with multiprocessing.get_context("fork").Pool(count, gc.disable) as pool:
        _JOB.clear()
        yield from _in_order(pool, batches, ahead=count + 2)


def _in_order(pool: Pool, batches: list[list[int]], ahead: int) -> Iterator[Decided]:
    """Results in the order of the batches, never more than `ahead` of the writer."""
    under_way: deque[tuple[list[int], AsyncResult[Ahead]]] = deque()
    for places in batches:
        under_way.append((places, pool.apply_async(_decide_here, (places[0], len(places)))))
        if len(under_way) == ahead:
            earliest, result = under_way.popleft()
            yield earliest, result.get()
    for earliest, result in under_way:
        yield earliest, result.get()


def _decide_here(first: int, count: int) -> Ahead:
    """In a process of the pool, which was born knowing the job."""
    return _decide(_JOB[0], list(range(first, first + count)))
