"""Importing history through the one write path: in batches, resumable, sending no messages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from kopilka.loyalty.history.models import ImportRun
from kopilka.loyalty.history.orders import History, Progress, no_progress, to_instant
from kopilka.loyalty.ledger.operations import Answer, Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.members.actions import enrol_many
from kopilka.loyalty.members.queries import ids_by_external
from kopilka.values.refusals import Refusal

BATCH = 1000


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
    """Orders in the order of time, each known when it was placed; a cut-off run goes on."""
    run = _run(merchant_id, "orders", digest_of(history), name, len(history), clock())
    keys, made = _members(merchant_id, history)
    sequence = history.by_time()
    skipped = run.done
    progress(skipped, len(history))
    refused: list[tuple[str, Refusal]] = []
    for start in range(run.done, len(history), BATCH):
        places = sequence[start : start + BATCH]
        intents = [_intent(history, int(place), shop, keys, actor) for place in places]
        answers = post(merchant_id, intents, clock())
        refused += _refusals(history, [int(place) for place in places], answers)
        ImportRun.objects.filter(pk=run.pk).update(done=F("done") + len(places))
        progress(start + len(places), len(history))
    ImportRun.objects.filter(pk=run.pk).update(finished_at=clock())
    return Imported(len(history) - skipped, made, skipped, tuple(refused))


def digest_of(history: History) -> str:
    """What tells this content from any other: ids, members, times and totals of all orders."""
    whole = hashlib.sha256()
    for column in (history.member, history.placed, history.total):
        whole.update(column.tobytes())
    whole.update("\n".join(history.order_ids).encode())
    whole.update("\n".join(history.members).encode())
    return whole.hexdigest()


def _run(
    merchant_id: int, kind: str, digest: str, name: str, whole: int, now: datetime
) -> ImportRun:
    run, _ = ImportRun.objects.get_or_create(
        merchant_id=merchant_id,
        kind=kind,
        digest=digest,
        defaults={"name": name[:200], "whole": whole, "started_at": now},
    )
    return run


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


def _intent(history: History, place: int, shop: str, keys: dict[str, int], actor: str) -> Intent:
    order = history.order(place, shop, stated=True)
    member = history.members[history.member[place]]
    return Intent(
        "record_order", keys[member], order, actor=actor, known_at=order.placed_at, quiet=True
    )


def _refusals(
    history: History, places: list[int], answers: list[Answer]
) -> list[tuple[str, Refusal]]:
    return [
        (history.order_ids[place], refusal)
        for place, answer in zip(places, answers, strict=True)
        for refusal in answer.refusals
    ]
