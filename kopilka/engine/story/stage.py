"""Where a story is played: in memory by the engine, or by a whole system through its API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from kopilka.engine.ledger.model import Account
from kopilka.engine.ledger.replay import check
from kopilka.engine.program.model import Wallet
from kopilka.engine.settle import view
from kopilka.engine.standing import OrderRecord
from kopilka.engine.story.grammar import Step, StoryFault
from kopilka.engine.story.mechanics import FACTS, STEPS
from kopilka.engine.story.world import World
from kopilka.engine.tiers import tier_at

BALANCES = ("available", "pending", "held", "debt", "earned", "expired")
Balances = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MemberSeen:
    """`balances`: wallet -> what of BALANCES -> smallest units; "" where there is no tier.

    `facts`: what single mechanics say of the member, each in one word once it is asked for.
    """

    tier: str
    balances: Mapping[str, Balances]
    facts: Mapping[str, Callable[[], str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """Minor money and smallest units; `awarded`: wallet -> rule -> units."""

    paid: int
    discounts: Mapping[str, int]
    redeemed: int
    awarded: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Stage(Protocol):
    currency: str

    def act(self, step: Step) -> list[str]:
        """Do what the step says; the codes of the refusals it met."""
        ...

    def wallets(self, step: Step) -> Mapping[str, Wallet]:
        """Of the program in force at the step."""
        ...

    def member(self, step: Step, name: str) -> MemberSeen | None:
        """At the step's moment; None: there is no such member."""
        ...

    def order(self, step: Step, order_id: str) -> OrderSeen | None:
        """None: there is no such order."""
        ...

    def damage(self) -> Iterator[str]:
        """What is wrong with the book after the last step."""
        ...


class EngineStage:
    """In memory, by the engine alone."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.currency = world.versions.all[0].program.currency

    def act(self, step: Step) -> list[str]:
        return [refusal.code for refusal in self.world.act(step, STEPS)]

    def wallets(self, step: Step) -> Mapping[str, Wallet]:
        return self.world.program_at(self._at(step)).wallets

    def member(self, step: Step, name: str) -> MemberSeen | None:
        if name not in self.world.members:
            return None
        at = self._at(step)
        seen = view(self.world.members[name], self.world.versions, at)
        balances = {wallet: _balances(seen.account(wallet)) for wallet in self.wallets(step)}
        told = (seen, self.world.versions, at)
        facts = {name: partial(tell, *told) for name, tell in FACTS.items()}
        return MemberSeen(tier_at(seen, self.world.versions, at) or "", balances, facts)

    def order(self, step: Step, order_id: str) -> OrderSeen | None:
        if order_id not in self.world.orders:
            return None
        order = self.world.orders[order_id]
        record = self.world.members[self.world.owner[order_id]].orders.get(order.key)
        if record is None:
            raise StoryFault(step.line, f"order {order_id} has not been decided yet")
        return _seen(record)

    def damage(self) -> Iterator[str]:
        """Every story also proves that its book can be replayed, where it is one member's."""
        if len(self.world.members) == 1:
            member = next(iter(self.world.members.values()))
            for difference in check(member.accounts.values(), self.world.journal.entries):
                yield f"{difference.what} is {difference.cached}, replayed {difference.replayed}"

    def _at(self, step: Step) -> datetime:
        return step.at.replace(tzinfo=self.world.versions.all[0].program.zone).astimezone(UTC)


def _balances(account: Account) -> Balances:
    lapsed = sum(lot.lapsed for lot in account.lots.values())
    told = (account.available, account.pending, account.held, account.debt, account.earned, lapsed)
    return dict(zip(BALANCES, told, strict=True))


def _seen(record: OrderRecord) -> OrderSeen:
    discounts: dict[str, int] = {}
    for by in record.discounts.values():
        for discount, minor in by.items():
            discounts[discount] = discounts.get(discount, 0) + minor
    off = sum(discounts.values())
    units = sum(sum(by.values()) for by in record.paid_by_units.values())
    return OrderSeen(
        record.order.total - off - units + record.order.delivery,
        discounts,
        sum(record.captured.values()),
        record.awarded,
    )
