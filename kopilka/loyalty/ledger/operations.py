"""The registry of operations: everything that may move a balance, by name.

Each says which orders it needs, and how it is decided by the engine. Nothing else writes to the
book, and the tests of races, idempotency, permissions and isolation are generated from this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kopilka.engine.ledger.model import Journal
from kopilka.engine.standing import Member, Versions
from kopilka.values.refusals import Refusal

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Intent:
    """One wish of one member. `key` is the request's idempotency key, `digest` its content.

    `known_at` None: now. `quiet`: history, which sends no messages. `raw` is the body as it came.
    """

    operation: str
    member_id: int
    payload: Any
    key: str = ""
    digest: str = ""
    actor: str = "system"
    known_at: datetime | None = None
    quiet: bool = False
    raw: str = ""


@dataclass(slots=True)
class Scene:
    """What a decision may look at and write to."""

    versions: Versions
    known_at: datetime
    journal: Journal
    actor: str
    shortfalls: dict[str, int] = field(default_factory=dict)
    audits: list[tuple[str, str, str, Body]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller is told: plain JSON values, or every reason why not.

    `replayed`: the same request had been answered before, and this is that answer.
    """

    body: Body = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Once:
    """What counts once for ever: another of the same kind and id is a repetition or a mistake."""

    kind: str
    id: str
    at: datetime | None
    content: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`scope` is what an API key needs; `orders`, `holds`, `codes` name what a payload is about.

    `once`: its permanent id, where the order or hold it is about is not one already.
    `revision`: of the order whose state it tells; its body is then kept.
    """

    name: str
    scope: str
    decide: Callable[[Member, Any, Scene], Answer]
    orders: Callable[[Any], frozenset[str]] = lambda _: frozenset()
    earliest: Callable[[Any], datetime | None] = lambda _: None
    light: Callable[[Any, Versions, datetime], bool] = lambda *_: False
    holds: Callable[[Any], frozenset[str]] = lambda _: frozenset()
    codes: Callable[[Any], frozenset[str]] = lambda _: frozenset()
    once: Callable[[Any], Once | None] = lambda _: None
    revision: Callable[[Any], str] | None = None


OPERATIONS: dict[str, Operation] = {}


def register(operation: Operation) -> Operation:
    assert operation.name not in OPERATIONS, operation.name
    OPERATIONS[operation.name] = operation
    return operation
