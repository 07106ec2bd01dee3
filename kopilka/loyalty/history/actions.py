"""Importing history through the one write path: in batches, resumable, sending no messages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime

import numpy as np
from django.db import transaction

from kopilka.loyalty.history import deciding, runs
from kopilka.loyalty.history.deciding import Job
from kopilka.loyalty.history.models import ImportRun
from kopilka.loyalty.history.orders import History, Lines, Progress, no_progress, to_instant
from kopilka.loyalty.ledger.deciding.ahead import Ahead, write
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.ledger.state import order_owners
from kopilka.loyalty.members.actions import enrol_many
from kopilka.loyalty.members.queries import ids_by_external
from kopilka.values.refusals import Refusal

_LOOKED_UP = 10_000
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
    for places, ahead in deciding.decided(job, sequence, run.done, clock):
        refused += _named(history, places, _write(job, places, ahead, run, clock))
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
        answers = post(job.merchant_id, job.intents(batch), clock())
        found += _named(job.history, batch, [answer.refusals for answer in answers])
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
    places: list[int],
    ahead: Ahead | None,
    run: ImportRun,
    clock: Callable[[], datetime],
) -> Refusals:
    """What was decided ahead, if it still holds, and how far the import has come, together."""
    if ahead is not None:
        with transaction.atomic():
            if write(job.merchant_id, ahead):
                runs.advance(run, len(places))
                return ahead.refusals
    answers = post(job.merchant_id, job.intents(places), clock())
    runs.advance(run, len(places))
    return [answer.refusals for answer in answers]


def digest_of(history: History, shop: str) -> str:
    """What tells this content from any other: the shop, and every column that was read."""
    whole = hashlib.sha256(shop.encode())
    for part in _parts(history):
        whole.update(part)
        whole.update(b"\0")
    return whole.hexdigest()


def _parts(columns: History | Lines) -> Iterator[bytes]:
    for each in fields(columns):
        column = getattr(columns, each.name)
        yield each.name.encode()
        if isinstance(column, Lines):
            yield from _parts(column)
        elif isinstance(column, np.ndarray):
            yield column.tobytes()
        elif each.name != "faults":
            yield "\n".join(map(str, column or ())).encode()


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


def _named(history: History, places: list[int], refusals: Refusals) -> list[tuple[str, Refusal]]:
    return [
        (history.order_ids[place], refusal)
        for place, reasons in zip(places, refusals, strict=True)
        for refusal in reasons
    ]
