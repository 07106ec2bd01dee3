"""Members of the engine out of rows, under lock, and back into rows: only what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from kopilka.engine.ledger import model as engine
from kopilka.engine.standing import Member, Versions
from kopilka.loyalty.activity import codec
from kopilka.loyalty.ledger.deciding import shelves
from kopilka.loyalty.ledger.deciding.counted import (
    AGES_AGO,
    ask_spending,
    has_limits,
    load_usage,
)
from kopilka.loyalty.ledger.models import Hold, Lot, MemberState, numbered_id
from kopilka.loyalty.members.queries import person_of
from kopilka.plumbing.sql import rows
from kopilka.plumbing.sql.lookups import Found, asked, instant, look_up, maybe_instant

LOT = [
    "number",
    "amount",
    "remaining",
    "earned_at",
    "matures_at",
    "matured_at",
    "expires_at",
    "order_key",
    "rule",
    "version",
    "parent",
    "lapsed",
    "back_at",
]


@dataclass(slots=True)
class Loaded:
    """A member under lock, and how its rows looked, to tell what changed."""

    member: Member
    account_ids: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)  # wallet -> number of the last entry
    before: dict[tuple[str, ...], Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a batch needs of one member. `light`: nothing but the new award will be touched."""

    orders: frozenset[str] = frozenset()
    earliest: datetime = AGES_AGO
    latest: datetime = AGES_AGO
    light: bool = False
    holds: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    def with_(self, other: Wanted) -> Wanted:
        """What two intents of one member need together; nothing stays light then."""
        return Wanted(
            self.orders | other.orders,
            min(self.earliest, other.earliest),
            max(self.latest, other.latest),
            holds=self.holds | other.holds,
            codes=self.codes | other.codes,
        )


def load(
    merchant_id: int, wanted: dict[int, Wanted], versions: Versions, *, lock: bool
) -> dict[int, Loaded]:
    """By member key; locks are taken in sorted order. Unknown members are simply not there."""
    ids = sorted(wanted)
    standings = _standings(merchant_id, ids, lock)
    keys = {key for want in wanted.values() for key in want.orders}
    earliest = min((want.earliest for want in wanted.values()), default=AGES_AGO)
    with asked() as ask:
        people = ask.look_up(_PEOPLE, merchant_id, merchant_id, ids)
        orders = ask.look_up(_ORDERS, merchant_id, sorted(keys))
        take_spending = ask_spending(ask, merchant_id, ids, earliest, keys, versions)
    loaded = _people(people(), standings)
    _take_orders(orders(), loaded)
    members = {key: one.member for key, one in loaded.items()}
    named = {key: _named(want) for key, want in wanted.items() if key in loaded}
    for shelf, (key, name, value) in shelves.fill(merchant_id, named, versions):
        members[key].shelf(shelf)[name] = value
        loaded[key].before["shelf", shelf, name] = value
    heavy = {key: one for key, one in loaded.items() if not _stays_light(one, wanted[key])}
    _holds(merchant_id, heavy, keys, {hold for want in wanted.values() for hold in want.holds})
    _lots(merchant_id, heavy, keys)
    take_spending(members)
    if has_limits(versions):
        codes = {code for want in wanted.values() for code in want.codes}
        load_usage(merchant_id, members, earliest, versions, codes, lock=lock)
        for one in loaded.values():
            one.before["usage",] = dict(one.member.usage)
    return loaded


def _named(want: Wanted) -> shelves.Named:
    return shelves.Named(want.orders, want.holds, want.codes)


_STANDINGS = """
SELECT member_id, standing FROM ledger_member_state
WHERE +merchant_id = %s AND member_id IN INTS(%s) ORDER BY member_id"""
_OPEN = """
SELECT id FROM members_member WHERE merchant_id = %s AND id IN INTS(%s) ORDER BY id"""


def _standings(merchant_id: int, ids: list[int], lock: bool) -> dict[int, str]:
    """The rows that are the members' locks, made where they are missing yet."""
    if not lock:
        return dict(look_up(_STANDINGS, merchant_id, ids))
    locked = f"{_STANDINGS} FOR UPDATE"
    found: dict[int, str] = dict(look_up(locked, merchant_id, ids))
    missing = [key for key in ids if key not in found]
    people = look_up(_OPEN, merchant_id, missing) if missing else []
    if people:
        columns = ["member_id", "merchant_id", "tier", "standing"]
        fresh = [(key, merchant_id, "", "") for (key,) in people]
        rows.insert_missing(rows.table_of(MemberState), columns, fresh)
        found = dict(look_up(locked, merchant_id, ids))
    return found


_PEOPLE = """
SELECT m.id, m.public_id, m.birthday, m.joined_at, m.segments, m.plan, m.favourites,
  a.id, a.entries, a.wallet, a.available, a.pending, a.held, a.debt, a.earned, a.next_lot,
  a.next_change_at
FROM members_member m LEFT JOIN ledger_account a ON a.member_id = m.id AND a.merchant_id = %s
WHERE m.merchant_id = %s AND m.id IN INTS(%s) ORDER BY m.id, a.id"""


def _people(found: Found, standings: dict[int, str]) -> dict[int, Loaded]:
    """With their accounts."""
    loaded: dict[int, Loaded] = {}
    for row in found:
        key, public_id, *person = row[:7]
        if key not in loaded:
            loaded[key] = Loaded(Member(public_id, person_of(*person)))
        if row[7] is not None:
            _take_account(loaded[key], *row[7:])
    for key, one in loaded.items():
        standing = standings.get(key)
        if standing is not None:
            one.member.tier = codec.decode_tier(standing)
            one.before["tier",] = standing
    return loaded


def _take_account(one: Loaded, account_id: int, entries: int, *columns: Any) -> None:
    wallet, available, pending, held, debt, earned, next_lot, due = columns
    account = engine.Account(
        wallet,
        available,
        pending,
        held,
        debt,
        earned,
        next_lot=next_lot,
        next_change_at=maybe_instant(due),
    )
    one.member.accounts[wallet] = account
    one.account_ids[wallet] = account_id
    one.entries[wallet] = entries
    one.before["account", wallet] = account_tuple(account, entries)


def account_tuple(account: engine.Account, entries: int) -> tuple[Any, ...]:
    return (
        account.available,
        account.pending,
        account.held,
        account.debt,
        account.earned,
        account.next_lot,
        entries,
        account.next_change_at,
    )


_ORDERS = """
SELECT key, member_id, record FROM activity_order
WHERE merchant_id = %s AND key IN TEXTS(%s)"""


def _take_orders(found: Found, loaded: dict[int, Loaded]) -> None:
    for key, member_id, text in found:
        one = loaded.get(member_id)
        if one is not None:
            one.member.orders[key] = codec.decode_record(text)
            one.before["order", key] = text


_OWNERS = """
SELECT key, member_id FROM activity_order
WHERE merchant_id = %s AND key IN TEXTS(%s)"""


def order_owners(merchant_id: int, keys: Iterable[str]) -> dict[str, int]:
    """Whose the orders are that somebody's are already."""
    found = look_up(_OWNERS, merchant_id, sorted(keys))
    return {key: member_id for key, member_id in found if member_id is not None}


def hold_owners(merchant_id: int, ids: Iterable[str]) -> dict[str, int]:
    """Whose the holds are that there are."""
    holds = Hold.objects.filter(merchant_id=merchant_id, hold_id__in=list(ids))
    return dict(holds.values_list("hold_id", "account__member_id"))


def _stays_light(one: Loaded, want: Wanted) -> bool:
    """Whether the lots can stay where they are: a first order, and nothing due, owed or held."""
    return (
        want.light
        and not one.member.orders
        and not shelves.lots_named(one.member)
        and all(
            account.debt == 0
            and account.held == 0
            and (account.next_change_at is None or account.next_change_at > want.latest)
            for account in one.member.accounts.values()
        )
    )


def _by_account(loaded: dict[int, Loaded]) -> dict[int, tuple[Loaded, str]]:
    return {
        account_id: (one, wallet)
        for one in loaded.values()
        for wallet, account_id in one.account_ids.items()
    }


_HOLDS = """
SELECT account_id, hold_id, units, order_key, placed_at, until, allocations, state, ended_at,
  fingerprint
FROM ledger_hold
WHERE +merchant_id = %s AND account_id IN INTS(%s)
  AND (state = 'held' OR order_key IN TEXTS(%s) OR hold_id IN TEXTS(%s))
ORDER BY id"""


def _holds(merchant_id: int, loaded: dict[int, Loaded], keys: set[str], ids: set[str]) -> None:
    accounts = _by_account(loaded)
    if not accounts:
        return
    for row in look_up(_HOLDS, merchant_id, list(accounts), sorted(keys), sorted(ids)):
        account_id, hold_id, units, order, placed_at, until, taken, state, ended_at, price = row
        one, wallet = accounts[account_id]
        hold = engine.Hold(
            hold_id,
            wallet,
            units,
            order,
            instant(placed_at),
            instant(until),
            tuple(engine.Allocation(*pair) for pair in json.loads(taken)),
            state,
            maybe_instant(ended_at),
            price,
        )
        one.member.accounts[wallet].holds.append(hold)
        one.before["hold", hold.id] = hold_tuple(hold)


def hold_tuple(hold: engine.Hold) -> tuple[Any, ...]:
    return (hold.state, hold.until, hold.ended_at)


def _lots(merchant_id: int, loaded: dict[int, Loaded], keys: set[str]) -> None:
    accounts = _by_account(loaded)
    if not accounts:
        return
    ids = list(accounts)
    _take_lots(look_up(_LOTS, merchant_id, ids, merchant_id, ids, sorted(keys)), accounts)
    named = _named_lots(loaded)
    if named:
        lots = Lot.objects.filter(merchant_id=merchant_id)
        found = lots.filter(Q(id__in=named) | _children(loaded))
        _take_lots(found.values_list("account_id", *LOT), accounts)


_LOT = f"SELECT account_id, {', '.join(LOT)} FROM ledger_lot WHERE +merchant_id = %s"  # noqa: S608 - own names
_LOTS = f"""
{_LOT} AND account_id IN INTS(%s) AND remaining > 0
UNION {_LOT} AND account_id IN INTS(%s) AND order_key IN TEXTS(%s)"""
_INSTANTS = tuple(LOT.index(name) for name in LOT if name.endswith("_at"))


def _named_lots(loaded: dict[int, Loaded]) -> list[int]:
    """Lots that units may come back to: of orders' redemptions and of holds."""
    return [
        numbered_id(one.account_ids[wallet], number)
        for one in loaded.values()
        for wallet, numbers in _numbers_named(one.member).items()
        for number in numbers
        if wallet in one.account_ids
    ]


def _numbers_named(member: Member) -> dict[str, set[int]]:
    named = shelves.lots_named(member)
    for record in member.orders.values():
        for wallet, taken in record.taken.items():
            named[wallet].update(allocation.lot for allocation in taken)
    for account in member.accounts.values():
        for hold in account.holds:
            named[account.wallet].update(allocation.lot for allocation in hold.allocations)
    return named


def _children(loaded: dict[int, Loaded]) -> Q:
    """Reopenings of those lots."""
    children = Q(pk__in=[])
    for one in loaded.values():
        for wallet, numbers in _numbers_named(one.member).items():
            if wallet in one.account_ids and numbers:
                children |= Q(account_id=one.account_ids[wallet], parent__in=numbers)
    return children


def _take_lots(found: Iterable[tuple[Any, ...]], accounts: dict[int, tuple[Loaded, str]]) -> None:
    for account_id, *values in found:
        for place in _INSTANTS:
            values[place] = maybe_instant(values[place])
        one, wallet = accounts[account_id]
        lot = engine.Lot(*values)
        one.member.accounts[wallet].lots[lot.number] = lot
        one.before["lot", wallet, str(lot.number)] = tuple(values)


def lot_tuple(lot: engine.Lot) -> tuple[Any, ...]:
    return (
        lot.number,
        lot.amount,
        lot.remaining,
        lot.earned_at,
        lot.matures_at,
        lot.matured_at,
        lot.expires_at,
        lot.order,
        lot.rule,
        lot.version,
        lot.parent,
        lot.lapsed,
        lot.back_at,
    )
