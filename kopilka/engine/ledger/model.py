"""The book's values. Lots, holds and accounts change in memory; entries never do.

A posting moves `amount > 0` of one wallet's smallest units from one account to another, so a book
of postings sums to zero by shape. Accounts of a member: available, pending, held, debt (its balance
is the negative of what is owed). Accounts of the program: issued, redeemed, lapsed, adjusted,
written_off, opened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

MEMBER_ACCOUNTS = ("available", "pending", "held", "debt")
PROGRAM_ACCOUNTS = ("issued", "redeemed", "lapsed", "adjusted", "written_off", "opened")


@dataclass(slots=True)
class Lot:
    """One grant with its own dates. Consumed in the order of `consumption_key`.

    `order` is the key of the order it was earned by ("" for other sources). A pending lot has
    `matured_at` None; `matures_at` None means that it waits for an event (delivery) without a date.
    `parent` is the lot that this one reopens after its date (restore_grace).
    """

    number: int  # 1, 2, … within the member's wallet
    amount: int
    remaining: int
    earned_at: datetime
    matures_at: datetime | None
    matured_at: datetime | None
    expires_at: datetime | None  # None: never; for a pending lot: set when it matures
    order: str = ""
    rule: str = ""  # set where pending or expiry are the rule's own
    version: int = 0  # of the program that set its dates
    parent: int | None = None
    lapsed: int = 0  # units of it that lapsed and were not taken back since
    back_at: datetime | None = None  # when units last came back into it

    @property
    def consumption_key(self) -> tuple[bool, datetime, datetime, int]:
        """Soonest to lapse first, never-lapsing last, then the oldest, then by number."""
        return (
            self.expires_at is None,
            self.expires_at or self.earned_at,
            self.earned_at,
            self.number,
        )


@dataclass(frozen=True, slots=True)
class Allocation:
    """Units that an entry took from (negative) or put into (positive) a lot."""

    lot: int
    amount: int


HoldState = Literal["held", "captured", "released", "expired"]


@dataclass(slots=True)
class Hold:
    """Units set aside for an order until `until`; ends once: captured, released or expired."""

    id: str
    wallet: str
    units: int
    order: str
    placed_at: datetime
    until: datetime
    allocations: tuple[Allocation, ...]  # what it took, negative amounts
    state: HoldState = "held"
    ended_at: datetime | None = None
    fingerprint: str = ""  # of the quote it was placed for


@dataclass(slots=True)
class Account:
    """A member's wallet: caches that replaying its entries must reproduce."""

    wallet: str
    available: int = 0
    pending: int = 0
    held: int = 0
    debt: int = 0  # >= 0, what is owed
    earned: int = 0  # in all time, less what was taken back
    lots: dict[int, Lot] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    next_lot: int = 1
    next_change_at: datetime | None = None  # nothing changes by itself before; None: ever

    def wake(self, at: datetime | None) -> None:
        """Something of this account will change by itself at `at`."""
        if at is not None and (self.next_change_at is None or at < self.next_change_at):
            self.next_change_at = at


@dataclass(frozen=True, slots=True)
class Posting:
    source: str
    destination: str
    amount: int


@dataclass(frozen=True, slots=True)
class Cause:
    """Where an entry comes from; (kind, key, number) is unique for ever within a merchant.

    kind: order | hold | claim | event | adjustment | opening | plan | lot (time passing); key: its
    id; number: the how-many-th posting for that cause (1, 2, …).
    """

    kind: str
    key: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A set of postings written together.

    kind: earned | taken_back | matured | lapsed | held | released | redeemed | given_back
        | debt_paid | adjusted | opened
    `at` is when it took effect; when we learned it is the time of writing.
    `why` is the trace in plain JSON values (see engine.rules.trace), or {}.
    """

    kind: str
    wallet: str
    at: datetime
    cause: Cause
    postings: tuple[Posting, ...]
    allocations: tuple[Allocation, ...] = ()
    version: int = 0  # of the program
    why: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Journal:
    """What one decision wrote, in order: the only way out of the engine for a change."""

    entries: list[Entry] = field(default_factory=list)
    events: list[tuple[str, dict[str, object]]] = field(default_factory=list)  # tier.changed …
    posted: dict[tuple[str, str], int] = field(default_factory=dict)  # cause -> last number

    def number(self, cause: Cause) -> Cause:
        """`cause` with the next free number: every entry of a cause has its own."""
        following = self.posted.get((cause.kind, cause.key), 0) + 1
        self.posted[cause.kind, cause.key] = following
        return Cause(cause.kind, cause.key, following)
