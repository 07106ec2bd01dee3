"""A member in the engine: all that rules and the book need to decide the next thing.

The live system loads one under lock and writes back what changed; a simulation keeps one in
memory. Both call the same functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kopilka.engine.facts import CodeVerdict, Frozen, Order, Person
from kopilka.engine.ledger.model import Account, Allocation
from kopilka.engine.program.model import Program, Version
from kopilka.engine.spendings import Spendings


@dataclass(frozen=True, slots=True)
class Reached:
    """A tier reached: the top of the stack in `TierStanding` is the member's tier.

    `needed` is the threshold met at `at` over the window that ended there; `order` the single
    order that met `or_single_order`, "" where the measure did; `kept_until` None: for ever.
    """

    tier: str
    at: datetime
    kept_until: datetime | None
    needed: int = 0
    order: str = ""


@dataclass(slots=True)
class TierStanding:
    reached: list[Reached] = field(default_factory=list)  # empty: the first tier
    floor: str = ""  # given by hand, a floor …
    floor_until: datetime | None = None  # … until its date; None with a floor: for ever

    @property
    def earned_tier(self) -> str | None:
        return self.reached[-1].tier if self.reached else None


@dataclass(slots=True)
class OrderRecord:
    """An order as last decided: what should be, and so what has been posted."""

    order: Order
    frozen: Frozen
    discounts: dict[int, dict[str, int]] = field(default_factory=dict)  # line -> id -> minor
    paid_by_units: dict[str, dict[int, int]] = field(
        default_factory=dict
    )  # wallet -> line -> minor
    redeemed: dict[str, dict[int, int]] = field(default_factory=dict)  # wallet -> line -> units
    captured: dict[str, int] = field(default_factory=dict)  # wallet -> units it is paid with
    taken: dict[str, list[Allocation]] = field(default_factory=dict)  # wallet -> what is out still
    holds: list[str] = field(default_factory=list)  # captured for it
    owed: dict[str, int] = field(default_factory=dict)  # wallet -> units out that were not there
    awarded: dict[str, dict[str, int]] = field(default_factory=dict)  # wallet -> rule -> units now
    why: dict[str, dict[str, Any]] = field(default_factory=dict)  # wallet -> award trace, plain
    usage: dict[str, int] = field(default_factory=dict)  # limit key -> counted by this order
    codes: dict[str, CodeVerdict] = field(default_factory=dict)
    claims: dict[str, tuple[str, int]] = field(
        default_factory=dict
    )  # those honoured -> (reward, version that issued it)
    posted: int = 0  # number of the last entry posted for it

    def out(self, wallet: str) -> int:
        """Units that pay for it now, whether they were there or are owed."""
        taken = self.taken.get(wallet, [])
        return self.owed.get(wallet, 0) - sum(allocation.amount for allocation in taken)


@dataclass(slots=True)
class Member:
    """`spending` holds the member's counted orders, by order key (live: those the rules need)."""

    id: str
    person: Person = field(default_factory=Person)
    accounts: dict[str, Account] = field(default_factory=dict)
    tier: TierStanding = field(default_factory=TierStanding)
    spending: Spendings = field(default_factory=Spendings)
    orders: dict[str, OrderRecord] = field(default_factory=dict)
    usage: dict[str, int] = field(default_factory=dict)  # limit key -> used
    settled_at: datetime | None = None
    shelves: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What single mechanics remember: shelf -> key -> a frozen value; None: gone."""

    def account(self, wallet: str) -> Account:
        """The wallet's account, opened at the first touch."""
        return self.accounts.setdefault(wallet, Account(wallet))

    def shelf(self, name: str) -> dict[str, Any]:
        return self.shelves.setdefault(name, {})


@dataclass(frozen=True, slots=True)
class Versions:
    """A merchant's published program versions, by start."""

    all: tuple[Version, ...]

    def at(self, instant: datetime) -> Version:
        """The version in force; before the first start, the first one."""
        for version in reversed(self.all):
            if version.starts_at <= instant:
                return version
        return self.all[0]

    def number(self, number: int) -> Program:
        return next(version.program for version in self.all if version.number == number)

    @classmethod
    def of(cls, versions: Iterable[Version]) -> Versions:
        return cls(tuple(sorted(versions, key=lambda v: (v.starts_at, v.number))))
