"""Reading merchants, shops, staff and keys."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from kopilka.loyalty.merchants.models import ApiKey, Merchant, Shop

SCOPES = {
    "members:read": "find members and read their cards, balances and entries",
    "members:write": "enrol and change members",
    "orders:write": "state orders, report events, ask for quotes, place holds",
    "ledger:write": "adjust balances and set tiers by hand",
    "programs:read": "read programs",
    "programs:write": "save and publish programs",
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
    """None for a key that is unknown, expired or revoked, without telling which."""
    prefix = secret[:12]
    key = ApiKey.objects.select_related("merchant").filter(prefix=prefix).first()
    digest = hashlib.sha256(secret.encode()).hexdigest()
    if key is None or not hmac.compare_digest(digest, key.digest):
        return None
    if key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now):
        return None
    return KeyHolder(key.merchant_id, key.pk, key.scope_set(), key.merchant.language)


def get_merchant(merchant_id: int) -> Merchant:
    return Merchant.objects.get(pk=merchant_id)


def find_merchant(slug: str) -> Merchant | None:
    return Merchant.objects.filter(slug=slug).first()


def list_merchant_ids() -> list[int]:
    return list(Merchant.objects.order_by("id").values_list("id", flat=True))


def list_shops(merchant_id: int) -> list[Shop]:
    return list(Shop.objects.filter(merchant_id=merchant_id).order_by("code"))
