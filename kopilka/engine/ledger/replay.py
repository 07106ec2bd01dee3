"""The book proves itself: balances and lots recomputed from entries alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kopilka.engine.ledger.model import Account, Entry


@dataclass(slots=True)
class Replayed:
    """What entries say of one wallet: balances by account (debt negative), remainders by lot."""

    balances: Counter[str] = field(default_factory=Counter)
    lots: Counter[int] = field(default_factory=Counter)
    earned: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` the cache says (`cached`) is not what its entries say (`replayed`)."""

    wallet: str
    what: str
    cached: int
    replayed: int


def replay(entries: Iterable[Entry]) -> dict[str, Replayed]:
    """By wallet, from the entries of one member."""
    wallets: dict[str, Replayed] = {}
    for entry in entries:
        wallet = wallets.setdefault(entry.wallet, Replayed())
        for posting in entry.postings:
            wallet.balances[posting.source] -= posting.amount
            wallet.balances[posting.destination] += posting.amount
            if entry.kind in ("earned", "taken_back"):
                wallet.earned += _earned(posting.source, posting.amount)
        for allocation in entry.allocations:
            wallet.lots[allocation.lot] += allocation.amount
    return wallets


def _earned(source: str, amount: int) -> int:
    return amount if source == "issued" else -amount


def check(accounts: Iterable[Account], entries: Iterable[Entry]) -> list[Difference]:
    """Every difference between the caches and the book, and every broken invariant of a lot."""
    replayed = replay(entries)
    differences = []
    for account in accounts:
        wallet = replayed.pop(account.wallet, Replayed())
        differences += _compare(account, wallet)
    for wallet_id, wallet in replayed.items():
        differences += _compare(Account(wallet_id), wallet)
    return differences


def _compare(account: Account, wallet: Replayed) -> list[Difference]:
    pairs = [
        ("available", account.available, wallet.balances["available"]),
        ("pending", account.pending, wallet.balances["pending"]),
        ("held", account.held, wallet.balances["held"]),
        ("debt", account.debt, -wallet.balances["debt"]),
        ("earned", account.earned, wallet.earned),
        ("zero sum", 0, sum(wallet.balances.values())),
        ("lots available", _in_lots(account, matured=True), account.available),
        ("lots pending", _in_lots(account, matured=False), account.pending),
        ("holds", _in_holds(account), account.held),
    ]
    pairs += [
        (f"lot {lot.number}", lot.remaining, wallet.lots[lot.number])
        for lot in account.lots.values()
    ]
    pairs += [
        (f"lot {number}", 0, remaining)
        for number, remaining in wallet.lots.items()
        if number not in account.lots
    ]
    return [
        Difference(account.wallet, what, cached, true)
        for what, cached, true in pairs
        if cached != true
    ]


def _in_lots(account: Account, *, matured: bool) -> int:
    return sum(
        lot.remaining for lot in account.lots.values() if (lot.matured_at is not None) == matured
    )


def _in_holds(account: Account) -> int:
    return sum(hold.units for hold in account.holds if hold.state == "held")
