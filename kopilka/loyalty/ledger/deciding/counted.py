"""What members have spent and what they have used of limits, as far as a batch asks about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime

from django.db import connection

from kopilka.engine.mechanics.coupons.counting import OF_ONE_CODE
from kopilka.engine.orders.context import spans_asked
from kopilka.engine.program.sections.rewards import rewards_of
from kopilka.engine.spendings import Spending
from kopilka.engine.standing import Member, Versions
from kopilka.plumbing.sql.lookups import Asked, Found, instant, look_up

PROGRAM_WIDE = "program/"
AGES_AGO = datetime(1, 1, 2, tzinfo=UTC)

_COUNTED = """
SELECT member_id, key, counted_at, spend, counted_orders, earned FROM activity_order
WHERE merchant_id = %s AND member_id IN INTS(%s) AND counted_at IS NOT NULL"""
_RECENT = " AND (counted_at > %s OR key IN TEXTS(%s))"
_OLDER = """
SELECT member_id, SUM(spend), SUM(counted_orders) FROM activity_order
WHERE merchant_id = %s AND member_id IN INTS(%s) AND counted_at <= %s AND NOT key IN TEXTS(%s)
GROUP BY member_id"""
_USED = """
SELECT member_key, key, used FROM ledger_limit_use
WHERE merchant_id = %s AND member_key IN INTS(%s) AND (until IS NULL OR until > %s)"""


def ask_spending(
    ask: Asked,
    merchant_id: int,
    ids: list[int],
    earliest: datetime,
    orders: Iterable[str],
    versions: Versions,
) -> Callable[[dict[int, Member]], None]:
    """Counted orders one by one where rules look into windows; older ones as one sum elsewhere.

    What puts them into the members, later.
    """
    if looks_into_windows(versions):
        older: Callable[[], Found] = list
        one_by_one = ask.look_up(_COUNTED, merchant_id, ids)
    else:
        own = sorted(orders)
        older = ask.look_up(_OLDER, merchant_id, ids, earliest, own)
        one_by_one = ask.look_up(_COUNTED + _RECENT, merchant_id, ids, earliest, own)

    def take(members: dict[int, Member]) -> None:
        for key, spend, count in older():
            members[key].spending[""] = Spending("", AGES_AGO, int(spend), int(count))
        for member_id, key, at, spend, count, earned in one_by_one():
            units = tuple(json.loads(earned).items()) if len(earned) > 2 else ()
            members[member_id].spending[key] = Spending(key, instant(at), spend, count, units)

    return take


def load_usage(
    merchant_id: int,
    members: dict[int, Member],
    earliest: datetime,
    versions: Versions,
    codes: Collection[str],
    *,
    lock: bool,
) -> None:
    """Counters of periods that are not over at the earliest moment asked about.

    Those that members share are locked where something may be refused by them; the counters of
    single codes are looked up for `codes` alone, however many there are.
    """
    shared = has_shared_limits(versions)
    if lock and (codes or refuses_by_shared(versions)) and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [merchant_id])
    whose = [*members, *([0] if shared else []), *(place_of(OF_ONE_CODE + code) for code in codes)]
    common: dict[str, int] = {}
    for member_key, key, used in look_up(_USED, merchant_id, whose, earliest):
        if member_key <= 0:
            common[key] = used
        else:
            members[member_key].usage[key] = used
    for member in members.values():
        member.usage.update(common)


def looks_into_windows(versions: Versions) -> bool:
    return any(
        version.program.tiers is not None or spans_asked(version.program)
        for version in versions.all
    )


def place_of(key: str) -> int:
    """Where a shared counter stands among members: at 0, those of one code at its own below 0."""
    if not key.startswith(OF_ONE_CODE):
        return 0
    text = key.removeprefix(OF_ONE_CODE).partition("/")[0]
    return -1 - int.from_bytes(hashlib.sha256(text.encode()).digest()[:7])


def has_limits(versions: Versions) -> bool:
    return has_coupons(versions) or any(
        any(rule.limits for rule in version.program.earn)
        or any(reward.stock or reward.per_member for reward in rewards_of(version.program))
        or any(wallet.limits.earned_per_day for wallet in version.program.wallets.values())
        for version in versions.all
    )


def has_coupons(versions: Versions) -> bool:
    return any(version.program.entries("coupons") for version in versions.all)


def has_shared_limits(versions: Versions) -> bool:
    """Members may move counters of each other."""
    return has_coupons(versions) or refuses_by_shared(versions)


def refuses_by_shared(versions: Versions) -> bool:
    """Also where no code is named."""
    return _rules_share(versions) or any(
        reward.stock for version in versions.all for reward in rewards_of(version.program)
    )


def orders_share_limits(versions: Versions) -> bool:
    """Whether what one member's order earns may depend on another's."""
    return has_coupons(versions) or _rules_share(versions)


def _rules_share(versions: Versions) -> bool:
    return any(
        "member" not in limit.per
        for version in versions.all
        for rule in version.program.earn
        for limit in rule.limits
    )
