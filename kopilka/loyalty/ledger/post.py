"""The one write path: many intents, one lock order, one transaction, each answered on its own."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from kopilka.engine.ledger.model import Journal
from kopilka.engine.standing import Versions
from kopilka.loyalty.activity.actions import Told, keep_bodies, keep_facts
from kopilka.loyalty.ledger.known import Known, find_known
from kopilka.loyalty.ledger.operations import OPERATIONS, Answer, Intent, Scene
from kopilka.loyalty.ledger.save import Batch, Written, save, save_shared_usage
from kopilka.loyalty.ledger.state import PROGRAM_WIDE, Loaded, Wanted, load
from kopilka.loyalty.programs.queries import get_versions
from kopilka.plumbing import audit, idempotency, outbox
from kopilka.values.refusals import Refusal

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
        return any(table in str(problem) for table in ("idempotency", "ledger_", "activity_"))
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
    wanted = _wanted(intents, versions, now)
    batch = Batch(merchant_id, versions, load(merchant_id, wanted, versions, lock=True))
    desk = _Desk(batch, find_known(merchant_id, intents, wanted), now)
    answers = [desk.answer(intent) for intent in intents]
    written = save(batch)
    save_shared_usage(merchant_id, desk.shared_used)
    idempotency.remember(merchant_id, desk.known.fresh_keys, now)
    keep_facts(merchant_id, desk.known.fresh_facts)
    keep_bodies(merchant_id, desk.bodies)
    outbox.put(merchant_id, _events(written, desk), now)
    audit.record_many(merchant_id, desk.audits, now)
    return answers


def _wanted(intents: Iterable[Intent], versions: Versions, now: datetime) -> dict[int, Wanted]:
    wanted: dict[int, Wanted] = {}
    for intent in intents:
        operation = OPERATIONS[intent.operation]
        known_at = intent.known_at or now
        earliest = operation.earliest(intent.payload) or known_at
        before = wanted.get(intent.member_id)
        one = Wanted(
            operation.orders(intent.payload),
            min(earliest, known_at),
            known_at,
            before is None and operation.light(intent.payload, versions, known_at),
            operation.holds(intent.payload),
        )
        wanted[intent.member_id] = one if before is None else one.with_(before)
    return wanted


class _Desk:
    """Decides intents one after another; later ones see what earlier ones did, keys included."""

    def __init__(self, batch: Batch, known: Known, now: datetime) -> None:
        self.batch, self.known, self.now = batch, known, now
        self.bodies: list[Told] = []
        self.events: list[tuple[str, str, dict[str, object]]] = []
        self.audits: list[audit.Act] = []
        self.shared: dict[str, int] | None = None
        self.shared_used: dict[str, int] = {}
        self.quiet: set[int] = set()

    def answer(self, intent: Intent) -> Answer:
        earlier = self.known.answer(intent)
        if earlier is not None:
            return earlier
        one = self.batch.loaded.get(intent.member_id)
        if one is None:
            return Answer(refusals=(Refusal("unknown_member", {}),))
        answer = self._decide(one, intent)
        if not answer.refusals:
            self.known.remember(intent, answer, self.now)
        return answer

    def _decide(self, one: Loaded, intent: Intent) -> Answer:
        known_at = intent.known_at or self.now
        journal = Journal()
        scene = Scene(self.batch.versions, known_at, journal, intent.actor)
        self._share(one)
        answer = OPERATIONS[intent.operation].decide(one.member, intent.payload, scene)
        self._note(one, intent, scene)
        self._keep_body(intent, answer, known_at)
        return answer

    def _keep_body(self, intent: Intent, answer: Answer, known_at: datetime) -> None:
        """A state as it came, whether or not it was newer than what stood."""
        operation = OPERATIONS[intent.operation]
        if operation.revision is None or not intent.raw:
            return
        revision, applied = operation.revision(intent.payload), not answer.body["stale"]
        self.bodies += [
            Told(key, intent.raw, revision, applied, known_at)
            for key in operation.orders(intent.payload)
        ]

    def _share(self, one: Loaded) -> None:
        """Counters of the whole program are the same for every member of the batch."""
        if self.shared is None:
            used = one.member.usage.items()
            self.shared = {key: n for key, n in used if key.startswith(PROGRAM_WIDE)}
        one.member.usage.update(self.shared)

    def _note(self, one: Loaded, intent: Intent, scene: Scene) -> None:
        assert self.shared is not None
        for key, used in one.member.usage.items():
            if key.startswith(PROGRAM_WIDE):
                by = used - self.shared.get(key, 0)
                self.shared_used[key] = self.shared_used.get(key, 0) + by
                self.shared[key] = used
        batch, known_at = self.batch, scene.known_at
        for entry in scene.journal.entries:
            if intent.quiet:
                self.quiet.add(len(batch.decided))
            batch.decided.append((intent.member_id, known_at, entry))
        if not intent.quiet:
            self.events += [(name, one.member.id, facts) for name, facts in scene.journal.events]
        for key in OPERATIONS[intent.operation].orders(intent.payload):
            batch.known[key] = known_at
        batch.flagged.update(scene.shortfalls)
        latest = batch.touched.get(intent.member_id, known_at)
        batch.touched[intent.member_id] = max(latest, known_at)
        self.audits += [
            audit.Act(intent.actor, action, subject, reason, facts)
            for action, subject, reason, facts in scene.audits
        ]


def _events(written: list[Written], desk: _Desk) -> list[outbox.Message]:
    """One message an entry, besides what the decisions themselves announce."""
    messages = [
        outbox.Message(
            f"points.{one.entry.kind}",
            one.public_id,
            {
                "entry": one.entry_id,
                "member": one.public_id,
                "wallet": one.entry.wallet,
                "kind": one.entry.kind,
                "at": one.entry.at.isoformat(),
                "cause": {"kind": one.entry.cause.kind, "key": one.entry.cause.key},
                "postings": [
                    [posting.source, posting.destination, posting.amount]
                    for posting in one.entry.postings
                ],
            },
        )
        for place, one in enumerate(written)
        if place not in desk.quiet
    ]
    return messages + [outbox.Message(name, subject, facts) for name, subject, facts in desk.events]
