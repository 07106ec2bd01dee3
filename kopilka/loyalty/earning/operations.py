"""Orders and events as operations of the write path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kopilka.engine.events import decide_event
from kopilka.engine.facts import Event, Order
from kopilka.engine.orders import OrderOutcome, decide_order
from kopilka.engine.program.model import Program
from kopilka.engine.standing import Member, Versions
from kopilka.loyalty.coupons.drawing import draw_code
from kopilka.loyalty.ledger.operations import Answer, Body, Once, Operation, Scene, register

_A_MINUTE = timedelta(minutes=1)


def _decide_order(member: Member, order: Order, scene: Scene) -> Answer:
    outcome = decide_order(member, order, scene.versions, scene.known_at, scene.journal)
    missing = sum(shortfall.missing for shortfall in outcome.shortfalls)
    if missing:
        scene.shortfalls[order.key] = missing
    for code, why in outcome.excess:
        told: Body = {"order": order.key, "because": why}
        scene.audits.append(("coupon.over_used", code, "", told))
    return Answer(_order_body(outcome))


def _order_body(outcome: OrderOutcome) -> Body:
    record = outcome.record
    return {
        "order": record.order.key,
        "stale": outcome.stale,
        "awarded": {
            wallet: {"units": sum(rules.values()), "rules": dict(rules)}
            for wallet, rules in record.awarded.items()
        },
        "redeemed": {wallet: record.out(wallet) for wallet in record.captured},
        "claims": list(record.claims),
        "missing_claims": [name for name in record.order.claims if name not in record.claims],
        "discounts": [
            {"line": line, "discount": discount, "minor": minor}
            for line, by in record.discounts.items()
            for discount, minor in by.items()
        ],
        "paid_by_units_minor": sum(sum(by.values()) for by in record.paid_by_units.values()),
        "why": dict(record.why),
        "codes": {
            code: {"coupon": it.coupon, "used": it.used, "reason": it.refusal}
            for code, it in record.codes.items()
        },
        "missing_units": {wallet: units for wallet, units in record.owed.items() if units},
    }


def _is_light(order: Order, versions: Versions, known_at: datetime) -> bool:
    """A fresh order that redeems and returns nothing leaves the member's lots alone."""
    return (
        not order.redeemed
        and order.live
        and order.returned_at is None
        and (order.paid_at is None or known_at - order.paid_at < _A_MINUTE)
        and not any(_restarts_lots(version.program) for version in versions.all)
    )


def _restarts_lots(program: Program) -> bool:
    """Where an order keeps other lots alive, they are all needed."""
    return any(wallet.expires.inactive is not None for wallet in program.wallets.values())


record_order = register(
    Operation(
        "record_order",
        "orders:write",
        _decide_order,
        orders=lambda order: frozenset([order.key]),
        earliest=lambda order: order.placed_at,
        light=_is_light,
        holds=lambda order: frozenset(part.hold for part in order.redeemed if part.hold),
        codes=lambda order: frozenset(order.codes),
        revision=lambda order: order.revision,
    )
)


@dataclass(frozen=True, slots=True)
class EventReport:
    event: Event


def _decide_event(member: Member, report: EventReport, scene: Scene) -> Answer:
    event = report.event
    awards = decide_event(member, event, scene.versions, scene.known_at, scene.journal, draw_code)
    return Answer(
        {
            "event": event.id,
            "awarded": {
                wallet: {"units": award.units, "rules": award.units_by_rule}
                for wallet, award in awards.items()
            },
        }
    )


def _once(report: EventReport) -> Once:
    event = report.event
    return Once("event", event.id, event.at, f"{event.name} {event.at} {dict(event.fields)}")


record_event = register(
    Operation(
        "record_event",
        "orders:write",
        _decide_event,
        earliest=lambda report: report.event.at,
        once=_once,
    )
)
