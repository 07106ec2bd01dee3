"""Deciding ahead of the lock: decided anywhere, and written if what was seen still holds.

`decide_ahead` reads and decides without a lock, in any process; its answer is plain data. `write`
takes the lock, looks again, and writes the rows only if it sees what had been seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from kopilka.engine.standing import Versions
from kopilka.loyalty.ledger.deciding.changes import Batch, Changes, changes_of
from kopilka.loyalty.ledger.deciding.counted import orders_share_limits
from kopilka.loyalty.ledger.deciding.desk import Desk, wanted_of
from kopilka.loyalty.ledger.deciding.known import find_known
from kopilka.loyalty.ledger.operations import OPERATIONS, Intent
from kopilka.loyalty.ledger.save import save, save_accounts
from kopilka.loyalty.ledger.state import Loaded, Wanted, load
from kopilka.loyalty.programs.queries import get_versions
from kopilka.values.refusals import Refusal

Seen = dict[int, tuple[Any, ...]]


@dataclass(slots=True)
class Ahead:
    """`seen`: all that the decisions looked at, by member, and whose the orders were.

    `refusals`: by intent, empty where there are none.
    """

    wanted: dict[int, Wanted]
    seen: Seen
    owners: dict[str, int]
    changes: Changes
    refusals: list[tuple[Refusal, ...]]


def may_be_ahead(versions: Versions) -> bool:
    """Not where members share a limit: what is left of it depends on who comes first."""
    return not orders_share_limits(versions)


def decide_ahead(merchant_id: int, intents: Sequence[Intent], now: datetime) -> Ahead:
    """For quiet intents without a key, of operations whose orders are their only business id."""
    assert all(_is_plain(intent) for intent in intents)
    versions = get_versions(merchant_id)
    wanted = wanted_of(intents, versions, now)
    loaded = load(merchant_id, wanted, versions, lock=False)
    seen = _seen(loaded)
    known = find_known(merchant_id, intents, wanted)
    owners = dict(known.order_owners)
    desk = Desk(Batch(merchant_id, versions, loaded), known, now)
    refusals = [desk.answer(intent).refusals for intent in intents]
    return Ahead(wanted, seen, owners, changes_of(desk.batch), refusals)


def _is_plain(intent: Intent) -> bool:
    operation = OPERATIONS[intent.operation]
    once = operation.once(intent.payload)
    return intent.quiet and not intent.key and not intent.raw and once is None


def write(merchant_id: int, ahead: Ahead) -> bool:
    """False: something has come in between, nothing is written, and it must be decided anew."""
    versions = get_versions(merchant_id)
    with transaction.atomic():
        loaded = load(merchant_id, ahead.wanted, versions, lock=True)
        owners = find_known(merchant_id, [], ahead.wanted).order_owners
        if _seen(loaded) != ahead.seen or owners != ahead.owners:
            return False
        save(ahead.changes, save_accounts(ahead.changes))
    return True


def _seen(loaded: dict[int, Loaded]) -> Seen:
    return {
        key: (
            one.member.person,
            dict(one.account_ids),
            dict(one.entries),
            {what: row for what, row in one.before.items() if row != ""},
            dict(one.member.spending),
        )
        for key, one in loaded.items()
    }
