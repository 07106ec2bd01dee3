"""Opening a merchant, its shops, its people and its keys."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from kopilka.loyalty.merchants.models import ApiKey, Merchant, Shop, Staff
from kopilka.loyalty.merchants.queries import KEYS, SCOPES
from kopilka.values.refusals import Refusal, Refused

ROLES = ("owner", "marketer", "analyst", "support")


@transaction.atomic
def open_merchant(
    *, slug: str, name: str, currency: str, timezone: str, language: str, now: datetime
) -> Merchant:
    """A merchant with one shop, `main`."""
    merchant = Merchant.objects.create(
        slug=slug,
        name=name,
        currency=currency,
        timezone=timezone,
        language=language,
        created_at=now,
    )
    Shop.objects.create(merchant=merchant, code="main", name=name)
    return merchant


def add_shop(*, merchant_id: int, code: str, name: str) -> Shop:
    shop, _ = Shop.objects.get_or_create(
        merchant_id=merchant_id, code=code, defaults={"name": name}
    )
    return shop


def add_staff(*, merchant_id: int, email: str, password: str, role: str, name: str = "") -> Staff:
    if role not in ROLES:
        raise Refused(Refusal("unknown_role", {"role": role, "known": list(ROLES)}))
    return Staff.objects.create(
        merchant_id=merchant_id,
        email=email.strip().lower(),
        password=make_password(password),
        role=role,
        name=name,
    )


def issue_key(
    *,
    merchant_id: int,
    name: str,
    scopes: list[str],
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    """The key itself, shown this once: `kpk_` + 8 characters to find it by + 256 secret bits."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        raise Refused(Refusal("unknown_scope", {"scopes": unknown, "known": list(SCOPES)}))
    secret = f"kpk_{secrets.token_hex(4)}{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(
        merchant_id=merchant_id,
        name=name,
        prefix=secret[:12],
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=" ".join(sorted(scopes)),
        created_at=now,
        expires_at=expires_at,
    )
    return secret


def revoke_key(*, merchant_id: int, key_id: int, now: datetime) -> bool:
    found = ApiKey.objects.filter(merchant_id=merchant_id, pk=key_id, revoked_at=None)
    revoked = found.update(revoked_at=now) == 1
    KEYS.forget()
    return revoked
