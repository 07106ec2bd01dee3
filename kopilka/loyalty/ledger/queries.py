"""Reading the book: computed for the moment asked about, without writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kopilka.engine.ledger.model import Journal, Posting
from kopilka.engine.mechanics.coupons.counting import OF_ONE_CODE
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, Versions
from kopilka.loyalty.activity import codec
from kopilka.loyalty.ledger.deciding.counted import place_of
from kopilka.loyalty.ledger.models import Account, Entry, MemberState
from kopilka.loyalty.ledger.models import Posting as PostingRow
from kopilka.loyalty.ledger.state import Wanted, load
from kopilka.loyalty.programs.queries import get_versions
from kopilka.plumbing.sql.lookups import cursor_instant, look_up


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


def get_balances(
    merchant_id: int, member_ids: Sequence[int], now: datetime
) -> dict[int, dict[str, Balance]]:
    """By member and wallet; only members with something due are worked out in full."""
    rows = Account.objects.filter(merchant_id=merchant_id, member_id__in=member_ids)
    balances: dict[int, dict[str, Balance]] = defaultdict(dict)
    for row in rows:
        balances[row.member_id][row.wallet] = Balance(
            row.available, row.pending, row.held, row.debt
        )
    states = MemberState.objects.filter(merchant_id=merchant_id, member_id__in=member_ids)
    due = states.filter(next_change_at__lte=now).values_list("member_id", flat=True)
    for member_id, member in _viewed(merchant_id, set(due), now).items():
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
        )
        for row in rows
    )


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
