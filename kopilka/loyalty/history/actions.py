"""Importing history through the one write path: in batches, resumable, sending no messages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kopilka.loyalty.history import deciding, runs
from kopilka.loyalty.history.deciding import Job, Steps, place_of
from kopilka.loyalty.history.models import ImportRun
from kopilka.loyalty.history.orders import History, Progress, no_progress, to_instant
from kopilka.loyalty.ledger.deciding.ahead import Ahead, write
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.members.actions import enrol_many
from kopilka.loyalty.members.queries import ids_by_external
from kopilka.values.refusals import Refusal

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
    run = runs.begin(merchant_id, "orders", digest_of(history), name, len(history), clock())
    skipped = done = run.done
    progress(done, len(history))
    keys, made = _members(merchant_id, history)
    job = Job(merchant_id, history, keys, shop, actor)
    refused: list[tuple[str, Refusal]] = []
    for steps, ahead in deciding.decided(job, run.done, clock):
        refusals = _write(job, steps, ahead, run, clock)
        refused += _named(history, steps, refusals)
        done += _orders_in(steps)
        progress(done, len(history))
    runs.finish(run, clock())
    return Imported(len(history) - skipped, made, skipped, tuple(refused))


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


def digest_of(history: History) -> str:
    """What tells this content from any other: ids, members, times, totals and lines of all."""
    whole = hashlib.sha256()
    for column in (history.member, history.placed, history.total, history.known):
        whole.update(b"" if column is None else column.tobytes())
    for column in (*history.redeemed.values(), history.returned, history.returned_at):
        whole.update(b"" if column is None else column.tobytes())
    if history.lines is not None:
        lines = history.lines
        for column in (lines.amount, lines.sku, lines.category, lines.brand):
            whole.update(column.tobytes())
        whole.update("\n".join([*map(str, lines.quantity), *lines.texts]).encode())
    whole.update("\n".join(history.order_ids).encode())
    whole.update("\n".join(history.members).encode())
    return whole.hexdigest()


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
