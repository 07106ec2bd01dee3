"""The one write path: many intents, one lock order, one transaction, each answered on its own."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from kopilka.engine.ledger.model import Entry
from kopilka.engine.standing import Versions
from kopilka.loyalty.activity.actions import keep_bodies, keep_facts
from kopilka.loyalty.ledger.deciding.changes import Batch, changes_of
from kopilka.loyalty.ledger.deciding.desk import Desk, wanted_of
from kopilka.loyalty.ledger.deciding.known import find_known
from kopilka.loyalty.ledger.operations import Answer, Intent
from kopilka.loyalty.ledger.save import save, save_accounts, save_shared_usage
from kopilka.loyalty.ledger.state import load
from kopilka.loyalty.programs.queries import get_versions
from kopilka.plumbing import audit, idempotency, outbox
from kopilka.plumbing.sql import rows

_LOG = logging.getLogger(__name__)
_TRIES = 5
_WORTH_RETRYING = {"40001", "40P01", "55P03"}


def post(
    merchant_id: int, intents: Sequence[Intent], now: datetime, *, dry_run: bool = False
) -> list[Answer]:
    """Answers in the order of the intents. A refusal refuses one; a fault is tried one by one."""
    versions = get_versions(merchant_id)
    try:
        return _with_retries(merchant_id, intents, versions, now, dry_run)
    except DatabaseError:
        if len(intents) == 1:
            raise
        _LOG.warning("a batch of %d is tried one by one", len(intents), exc_info=True)
    return [_with_retries(merchant_id, [intent], versions, now, dry_run)[0] for intent in intents]


def _with_retries(
    merchant_id: int,
    intents: Sequence[Intent],
    versions: Versions,
    now: datetime,
    dry_run: bool,
) -> list[Answer]:
    for attempt in range(_TRIES):
        try:
            return _post_once(merchant_id, intents, versions, now, dry_run)
        except (OperationalError, IntegrityError) as error:
            if attempt + 1 == _TRIES or not _may_pass_later(error):
                raise
            time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - jitter
    raise AssertionError("unreachable")


def _may_pass_later(problem: DatabaseError) -> bool:
    """Serialisation, deadlock, lock timeout; or another has just used the same key."""
    if isinstance(problem, IntegrityError):
        return any(
            table in str(problem) for table in ("idempotency", "ledger_", "activity_", "coupons_")
        )
    state = getattr(problem.__cause__, "sqlstate", None)
    return state in _WORTH_RETRYING or "locked" in str(problem)


def _post_once(
    merchant_id: int,
    intents: Sequence[Intent],
    versions: Versions,
    now: datetime,
    dry_run: bool,
) -> list[Answer]:
    with transaction.atomic():
        answers = _decide_and_write(merchant_id, intents, versions, now)
        if dry_run:
            transaction.set_rollback(True)
    return answers


def _decide_and_write(
    merchant_id: int, intents: Sequence[Intent], versions: Versions, now: datetime
) -> list[Answer]:
    wanted = wanted_of(intents, versions, now)
    batch = Batch(merchant_id, versions, load(merchant_id, wanted, versions, lock=True))
    desk = Desk(batch, find_known(merchant_id, intents, wanted), now)
    answers = [desk.answer(intent) for intent in intents]
    changes = changes_of(batch)
    accounts = save_accounts(changes)
    with rows.together():
        written = save(changes, accounts)
        save_shared_usage(merchant_id, desk.shared_used)
        idempotency.remember(merchant_id, desk.known.fresh_keys, now)
        keep_facts(merchant_id, desk.known.fresh_facts)
        keep_bodies(merchant_id, desk.bodies)
        outbox.put(merchant_id, _events(written, desk), now)
        audit.record_many(merchant_id, desk.audits, now)
    return answers


def _events(written: list[int], desk: Desk) -> list[outbox.Message]:
    """One message an entry, besides what the decisions themselves announce."""
    messages = [
        _entry_written(entry_id, desk.batch.loaded[member_id].member.id, entry)
        for place, (entry_id, (member_id, _, entry)) in enumerate(
            zip(written, desk.batch.decided, strict=True)
        )
        if place not in desk.quiet
    ]
    return messages + [outbox.Message(name, subject, facts) for name, subject, facts in desk.events]


def _entry_written(entry_id: int, member: str, entry: Entry) -> outbox.Message:
    return outbox.Message(
        f"points.{entry.kind}",
        member,
        {
            "entry": entry_id,
            "member": member,
            "wallet": entry.wallet,
            "kind": entry.kind,
            "at": entry.at.isoformat(),
            "cause": {"kind": entry.cause.kind, "key": entry.cause.key},
            "postings": [[part.source, part.destination, part.amount] for part in entry.postings],
        },
    )
