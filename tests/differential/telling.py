"""The same fact as a request to the HTTP API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from support.api import Api
from support.memory_shop import Step

from kopilka.engine.checkout import HoldWish
from kopilka.engine.facts import Line, Order
from kopilka.loyalty.earning.operations import EventReport
from kopilka.loyalty.ledger.adjusting import Adjustment
from kopilka.loyalty.tiers.operations import Floor


def tell(api: Api, step: Step, member: str) -> None:
    """Refusals are as good an answer as any: what counts is where everything ends."""
    method, path, body = REQUESTS[step.operation](step.payload, member, step)
    answer = api.send(method, path, body)
    assert answer.status_code in (200, 201, 404, 409, 422), answer.content.decode()


def _money(minor: int) -> str:
    return str(Decimal(minor) / 100)


def _line(line: Line) -> dict[str, object]:
    return {
        "amount": _money(line.amount),
        "quantity": str(line.quantity.numerator),
        "category": list(line.categories),
        "tags": list(line.tags),
        "list_price": None if line.list_amount is None else _money(line.list_amount),
        "min_price": _money(line.min_amount),
        "gift_card": line.gift_card,
        "returned": {"amount": _money(line.returned)},
    }


def _order(order: Order, member: str, _: Step) -> tuple[str, str, Any]:
    def moment(name: str) -> str | None:
        at = getattr(order, name)
        return at.isoformat() if at else None

    body = {
        "member": member,
        "currency": "RUB",
        "placed_at": moment("placed_at"),
        "paid_at": moment("paid_at"),
        "delivered_at": moment("delivered_at"),
        "cancelled_at": moment("cancelled_at"),
        "returned_at": moment("returned_at"),
        "lines": [_line(line) for line in order.lines],
        "channel": order.channel,
        "revision": order.revision,
        "discounts": [
            {"line": off.line, "discount": off.discount, "amount": _money(off.minor)}
            for off in order.stated or ()
        ],
        "redeemed": [
            {"wallet": part.wallet, "units": part.units, "hold": part.hold}
            for part in order.redeemed
        ],
    }
    return "PUT", f"/orders/{order.shop}/{order.id}", body


def _hold(wish: HoldWish, member: str, step: Step) -> tuple[str, str, Any]:
    body = {
        "member": member,
        "shop": wish.cart.shop,
        "order": wish.cart.id,
        "currency": "RUB",
        "channel": wish.cart.channel,
        "lines": [_line(line) for line in wish.cart.lines],
        "id": wish.id,
        "wallet": wish.wallet,
        "units": wish.units,
        "minutes": (wish.until - step.at).total_seconds() // 60,
    }
    return "POST", "/holds", body


def _event(report: EventReport, member: str, _: Step) -> tuple[str, str, Any]:
    event = report.event
    body = {"id": event.id, "name": event.name, "member": member, "at": event.at.isoformat()}
    return "POST", "/events", {**body, "fields": dict(event.fields)}


def _adjust(adjustment: Adjustment, member: str, _: Step) -> tuple[str, str, Any]:
    body = {name: getattr(adjustment, name) for name in ("id", "wallet", "units", "reason")}
    return "POST", f"/members/{member}/adjustments", body


def _floor(floor: Floor, member: str, _: Step) -> tuple[str, str, Any]:
    until = floor.until.isoformat() if floor.until else None
    body = {"tier": floor.tier, "until": until, "reason": floor.reason}
    return "PUT", f"/members/{member}/tier-floor", body


def _end(verb: str) -> Any:
    return lambda end, member, _: ("POST", f"/holds/{end.hold_id}/{verb}", {"member": member})


REQUESTS: dict[str, Any] = {
    "record_order": _order,
    "place_hold": _hold,
    "capture_hold": _end("capture"),
    "release_hold": _end("release"),
    "record_event": _event,
    "adjust_balance": _adjust,
    "set_tier_floor": _floor,
}
