"""One intent for every operation of the registry: what the generated races are made of.

An operation without one here fails a test, so that none lands without its race.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from support.owl_shop import NOW

from kopilka.engine.checkout import HoldWish
from kopilka.engine.facts import Event, Line, Order, Redemption
from kopilka.engine.mechanics.plans.changing import Cancel, Grant
from kopilka.engine.mechanics.rewards.claims import ClaimWish
from kopilka.loyalty.earning.operations import EventReport
from kopilka.loyalty.ledger.adjusting import Adjustment, OpeningLot
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.plans.operations import FailedPayment
from kopilka.loyalty.redemption.operations import HoldEnd
from kopilka.loyalty.rewards.operations import ClaimCancel, ClaimUse
from kopilka.loyalty.tiers.operations import Floor

HOUR = timedelta(hours=1)


def order(name: str = "R1", **changes: Any) -> Order:
    placed = Order(
        "site",
        name,
        NOW - 2 * HOUR,
        (Line(1, 60_000, sku="TEA-7"), Line(2, 40_000, sku="CUP")),
        paid_at=NOW - HOUR,
        stated=(),
        revision="1",
    )
    return replace(placed, **changes)


def returned(name: str = "R1") -> Order:
    lines = (replace(order().lines[0], returned=30_000), order().lines[1])
    return order(name, lines=lines, returned_at=NOW, revision="2")


def wish(hold_id: str = "h-1", name: str = "R1", units: int = 200) -> HoldWish:
    return HoldWish(hold_id, order(name, paid_at=None), "points", units, NOW + HOUR)


@dataclass(frozen=True, slots=True)
class Sample:
    """`make(number)` is a payload; other numbers are other facts. `first` must have happened."""

    make: Callable[[int], Any]
    first: Callable[[int], tuple[str, Any] | None] = lambda number: None


def _hold_first(number: int) -> tuple[str, Any]:
    return "place_hold", wish(f"h-{number}", f"R{number}", 100)


def _granted_first(number: int) -> tuple[str, Any]:
    return "grant_plan", Grant(f"g-{number}", "owls", paid=31_000)


def _claim(number: int) -> ClaimWish:
    return ClaimWish(f"c-{number}", "mug", f"code-{number}")


def _claim_first(number: int) -> tuple[str, Any]:
    return "claim_reward", _claim(number)


SAMPLES: dict[str, Sample] = {
    "record_order": Sample(
        lambda number: order(f"R{number}", redeemed=(Redemption("points", 100),))
    ),
    "record_event": Sample(
        lambda number: EventReport(
            Event(f"e-{number}", "review.approved", NOW - HOUR, {"length": 250, "product": "CUP"})
        )
    ),
    "place_hold": Sample(lambda number: wish(f"h-{number}", f"R{number}", 100)),
    "capture_hold": Sample(lambda number: HoldEnd(f"h-{number}"), _hold_first),
    "release_hold": Sample(lambda number: HoldEnd(f"h-{number}"), _hold_first),
    "adjust_balance": Sample(lambda number: Adjustment(f"a-{number}", "points", -50, "a mistake")),
    "open_balance": Sample(
        lambda number: OpeningLot(
            f"o-{number}", "points", 40, NOW - HOUR, datetime(2027, 5, 1, tzinfo=UTC)
        )
    ),
    "set_tier_floor": Sample(lambda number: Floor("gold", None, f"reason {number}")),
    "grant_plan": Sample(lambda number: Grant(f"p-{number}", "owls", paid=31_000)),
    "plan_payment_failed": Sample(
        lambda number: FailedPayment(f"f-{number}", "owls"), _granted_first
    ),
    "cancel_plan": Sample(lambda number: Cancel(f"c-{number}", "owls", "end"), _granted_first),
    "announce_plans": Sample(lambda number: None),
    "settle_due": Sample(lambda number: None),
    "claim_reward": Sample(_claim),
    "use_claim": Sample(lambda number: ClaimUse(f"c-{number}"), _claim_first),
    "cancel_claim": Sample(lambda number: ClaimCancel(f"c-{number}", "broken"), _claim_first),
}
ENDING = {"capture_hold", "release_hold", "use_claim", "cancel_claim"}
"""What ends once, and is refused from then on."""
STILL = {
    "set_tier_floor",
    "settle_due",
    "use_claim",
    "plan_payment_failed",
    "cancel_plan",
    "announce_plans",
}
"""What moves no balance."""


def intent(operation: str, member_id: int, number: int = 1, key: str = "") -> Intent:
    payload = SAMPLES[operation].make(number)
    return Intent(operation, member_id, payload, key=key, digest=f"{operation} {number}")


def prepare(operation: str, member_id: int, number: int = 1) -> list[Intent]:
    first = SAMPLES[operation].first(number)
    return [Intent(first[0], member_id, first[1])] if first else []
