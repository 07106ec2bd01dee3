"""The checkout in four calls: find the member, quote, hold, state the order. And events."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import translation

from kopilka.engine.checkout import HoldWish, Quote, quote
from kopilka.engine.facts import Event, Order
from kopilka.engine.mechanics.coupons.outcomes import CodeOutcome
from kopilka.engine.program.model import Program
from kopilka.engine.rules.explain import to_plain
from kopilka.fronts.api import bodies
from kopilka.fronts.api.doing import also, key_of, once, program_at, unknown_member, write
from kopilka.fronts.api.facts import AHEAD, judge_cart, judge_order, read_cart, read_order
from kopilka.fronts.api.problems import Problem, of_refusals
from kopilka.fronts.api.routing import Call, route
from kopilka.fronts.wording.sections.coupons import say_code_reason
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.activity.actions import keep_guest_order
from kopilka.loyalty.activity.queries import get_order as get_order_row
from kopilka.loyalty.earning.operations import EventReport
from kopilka.loyalty.ledger import queries as ledger
from kopilka.loyalty.programs.queries import get_versions
from kopilka.loyalty.redemption.operations import HoldEnd
from kopilka.values.money import from_minor
from kopilka.values.refusals import Refusal, Refused


def _judge_cart(call: Call) -> list[Refusal]:
    program = program_at(call, call.now)
    return [*judge_cart(call.body, program.currency), *unknown_member(call, call.body.member)]


def _member_and_cart(call: Call) -> tuple[int, Order]:
    """Refused with what is wrong with either."""
    with also(lambda: unknown_member(call, call.body.member)):
        cart = read_cart(call.body, program_at(call, call.now).currency, call.now)
    return key_of(call, call.body.member), cart


@route("POST", "/quotes", scope="orders:write", body=bodies.QuoteWish, judge=_judge_cart)
def ask_quote(call: Call) -> Any:
    """What an order would cost, earn and let redeem; nothing is written."""
    member_id, cart = _member_and_cart(call)
    return _quoted(call, member_id, cart, dict(call.body.redeem))


def _quoted(call: Call, member_id: int, cart: Order, redeem: dict[str, int]) -> dict[str, Any]:
    state = ledger.get_state(call.merchant_id, member_id, call.now, [cart.key], cart.codes)
    assert state is not None
    versions = get_versions(call.merchant_id)
    quoted = quote(state, cart, versions, call.now, redeem)
    return _shown(quoted, versions.number(quoted.version))


def _price_changed(refusals: tuple[Refusal, ...], fresh: dict[str, Any]) -> Problem:
    """Nothing was held; the quote that holds now comes along."""
    problem = of_refusals(refusals, Voice(translation.get_language() or "en", "", "UTC"))
    problem.faults[0]["quote"] = fresh
    return problem


def _shown(quoted: Quote, program: Program) -> dict[str, Any]:
    currency = program.currency
    language = translation.get_language() or "en"
    voice = Voice(language, currency, program.timezone, program.wallets)

    def money(minor: int) -> str:
        return str(from_minor(minor, currency))

    problem = of_refusals(quoted.refusals, voice) if quoted.refusals else None
    return {
        "payable": money(quoted.payable),
        "discounts": [
            {"line": line, "discount": discount, "amount": money(minor)}
            for line, by in quoted.pricing.discounts.items()
            for discount, minor in by.items()
        ],
        "redeemable": {
            wallet: {"units": most.units, "amount": money(most.minor)}
            for wallet, most in quoted.redeemable.items()
        },
        "redeemed": {
            wallet: {
                "units": sum(part.units.values()),
                "amount": money(sum(part.minor.values())),
                "lines": {str(line): money(minor) for line, minor in part.minor.items()},
            }
            for wallet, part in quoted.redeemed.items()
        },
        "refused": problem.faults if problem else [],
        "earned": {
            wallet: {"units": award.units, "rules": award.units_by_rule}
            for wallet, award in quoted.earned.items()
        },
        "why": {wallet: to_plain(award.trace) for wallet, award in quoted.earned.items()},
        "codes": [{"code": code, **_code_shown(outcome)} for code, outcome in quoted.codes.items()],
        "receipt": [
            {
                "line": part.line,
                "quantity": str(Decimal(part.quantity.numerator) / part.quantity.denominator),
                "price": money(part.unit_minor),
                "amount": money(part.amount),
            }
            for part in quoted.receipt
        ],
        "version": quoted.version,
        "fingerprint": quoted.fingerprint,
    }


def _code_shown(outcome: CodeOutcome) -> dict[str, Any]:
    """For the shop, which may know the reason."""
    failed = asdict(outcome.failed) if outcome.failed else None
    return {
        "coupon": outcome.coupon,
        "applied": not outcome.reason,
        "reason": outcome.reason,
        "detail": say_code_reason(outcome.reason) if outcome.reason else "",
        "failed": failed,
    }


@route(
    "POST",
    "/holds",
    scope="orders:write",
    body=bodies.HoldWish,
    writes=True,
    status=201,
    judge=_judge_cart,
)
def place_hold(call: Call) -> Any:
    """Set units and uses of codes aside while an order is paid; a retry reuses its hold."""
    body = call.body
    member_id, cart = _member_and_cart(call)
    until = call.now + timedelta(minutes=body.minutes)
    wish = HoldWish(body.id, cart, body.wallet or "", body.units, until, body.fingerprint)
    try:
        return write(call, "place_hold", member_id, wish)
    except Refused as refused:
        if refused.refusals[0].code == "price_changed":
            fresh = _quoted(call, member_id, cart, {body.wallet: body.units} if body.wallet else {})
            raise _price_changed(refused.refusals, fresh) from None
        raise


@route("POST", "/holds/{hold}/capture", scope="orders:write", body=bodies.HoldEnd, writes=True)
def capture_hold(call: Call) -> Any:
    """Redeem the held units now; refused as `price_changed` when the quote was another."""
    return _end_hold(call, "capture_hold")


@route("POST", "/holds/{hold}/release", scope="orders:write", body=bodies.HoldEnd, writes=True)
def release_hold(call: Call) -> Any:
    """Give the held units back."""
    return _end_hold(call, "release_hold")


def _end_hold(call: Call, operation: str) -> Any:
    end = HoldEnd(call.path["hold"], call.body.fingerprint)
    return write(call, operation, call.body.member, end)


def _judge_order(call: Call) -> list[Refusal]:
    program = program_at(call, call.body.placed_at or call.now)
    found = judge_order(call.body, program, call.now)
    return [*found, *unknown_member(call, call.body.member)]


@route(
    "PUT",
    "/orders/{shop}/{order}",
    scope="orders:write",
    body=bodies.OrderState,
    writes=True,
    judge=_judge_order,
)
def state_order(call: Call) -> Any:
    """The whole order as it is now: placed, paid, returned, cancelled; send it at every change."""
    program = program_at(call, call.body.placed_at)
    shop, order_id = call.path["shop"], call.path["order"]
    with also(lambda: unknown_member(call, call.body.member)):
        order = read_order(shop, order_id, call.body, program, call.now)
    if call.body.member is None:
        return once(call, lambda: _keep_waiting(call, order))
    return write(call, "record_order", call.body.member, order)


def _keep_waiting(call: Call, order: Order) -> dict[str, Any]:
    keep_guest_order(merchant_id=call.merchant_id, order=order, body=call.raw, now=call.now)
    return {"order": order.key, "waiting_for_member": True}


@route("GET", "/orders/{shop}/{order}", scope="members:read")
def get_order(call: Call) -> Any:
    """An order in its latest state and what it caused."""
    found = get_order_row(call.merchant_id, call.path["shop"], call.path["order"])
    if found is None:
        raise Refused(Refusal("unknown_order", {"order": call.path["order"]}))
    info, record = found.info, found.record
    return {
        "order": info.key,
        "state": info.state,
        "placed_at": info.placed_at.isoformat(),
        "paid_at": info.paid_at.isoformat() if info.paid_at else None,
        "total_minor": info.total_minor,
        "awarded": record.awarded,
        "redeemed": {wallet: record.out(wallet) for wallet in record.captured},
        "why": record.why,
    }


def _judge_event(call: Call) -> list[Refusal]:
    return [*_ahead(call), *unknown_member(call, call.body.member)]


def _ahead(call: Call) -> list[Refusal]:
    at = call.body.at
    early = at is not None and at > call.now + AHEAD
    return [Refusal("in_the_future", {"what": "at", "at": at.isoformat()})] if early else []


@route(
    "POST",
    "/events",
    scope="orders:write",
    body=bodies.NewEvent,
    writes=True,
    status=201,
    judge=_judge_event,
)
def report_event(call: Call) -> Any:
    """Anything that happened by name; its id counts once, for ever."""
    body = call.body
    if _ahead(call):
        raise Refused(*_judge_event(call))
    event = Event(body.id, body.name, body.at, dict(sorted(body.fields.items())))
    return write(call, "record_event", body.member, EventReport(event))
