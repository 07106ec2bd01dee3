"""Deciding a batch, one intent after another, on members in memory: no database here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kopilka.engine.ledger.model import Journal
from kopilka.engine.standing import Versions
from kopilka.loyalty.activity.actions import Told
from kopilka.loyalty.ledger.deciding.changes import Batch
from kopilka.loyalty.ledger.deciding.counted import PROGRAM_WIDE, has_shared_limits
from kopilka.loyalty.ledger.deciding.known import Known
from kopilka.loyalty.ledger.operations import OPERATIONS, Answer, Intent, Scene
from kopilka.loyalty.ledger.state import Loaded, Wanted
from kopilka.plumbing import audit
from kopilka.values.refusals import Refusal


def wanted_of(intents: Iterable[Intent], versions: Versions, now: datetime) -> dict[int, Wanted]:
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
            operation.codes(intent.payload),
        )
        wanted[intent.member_id] = one if before is None else one.with_(before)
    return wanted


class Desk:
    """Decides intents one after another; later ones see what earlier ones did, keys included."""

    def __init__(self, batch: Batch, known: Known, now: datetime) -> None:
        self.batch, self.known, self.now = batch, known, now
        self.bodies: list[Told] = []
        self.events: list[tuple[str, str, dict[str, object]]] = []
        self.audits: list[audit.Act] = []
        self.sharing = has_shared_limits(batch.versions)
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
        if self.sharing:
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

    def _count_shared(self, one: Loaded) -> None:
        assert self.shared is not None
        for key, used in one.member.usage.items():
            if key.startswith(PROGRAM_WIDE):
                by = used - self.shared.get(key, 0)
                self.shared_used[key] = self.shared_used.get(key, 0) + by
                self.shared[key] = used

    def _note(self, one: Loaded, intent: Intent, scene: Scene) -> None:
        if self.sharing:
            self._count_shared(one)
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
