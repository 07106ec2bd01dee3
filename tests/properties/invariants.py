"""What must be true of every member after every step, whatever happened (RELIABILITY's list)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from copy import deepcopy

from support.memory_shop import Shop

from kopilka.engine.ledger.model import Account, Entry, Journal, Lot
from kopilka.engine.ledger.replay import check
from kopilka.engine.settle import settle, view
from kopilka.engine.standing import Member, OrderRecord

ENDED = {"captured", "released", "expired"}
TAKING = {"held", "redeemed", "adjusted"}


def assert_all(shop: Shop, names: Iterable[str]) -> None:
    """For the members that something has happened to."""
    for name in names:
        member, entries = shop.members[name], shop.entries[name]
        assert check(member.accounts.values(), entries) == []
        _causes_are_unique(entries)
        for account in member.accounts.values():
            _signs(account)
            _lots(account, entries)
            _holds(account, entries)
        _orders(member, entries)
        _the_latest_state_stands(shop, name)
        _nothing_lapsed_is_there(shop, member)


def _causes_are_unique(entries: list[Entry]) -> None:
    causes = Counter(entry.cause for entry in entries)
    assert all(count == 1 for count in causes.values())


def _signs(account: Account) -> None:
    assert min(account.available, account.pending, account.held, account.debt) >= 0
    assert not (account.debt and account.available), "with a debt nothing is available"


def _lots(account: Account, entries: list[Entry]) -> None:
    put: Counter[int] = Counter()
    for entry in entries:
        for part in entry.allocations:
            put[part.lot] += part.amount
            assert put[part.lot] >= 0
    for lot in account.lots.values():
        assert 0 <= lot.remaining <= lot.amount
        assert 0 <= lot.lapsed <= lot.amount
        _child_lives_no_longer(account, lot)


def _child_lives_no_longer(account: Account, lot: Lot) -> None:
    if lot.parent is None:
        return
    parent = account.lots[lot.parent]
    assert parent.expires_at is not None
    assert lot.expires_at is not None
    assert lot.matured_at is not None
    days = (lot.expires_at - max(parent.expires_at, lot.matured_at)).total_seconds() / 86_400
    assert days <= 4.1, "a lot given back lives for its grace, to the end of that day"


def _holds(account: Account, entries: list[Entry]) -> None:
    """Each begins once and ends once, with what it took."""
    begun = Counter(entry.cause.key for entry in entries if entry.kind == "held")
    for hold in account.holds:
        assert begun[hold.id] == 1
        assert -sum(part.amount for part in hold.allocations) == hold.units
        assert (hold.state in ENDED) == (hold.ended_at is not None)


def _orders(member: Member, entries: list[Entry]) -> None:
    """What stands for an order is what was posted for it, and never more went back than came."""
    earned: Counter[tuple[str, str]] = Counter()
    redeemed: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        if entry.cause.kind != "order":
            continue
        place = (entry.cause.key, entry.wallet)
        for posting in entry.postings:
            if entry.kind == "earned":
                earned[place] += posting.amount
            if entry.kind == "taken_back":
                earned[place] -= posting.amount
            if posting.destination == "redeemed":
                redeemed[place] += posting.amount
            if posting.source == "redeemed":
                redeemed[place] -= posting.amount
        assert earned[place] >= 0
    for key, record in member.orders.items():
        for wallet, rules in record.awarded.items():
            assert sum(rules.values()) == earned[key, wallet]
        for wallet in record.captured:
            out = record.owed.get(wallet, 0) - sum(p.amount for p in record.taken.get(wallet, []))
            assert out == _still_out(record, wallet)
            by_holds = sum(
                hold.units
                for hold in member.account(wallet).holds
                if hold.id in record.holds and not _posted_for(entries, hold.id, key)
            )
            assert out == redeemed[key, wallet] + by_holds


def _posted_for(entries: list[Entry], hold_id: str, order: str) -> bool:
    """Whether the hold was captured by the order itself rather than ahead of it."""
    return not any(
        entry.kind == "redeemed" and (entry.cause.kind, entry.cause.key) == ("hold", hold_id)
        for entry in entries
    )


def _still_out(record: OrderRecord, wallet: str) -> int:
    """Of each line's frozen part, rounded down on the way back, all of it with the last piece."""
    if record.order.cancelled_at is not None:
        return 0
    units = record.redeemed[wallet]
    _pays_all_it_can(record, wallet)
    whole = 0
    for line in record.order.lines:
        part = units.get(line.number, 0)
        back = part if line.returned == line.amount else part * line.returned // line.amount
        whole += part - back
    return whole


def _pays_all_it_can(record: OrderRecord, wallet: str) -> None:
    """What the shop says was paid with units was, unless it is more than the order came to."""
    paying = sum(record.redeemed[wallet].values())
    assert paying <= record.captured[wallet]
    if paying < record.captured[wallet]:
        off = sum(sum(by.values()) for by in record.discounts.values())
        paid = sum(record.paid_by_units[wallet].values())
        assert record.order.total - off - paid < 100, "less than a unit is worth is left to pay"


def _the_latest_state_stands(shop: Shop, name: str) -> None:
    for key, record in shop.members[name].orders.items():
        latest = max(shop.told[key], key=lambda state: int(state.revision))
        assert record.order == latest


def _nothing_lapsed_is_there(shop: Shop, member: Member) -> None:
    """A read computes what a write would book; nothing past its date can be had."""
    seen = view(member, shop.versions, shop.now)
    for account in seen.accounts.values():
        for lot in account.lots.values():
            if lot.matured_at is not None and lot.remaining:
                assert lot.expires_at is None or lot.expires_at > shop.now
        for hold in account.holds:
            assert hold.state != "held" or hold.until > shop.now
    booked = deepcopy(member)
    settle(booked, shop.versions, shop.now, Journal())
    assert {w: _row(a) for w, a in booked.accounts.items()} == {
        w: _row(a) for w, a in seen.accounts.items()
    }


def _row(account: Account) -> tuple[int, int, int, int]:
    return account.available, account.pending, account.held, account.debt


def taken_in_order(before: Account, entries: list[Entry]) -> None:
    """Of the lots there before, none of those taken lapses later than one that was left."""
    taken: Counter[int] = Counter()
    for entry in entries:
        if entry.kind in TAKING:
            for part in entry.allocations:
                taken[part.lot] -= part.amount
    there = [lot for lot in before.lots.values() if lot.remaining and lot.matured_at is not None]
    used = [lot.consumption_key for lot in there if taken[lot.number]]
    left = [lot.consumption_key for lot in there if taken[lot.number] < lot.remaining]
    assert not used or not left or max(used) <= min(left)
