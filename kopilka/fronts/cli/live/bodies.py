"""What a story's order is in the API's words."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from kopilka.engine.facts import Line
from kopilka.engine.story.orders import Written
from kopilka.values.money import from_minor

Body = dict[str, Any]


def cart(written: Written, member: str, order_id: str, currency: str) -> Body:
    """As a quote and a hold want it."""
    return {
        "member": member,
        "order": order_id,
        "shop": written.more.get("shop", "main"),
        "currency": currency,
        "lines": [_line(line, currency) for line in written.lines],
        "delivery": written.more.get("delivery", "0"),
        "channel": written.more.get("via", ""),
        "payment": written.more.get("by", ""),
        "claims": list(written.claims),
    }


def state(asked: Body, placed_at: datetime, discounts: list[Body]) -> Body:
    """The order placed, with the discounts that were quoted for it."""
    kept = {name: value for name, value in asked.items() if name not in ("order", "shop")}
    return {**kept, "placed_at": placed_at.isoformat(), "discounts": discounts}


def _line(line: Line, currency: str) -> Body:
    def money(minor: int) -> str:
        return str(from_minor(minor, currency))

    body: Body = {
        "amount": money(line.amount),
        "quantity": str(Decimal(line.quantity.numerator) / line.quantity.denominator),
        "sku": line.sku,
        "category": list(line.categories),
        "brand": line.brand,
        "tags": list(line.tags),
        "vendor": line.vendor,
        "gift_card": line.gift_card,
        "min_price": money(line.min_amount),
    }
    return body if line.list_amount is None else {**body, "list_price": money(line.list_amount)}


def returning(body: Body, minor: int, number: int, currency: str) -> Body:
    """`minor` more of it comes back: from the first line on, or of line `number`.

    What no line has room for is stated of the last one, for the API to refuse.
    """
    lines = []
    for place, line in enumerate(body["lines"], 1):
        room = _minor(line["amount"], currency) - _returned(line, currency)
        last = place == (number or len(body["lines"]))
        part = (minor if last else min(minor, room)) if number in (0, place) else 0
        minor -= part
        whole = str(from_minor(_returned(line, currency) + part, currency))
        lines.append({**line, "returned": {"amount": whole}} if part else line)
    return {**body, "lines": lines}


def _returned(line: Body, currency: str) -> int:
    return _minor(line.get("returned", {}).get("amount", "0"), currency)


def _minor(amount: str, currency: str) -> int:
    return int(Decimal(amount) / from_minor(1, currency))
