"""Importing history through the one write path: in batches, resumable, sending no messages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from kopilka.loyalty.history import deciding, runs
from kopilka.loyalty.history.deciding import Job, Steps, place_of
from kopilka.loyalty.history.models import ImportRun
from kopilka.loyalty.history.orders import History, Lines, Progress, no_progress, to_instant
from kopilka.loyalty.ledger.deciding.ahead import Ahead, write
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.ledger.state import order_owners
from kopilka.loyalty.members.actions import enrol_many
from kopilka.loyalty.members.queries import ids_by_external
from kopilka.values.refusals import Refusal

_LOOKED_UP = 10_000
_NOT_READ = {"faults", "willing"}
"""Of a history's columns, what no file says."""
Refusals = list[tuple[Refusal, ...]]


@dataclass(frozen=True, slots=True)
class Imported:
    """`skipped` orders had been imported by an earlier run of the same content."""

    orders: int
    members: int
    skipped: int
    refused: tuple[tuple[str, Refusal], ...] = ()  # order id, why


def import_orders(
    *,
    merchant_id: int,
    history: History,
    name: str,
    shop: str,
    actor: str,
    clock: Callable[[], datetime],
    progress: Progress = no_progress,
) -> Imported:
    """As the orders became known, members one after another; a cut-off run goes on."""
    sequence = deciding.sequence_of(merchant_id)
    digest = digest_of(history, shop)
    run = runs.begin(merchant_id, "orders", digest, name, len(history), sequence, clock())
    skipped = run.done
    progress(run.done, len(history))
    keys, made = _members(merchant_id, history)
    job = Job(merchant_id, history, keys, shop, actor)
    refused: list[tuple[str, Refusal]] = []
    for steps, ahead in deciding.decided(job, sequence, run.done, clock):
        refused += _named(history, steps, _write(job, steps, ahead, run, clock))
        progress(run.done, len(history))
    refused += _left_out(job, {order for order, _ in refused}, clock)
    runs.finish(run, clock())
    return Imported(len(history) - skipped, made, skipped, tuple(refused))


def _left_out(
    job: Job, refused: set[str], clock: Callable[[], datetime]
) -> list[tuple[str, Refusal]]:
    """Tells again what is not in the book and was not refused now: each is brought in, or named."""
    places = [place for place in _missing(job) if job.history.order_ids[place] not in refused]
    found: list[tuple[str, Refusal]] = []
    for start in range(0, len(places), deciding.BATCH):
        batch = places[start : start + deciding.BATCH]
        steps = deciding.steps_of(job.history, batch)
        answers = post(job.merchant_id, job.intents(steps), clock())
        found += _named(job.history, steps, [answer.refusals for answer in answers])
    return found


def _missing(job: Job) -> list[int]:
    """Places of the orders that are not their members' in the book."""
    history = job.history
    keys = [job.keys[name] for name in history.members]
    missing: list[int] = []
    for start in range(0, len(history), _LOOKED_UP):
        names = [f"{job.shop}/{name}" for name in history.order_ids[start : start + _LOOKED_UP]]
        owners = order_owners(job.merchant_id, names)
        whose = history.member[start : start + _LOOKED_UP].tolist()
        found = zip(names, whose, strict=True)
        missing += [
            place
            for place, (name, member) in enumerate(found, start)
            if owners.get(name) != keys[member]
        ]
    return missing


def _write(
    job: Job,
    steps: Steps,
    ahead: Ahead | None,
    run: ImportRun,
    clock: Callable[[], datetime],
) -> Refusals:
    """What was decided ahead, if it still holds, and how far the import has come, together."""
    if ahead is not None:
        with transaction.atomic():
            if write(job.merchant_id, ahead):
                runs.advance(run, _orders_in(steps))
                return ahead.refusals
    answers = post(job.merchant_id, job.intents(steps), clock())
    runs.advance(run, _orders_in(steps))
    return [answer.refusals for answer in answers]


def _orders_in(steps: Steps) -> int:
    return sum(step >= 0 for step in steps)


def digest_of(history: History, shop: str) -> str:
    """What tells this content from any other: the shop, and every column that was read."""
    whole = hashlib.sha256(shop.encode())
    for part in _parts(history):
        whole.update(part)
        whole.update(b"\0")
    return whole.hexdigest()


def _parts(columns: History | Lines) -> Iterator[bytes]:
    for each in fields(columns):
        if each.name not in _NOT_READ:
            yield each.name.encode()
            yield from _content(getattr(columns, each.name))


def _content(column: Any) -> Iterator[bytes]:
    if isinstance(column, Lines):
        yield from _parts(column)
    elif isinstance(column, np.ndarray):
        yield column.tobytes()
    elif isinstance(column, dict):
        for name, its in column.items():
            yield name.encode()
            yield from _content(its)
    else:
        yield "\n".join(_texts(column or ())).encode()


def _texts(values: Iterable[Any]) -> Iterator[str]:
    """Values that stand again and again are told once: of a million lines most say the same."""
    told: dict[int, str] = {}
    for value in values:
        if id(value) not in told:
            told[id(value)] = str(value)
        yield told[id(value)]


def _members(merchant_id: int, history: History) -> tuple[dict[str, int], int]:
    """External id -> member's key; those not there yet join with their first order."""
    keys = ids_by_external(merchant_id, "main", history.members)
    bounds = history.bounds()
    joining = {
        member: to_instant(int(history.placed[bounds[place]]))
        for place, member in enumerate(history.members)
        if member not in keys
    }
    return keys | enrol_many(merchant_id=merchant_id, externals=joining), len(joining)


def _named(history: History, steps: Steps, refusals: Refusals) -> list[tuple[str, Refusal]]:
    return [
        (history.order_ids[place_of(step)], refusal)
        for step, reasons in zip(steps, refusals, strict=True)
        for refusal in reasons
    ]
