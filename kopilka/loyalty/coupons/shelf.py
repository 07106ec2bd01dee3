"""The shelf of coupons: loaded under the members' locks, saved with the book."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from kopilka.engine.mechanics.coupons.shelf import SHELF, CodeHold, SeriesCode
from kopilka.loyalty.coupons import models
from kopilka.loyalty.ledger.deciding.counted import has_coupons
from kopilka.loyalty.ledger.deciding.shelves import Kept, Named, Shelf, keep_shelf
from kopilka.plumbing.sql import rows
from kopilka.plumbing.sql.lookups import Found, instant, look_up, maybe_instant

_HOLD = ["hold_id", "order_key", "codes", "keys", "placed_at", "until", "state"]
_OF_ORDERS = f"""
SELECT member_id, {", ".join(_HOLD)} FROM coupons_hold
WHERE merchant_id = %s AND member_id IN INTS(%s) AND order_key IN TEXTS(%s)"""  # noqa: S608 - own names
_BY_ID = f"""
SELECT member_id, {", ".join(_HOLD)} FROM coupons_hold
WHERE merchant_id = %s AND member_id IN INTS(%s) AND hold_id IN TEXTS(%s)"""  # noqa: S608 - own names
_CODES = """
SELECT code, coupon, member_id, issued_at, until, blocked_at FROM coupons_code
WHERE merchant_id = %s AND code IN TEXTS(%s)"""


def _load(merchant_id: int, orders: Mapping[int, frozenset[str]]) -> Iterator[Kept]:
    """What is reserved for the orders."""
    keys = {key for named in orders.values() for key in named}
    if keys:
        yield from _holds(look_up(_OF_ORDERS, merchant_id, sorted(orders), sorted(keys)))


def _load_named(merchant_id: int, named: Mapping[int, Named]) -> Iterator[Kept]:
    ids = {hold for one in named.values() for hold in one.holds}
    if ids:
        yield from _holds(look_up(_BY_ID, merchant_id, sorted(named), sorted(ids)))
    codes = {code for one in named.values() for code in one.codes}
    found = {row[0]: row for row in look_up(_CODES, merchant_id, sorted(codes))} if codes else {}
    for member, one in named.items():
        for text in one.codes & found.keys():
            yield member, f"code/{text}", _code(member, *found[text][1:])


def _holds(found: Found) -> Iterator[Kept]:
    for member, hold_id, order, codes, keys, placed_at, until, state in found:
        texts, counters = tuple(json.loads(codes)), tuple(json.loads(keys))
        began, ends = instant(placed_at), instant(until)
        hold = CodeHold(hold_id, order, texts, counters, began, ends, state)
        yield member, f"hold/{hold_id}", hold


def _code(
    member: int, coupon: str, owner: int | None, issued_at: Any, until: Any, blocked_at: Any
) -> SeriesCode:
    whose: Literal["any", "own", "other"] = "own" if owner == member else "other"
    if owner is None:
        whose = "any"
    ends = maybe_instant(until)
    return SeriesCode(coupon, whose, instant(issued_at), ends, blocked_at is not None)


def save(merchant_id: int, kept: list[Kept]) -> None:
    """Codes that were given, and holds as they are now."""
    _save_codes(merchant_id, kept)
    held = [
        (
            merchant_id,
            member,
            hold.id,
            hold.order,
            json.dumps(hold.codes),
            json.dumps(hold.keys),
            hold.placed_at,
            hold.until,
            hold.state,
        )
        for member, _, hold in kept
        if isinstance(hold, CodeHold)
    ]
    table, columns = rows.table_of(models.CodeHold), ["merchant_id", "member_id", *_HOLD]
    rows.upsert(table, columns, columns[:3], held)


def _save_codes(merchant_id: int, kept: list[Kept]) -> None:
    given = [
        (
            merchant_id,
            member,
            name.removeprefix("code/"),
            code.coupon,
            "",
            code.issued_at,
            code.until,
            None,
            "",
        )
        for member, name, code in kept
        if isinstance(code, SeriesCode)
    ]
    rows.insert(rows.table_of(models.Code), CODE, given)


CODE = ["merchant_id", "member_id", "code", "coupon", "batch", "issued_at"]
CODE += ["until", "blocked_at", "blocked_because"]

coupons = keep_shelf(Shelf(SHELF, has_coupons, _load, save, load_named=_load_named))
