"""Reading merchants, shops, staff and keys."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from kopilka.loyalty.merchants.models import Merchant, Shop
from kopilka.plumbing.recent import Recent
from kopilka.plumbing.sql.lookups import look_up, maybe_instant

SCOPES = {
    "members:read": "find members and read their cards, balances and entries",
    "members:write": "enrol and change members",
    "orders:write": "state orders, report events, ask for quotes, place holds",
    "ledger:write": "adjust balances and set tiers by hand",
    "programs:read": "read programs",
    "programs:write": "save and publish programs",
    "coupons:read": "read codes of coupons and what became of them",
    "coupons:write": "make, give and block codes of coupons",
    "codes:check": "ask whether a code is accepted, never why not: for pages that strangers see",
    "simulation": "run simulations",
}


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who a request with a good key speaks for."""

    merchant_id: int
    key_id: int
    scopes: frozenset[str]
    language: str


def find_key(secret: str, now: datetime) -> KeyHolder | None:
    """None for a key that is unknown, expired or revoked, without telling which.

    A key revoked by another process is good for a second more.
    """
    digest = hashlib.sha256(secret.encode()).hexdigest()
    found = KEYS.get(digest, secret[:12], digest)
    if found is None or (found[1] is not None and found[1] <= now):
        return None
    return found[0]


def _find_key(prefix: str, digest: str) -> tuple[KeyHolder, datetime | None] | None:
    """With when it expires."""
    for key, kept, scopes, expires_at, merchant_id, language in look_up(_KEY, prefix):
        if hmac.compare_digest(digest, kept):
            holder = KeyHolder(merchant_id, key, frozenset(scopes.split()), language)
            return holder, maybe_instant(expires_at)
    return None


KEYS = Recent(_find_key, seconds=1)


_KEY = """
SELECT k.id, k.digest, k.scopes, k.expires_at, m.id, m.language
FROM merchants_api_key k JOIN merchants_merchant m ON m.id = k.merchant_id
WHERE k.prefix = %s AND k.revoked_at IS NULL"""


def get_merchant(merchant_id: int) -> Merchant:
    return Merchant.objects.get(pk=merchant_id)


def find_merchant(slug: str) -> Merchant | None:
    return Merchant.objects.filter(slug=slug).first()


def list_merchant_ids() -> list[int]:
    return list(Merchant.objects.order_by("id").values_list("id", flat=True))


def list_shops(merchant_id: int) -> list[Shop]:
    return list(Shop.objects.filter(merchant_id=merchant_id).order_by("code"))
