"""Reading the book: computed for the moment asked about, without writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kopilka.engine.ledger.model import Journal, Lot, Posting
from kopilka.engine.mechanics.coupons.counting import OF_ONE_CODE
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, Versions
from kopilka.loyalty.activity import codec
from kopilka.loyalty.ledger.deciding.counted import place_of
from kopilka.loyalty.ledger.models import NUMBER_BITS, Allocation, Entry, MemberState
from kopilka.loyalty.ledger.models import Lot as LotRow
from kopilka.loyalty.ledger.models import Posting as PostingRow
from kopilka.loyalty.ledger.state import LOT, Wanted, load
from kopilka.loyalty.programs.queries import get_versions
from kopilka.plumbing.sql.lookups import cursor_instant, instant, look_up


@dataclass(frozen=True, slots=True)
class Balance:
    """Smallest units."""

    available: int = 0
    pending: int = 0
    held: int = 0
    debt: int = 0


@dataclass(frozen=True, slots=True)
class EntryInfo:
    id: int
    kind: str
    wallet: str
    at: datetime
    known_at: datetime
    cause_kind: str
    cause_key: str
    cause_number: int
    version: int
    why: dict[str, Any]
    postings: tuple[Posting, ...]
    lots: tuple[Lot, ...] = ()  # those that it took units from or put them into


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`next`: where the following page starts, "" at the end."""

    rows: tuple[EntryInfo, ...]
    next: str


def get_state(
    merchant_id: int,
    member_id: int,
    now: datetime,
    orders: Iterable[str] = (),
    codes: Iterable[str] = (),
) -> Member | None:
    """The engine's member as of `now`; `orders` and `codes` are loaded with it."""
    wanted = {member_id: Wanted(frozenset(orders), latest=now, codes=frozenset(codes))}
    versions = get_versions(merchant_id)
    one = load(merchant_id, wanted, versions, lock=False).get(member_id)
    return _settled(one.member, versions, now) if one else None


def _settled(member: Member, versions: Versions, now: datetime) -> Member:
    """It was loaded for this alone, so it need not be copied."""
    settle(member, versions, now, Journal())
    return member


_BALANCES = """
SELECT a.member_id AS member, a.wallet, s.next_change_at, a.available, a.pending, a.held, a.debt
FROM ledger_account a JOIN ledger_member_state s ON s.member_id = a.member_id
WHERE a.merchant_id = %s AND a.member_id IN INTS(%s) ORDER BY a.id"""


def get_balances(
    merchant_id: int, member_ids: Sequence[int], now: datetime
) -> dict[int, dict[str, Balance]]:
    """By member and wallet; only members with something due are worked out in full."""
    balances: dict[int, dict[str, Balance]] = defaultdict(dict)
    due = set()
    for member_id, wallet, changes_at, *units in look_up(_BALANCES, merchant_id, [*member_ids]):
        balances[member_id][wallet] = Balance(*units)
        if changes_at is not None and instant(changes_at) <= now:
            due.add(member_id)
    for member_id, member in _viewed(merchant_id, due, now).items():
        for wallet, account in member.accounts.items():
            balances[member_id][wallet] = Balance(
                account.available, account.pending, account.held, account.debt
            )
    return dict(balances)


def _viewed(merchant_id: int, member_ids: set[int], now: datetime) -> dict[int, Member]:
    if not member_ids:
        return {}
    versions = get_versions(merchant_id)
    wanted = {key: Wanted(latest=now) for key in member_ids}
    loaded = load(merchant_id, wanted, versions, lock=False)
    return {key: _settled(one.member, versions, now) for key, one in loaded.items()}


def get_tiers(merchant_id: int, member_ids: Sequence[int]) -> dict[int, str]:
    """As last written, for lists; a member's own page computes it for the moment."""
    rows = MemberState.objects.filter(merchant_id=merchant_id, member_id__in=member_ids)
    return dict(rows.values_list("member_id", "tier"))


def list_entries(
    merchant_id: int, member_id: int, *, before: str = "", limit: int = 30, wallet: str = ""
) -> EntryPage:
    """Newest first by when they were learned; `before` is a page's `next`."""
    rows = Entry.objects.filter(merchant_id=merchant_id, member_id=member_id)
    if wallet:
        rows = rows.filter(wallet=wallet)
    if before:
        learned, _, entry_id = before.rpartition("_")
        at = cursor_instant(learned)
        rows = rows.filter(known_at__lte=at).exclude(known_at=at, id__gte=int(entry_id))
    page = list(rows.order_by("-known_at", "-id")[: limit + 1])
    last = page[limit - 1] if len(page) > limit else None
    following = f"{last.known_at.isoformat()}_{last.pk}" if last else ""
    return EntryPage(_entries(merchant_id, page[:limit]), following)


def list_order_entries(merchant_id: int, member_id: int, order_key: str) -> tuple[EntryInfo, ...]:
    """What an order has caused, oldest first."""
    rows = Entry.objects.filter(
        merchant_id=merchant_id, member_id=member_id, cause_kind="order", cause_key=order_key
    )
    return _entries(merchant_id, list(rows.order_by("cause_number")))


def get_entry(merchant_id: int, member_id: int, entry_id: int) -> EntryInfo | None:
    rows = Entry.objects.filter(merchant_id=merchant_id, member_id=member_id, pk=entry_id)
    found = _entries(merchant_id, list(rows))
    return found[0] if found else None


def _entries(merchant_id: int, rows: list[Entry]) -> tuple[EntryInfo, ...]:
    postings: dict[int, list[Posting]] = defaultdict(list)
    lots = _lots_of(merchant_id, rows)
    found = PostingRow.objects.filter(merchant_id=merchant_id, entry_id__in=[r.pk for r in rows])
    for row in found.order_by("id"):
        postings[row.entry_id].append(Posting(row.source, row.destination, row.amount))
    return tuple(
        EntryInfo(
            row.pk,
            row.kind,
            row.wallet,
            row.at,
            row.known_at,
            row.cause_kind,
            row.cause_key,
            row.cause_number,
            row.version,
            codec.decode_plain(row.why) if row.why else {},
            tuple(postings[row.pk]),
            tuple(lots[row.pk]),
        )
        for row in rows
    )


def _lots_of(merchant_id: int, rows: list[Entry]) -> dict[int, list[Lot]]:
    """By entry: those it took units from or put them into, or the one whose date it answers."""
    keys: dict[int, list[int]] = {row.pk: _lot_of_date(row) for row in rows}
    allocated = Allocation.objects.filter(merchant_id=merchant_id, entry_id__in=keys)
    for entry, key in allocated.order_by("id").values_list("entry_id", "lot_id"):
        keys[entry] = [*keys[entry], key]
    wanted = {key for of_entry in keys.values() for key in of_entry}
    found = LotRow.objects.filter(merchant_id=merchant_id, id__in=wanted)
    lots = {key: Lot(*columns) for key, *columns in found.values_list("id", *LOT)}
    return {
        entry: [lots[key] for key in dict.fromkeys(of_entry) if key in lots]
        for entry, of_entry in keys.items()
    }


def _lot_of_date(row: Entry) -> list[int]:
    """Its key, of an entry whose cause is `member/wallet/number@moment`: ids share the account."""
    number = row.cause_key.rpartition("/")[2].partition("@")[0]
    if row.cause_kind != "lot" or not number.isdecimal():
        return []
    return [row.pk >> NUMBER_BITS << NUMBER_BITS | int(number)]


_USES = """
SELECT key, used FROM ledger_limit_use WHERE merchant_id = %s AND member_key IN INTS(%s)"""


def count_uses(merchant_id: int, codes: Iterable[str]) -> dict[str, int]:
    """How often each of these codes has been used; those never used are left out."""
    keys = {OF_ONE_CODE + code: code for code in codes}
    found = look_up(_USES, merchant_id, [place_of(key) for key in keys])
    return {keys[key]: used for key, used in found if key in keys and used > 0}


def count_coupon_uses(merchant_id: int) -> dict[str, int]:
    """By coupon, cancelled and returned orders left out."""
    found = look_up(_USES, merchant_id, [0])
    totals = {key.removeprefix("program/coupon:"): used for key, used in found}
    return {name: used for name, used in totals.items() if "/" not in name and used > 0}
