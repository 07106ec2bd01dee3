"""What has been answered before: by the request's key, and for ever by the business id."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from kopilka.loyalty.activity import codec
from kopilka.loyalty.activity.actions import NewFact
from kopilka.loyalty.activity.queries import KnownFact, find_facts
from kopilka.loyalty.ledger.operations import OPERATIONS, Answer, Intent, Once
from kopilka.loyalty.ledger.state import Wanted, hold_owners, order_owners
from kopilka.plumbing import idempotency
from kopilka.values.refusals import Refusal


@dataclass(slots=True)
class Known:
    """Grows as a batch is decided, so that a repetition within it gets the first one's answer."""

    keys: dict[str, idempotency.Stored]
    facts: dict[tuple[str, str], KnownFact]
    order_owners: dict[str, int]
    hold_owners: dict[str, int]
    fresh_keys: list[tuple[str, str, str]] = field(default_factory=list)
    fresh_facts: list[NewFact] = field(default_factory=list)

    def answer(self, intent: Intent) -> Answer | None:
        """What this intent was or must be answered; None: it is new."""
        stored = self.keys.get(intent.key) if intent.key else None
        if stored is not None:
            reused = Refusal("key_reused", {"key": intent.key})
            return _repeated(stored.digest == intent.digest, stored.answer, reused)
        once = OPERATIONS[intent.operation].once(intent.payload)
        fact = self.facts.get((once.kind, once.id)) if once else None
        if once is not None and fact is not None:
            same = fact.digest == _digest(once) and fact.member_id == intent.member_id
            return _repeated(same, fact.answer, Refusal("id_reused", {"id": once.id}))
        return self._of_another(intent)

    def _of_another(self, intent: Intent) -> Answer | None:
        """Orders and holds belong to one member for ever."""
        operation, member = OPERATIONS[intent.operation], intent.member_id
        for key in operation.orders(intent.payload):
            if self.order_owners.get(key, member) != member:
                return Answer(refusals=(Refusal("order_of_another_member", {"order": key}),))
        for hold in operation.holds(intent.payload):
            if self.hold_owners.get(hold, member) != member:
                return Answer(refusals=(Refusal("unknown_hold", {"hold": hold}),))
        return None

    def remember(self, intent: Intent, answer: Answer, now: datetime) -> None:
        operation = OPERATIONS[intent.operation]
        once = operation.once(intent.payload)
        text = codec.encode(answer.body) if intent.key or once else ""
        if intent.key:
            self.keys[intent.key] = idempotency.Stored(intent.digest, text)
            self.fresh_keys.append((intent.key, intent.digest, text))
        for key in operation.orders(intent.payload):
            self.order_owners[key] = intent.member_id
        for hold in operation.holds(intent.payload):
            self.hold_owners[hold] = intent.member_id
        if once is not None:
            self._keep(intent, once, text, now)

    def _keep(self, intent: Intent, once: Once, text: str, now: datetime) -> None:
        digest, known_at = _digest(once), intent.known_at or now
        self.facts[once.kind, once.id] = KnownFact(intent.member_id, digest, text)
        self.fresh_facts.append(
            NewFact(
                member_id=intent.member_id,
                kind=once.kind,
                fact_id=once.id,
                at=once.at or known_at,
                digest=digest,
                body=intent.raw,
                answer=text,
                known_at=known_at,
            )
        )


def find_known(merchant_id: int, intents: Iterable[Intent], wanted: dict[int, Wanted]) -> Known:
    """Looked up under the members' locks, so that nothing can come in between."""
    intents = list(intents)
    once = [OPERATIONS[intent.operation].once(intent.payload) for intent in intents]
    ids = {(one.kind, one.id) for one in once if one}
    orders = {key for want in wanted.values() for key in want.orders}
    holds = {hold for want in wanted.values() for hold in want.holds}
    return Known(
        idempotency.find(merchant_id, (intent.key for intent in intents)),
        find_facts(merchant_id, ids) if ids else {},
        order_owners(merchant_id, orders) if orders else {},
        hold_owners(merchant_id, holds) if holds else {},
    )


def _digest(once: Once) -> str:
    return idempotency.digest_of(once.kind, once.content)


def _repeated(same: bool, answer: str, reused: Refusal) -> Answer:
    """The first answer again; refused where something else was meant this time."""
    return Answer(body=json.loads(answer), replayed=True) if same else Answer(refusals=(reused,))
