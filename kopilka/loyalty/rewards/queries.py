"""Claims as they stand at a moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kopilka.engine.ledger.model import Allocation
from kopilka.engine.mechanics.rewards.claims import Claim
from kopilka.loyalty.ledger.deciding.shelves import Kept
from kopilka.loyalty.rewards.models import ClaimRow
from kopilka.plumbing.sql.lookups import instant, look_up, maybe_instant
from kopilka.values.codes import read_code

COLUMNS = [
    "claim_id",
    "reward",
    "wallet",
    "taken",
    "at",
    "until",
    "version",
    "code",
    "state",
    "order_key",
    "ended_at",
]
_BY_CODE = "code:"
_WANTED = f"""
SELECT member_id, {", ".join(COLUMNS)} FROM rewards_claim
WHERE merchant_id = %s AND member_id IN INTS(%s) AND (state = 'issued' OR order_key IN TEXTS(%s))"""  # noqa: S608 - own names


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """`member_id`: the member's key; `member`: his public id."""

    claim: Claim
    member_id: int
    member: str


def load_claims(merchant_id: int, orders: Mapping[int, frozenset[str]]) -> Iterable[Kept]:
    """Those still open, and those that the orders use."""
    keys = sorted({key for each in orders.values() for key in each})
    for member_id, *columns in look_up(_WANTED, merchant_id, sorted(orders), keys):
        claim = _claim(*columns)
        yield member_id, claim.id, claim


def _claim(claim_id: str, reward: str, wallet: str, taken: str, *rest: Any) -> Claim:
    at, until, version, code, state, order_key, ended_at = rest
    return Claim(
        claim_id,
        reward,
        wallet,
        tuple(Allocation(*pair) for pair in json.loads(taken)),
        instant(at),
        maybe_instant(until),
        version,
        code,
        state,
        order_key,
        maybe_instant(ended_at),
    )


def find_claim(merchant_id: int, name: str, now: datetime) -> FoundClaim | None:
    """By its id, or `code:7K3M-9Q0T-XB2C` as it was typed."""
    rows = ClaimRow.objects.filter(merchant_id=merchant_id)
    if name.startswith(_BY_CODE):
        rows = rows.filter(code=read_code(name.removeprefix(_BY_CODE)) or name)
    else:
        rows = rows.filter(claim_id=name)
    found = rows.values_list("member_id", "member__public_id", *COLUMNS).first()
    if found is None:
        return None
    member_id, member, *columns = found
    return FoundClaim(_claim(*columns).seen_at(now), member_id, member)


def list_claims(
    merchant_id: int, member_id: int, now: datetime, *, before: int | None = None, limit: int = 30
) -> tuple[list[Claim], int | None]:
    """The newest first; `before` is the second part of what the page before told."""
    rows = ClaimRow.objects.filter(merchant_id=merchant_id, member_id=member_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    page = list(rows.order_by("-id").values_list("id", *COLUMNS)[: limit + 1])
    claims = [_claim(*columns).seen_at(now) for _, *columns in page[:limit]]
    return claims, page[limit - 1][0] if len(page) > limit else None
