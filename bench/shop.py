"""A shop to measure on: a merchant with a program, many members, and keys enough for any rate."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import kopilka

PROGRAM = """
kopilka: 1
name: Bench
currency: EUR
timezone: Europe/Berlin
wallets:
  points:
    kind: points
    worth: 0.01
    expires: 6mo
    redeem: {max_share: 100%}
earn:
  - id: purchase
    give: 2%
  - id: shoes
    lines: {category: [shoes]}
    give: 1%
"""
STARTED = datetime(2024, 1, 1, tzinfo=UTC)
OWNER, PASSWORD = "owner@bench.example", "a-long-word-for-the-bench"
KEYS = 40  # each may send 12,000 requests a minute


def set_up(url: str) -> None:
    """Django on the database at `url`."""
    os.environ["DATABASE_URL"], os.environ["KOPILKA_MODE"] = url, "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "kopilka.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def make(members: int, balance: int = 0) -> dict[str, object]:
    """Members `m1`, `m2`, … of a merchant, each with `balance` units; the merchant and its keys."""
    from kopilka.loyalty.members.actions import enrol_many
    from kopilka.loyalty.merchants.actions import add_staff, issue_key, open_merchant
    from kopilka.loyalty.merchants.queries import SCOPES
    from kopilka.loyalty.programs.actions import publish

    merchant = open_merchant(
        slug="bench",
        name="Bench",
        currency="EUR",
        timezone="Europe/Berlin",
        language="en",
        now=STARTED,
    )
    add_staff(merchant_id=merchant.pk, email=OWNER, password=PASSWORD, role="owner")
    publish(merchant_id=merchant.pk, text=PROGRAM, starts_at=STARTED, actor="bench", now=STARTED)
    ids = enrol_many(
        merchant_id=merchant.pk,
        externals={f"m{number}": STARTED for number in range(1, members + 1)},
    )
    if balance:
        _give(merchant.pk, ids, balance)
    keys = [
        issue_key(merchant_id=merchant.pk, name=f"{n}", scopes=list(SCOPES), now=STARTED)
        for n in range(KEYS)
    ]
    return {"merchant": merchant.pk, "keys": keys}


def _give(merchant_id: int, ids: dict[str, int], balance: int) -> None:
    from kopilka.loyalty.ledger.adjusting import OpeningLot
    from kopilka.loyalty.ledger.operations import Intent
    from kopilka.loyalty.ledger.post import post

    now = datetime.now(UTC)
    intents = [
        Intent("open_balance", key, OpeningLot(name, "points", balance, STARTED, None), quiet=True)
        for name, key in ids.items()
    ]
    for start in range(0, len(intents), 1000):
        post(merchant_id, intents[start : start + 1000], now)


def check(merchant_id: int) -> int:
    """How many differences the books have."""
    from kopilka.loyalty.ledger.check import check_books

    return len(check_books(merchant_id))


def template(name: str) -> str:
    """The text of one of the programs that come with Kopilka."""
    folder = Path(kopilka.__file__).parent / "templates" / "programs"
    return (folder / f"{name}.yaml").read_text(encoding="utf-8")


if __name__ == "__main__":
    set_up(sys.argv[1])
    print(json.dumps(make(int(sys.argv[2]), int(sys.argv[3]))))
