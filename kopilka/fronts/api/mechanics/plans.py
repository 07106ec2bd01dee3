"""Paid plans of a member, and the rights that come with tiers and plans."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from kopilka.engine.mechanics.plans.changing import Cancel, Grant
from kopilka.engine.mechanics.plans.terms import Term
from kopilka.fronts.api.asked.fields import TEXT, Amount, Flag, Id
from kopilka.fronts.api.bodies import Body
from kopilka.fronts.api.doing import key_of, program_at, write
from kopilka.fronts.api.facts import Reading
from kopilka.fronts.api.routing import Call, route
from kopilka.loyalty.plans.operations import FailedPayment
from kopilka.loyalty.plans.queries import get_membership, list_perks
from kopilka.values.money import from_minor

Reason = Annotated[str, Field(max_length=500, pattern=TEXT)]


class PlanGrant(Body):
    """`id` is its own, unique for ever; `paid` is for all `periods`; a `trial` costs nothing."""

    id: Id
    plan: Id
    periods: Annotated[int, Field(strict=True, ge=1, le=120)] = 1
    paid: Amount = Decimal(0)
    trial: Flag = False
    reason: Reason = ""


class FailedRenewal(Body):
    """`id` is its own, unique for ever."""

    id: Id


class PlanCancel(Body):
    """`now`, with the refund that the plan promises; `end`: it is not renewed."""

    id: Id
    when: Literal["now", "end"]
    reason: Reason = ""


@route("GET", "/members/{member}/plans", scope="members:read")
def list_plans(call: Call) -> Any:
    """The plan in force, everything paid for or given, and what each plan saved so far."""
    member_id = key_of(call, call.path["member"])
    currency = program_at(call, call.now).currency
    found = get_membership(call.merchant_id, member_id, call.now)
    return {
        "plan": found.plan or None,
        "terms": [_shown(term, currency) for term in found.terms],
        "saved": {
            plan: {"amount": str(from_minor(saved.minor, currency)), "units": saved.units}
            for plan, saved in found.saved.items()
        },
    }


def _shown(term: Term, currency: str) -> dict[str, Any]:
    start, end, until = term.span
    return {
        "id": term.key,
        "plan": term.plan,
        "source": term.source,
        "periods": term.count,
        "starts_at": start.isoformat(),
        "ends_at": end.isoformat(),
        "benefits_until": until.isoformat(),
        "paid": str(from_minor(term.paid, currency)),
        "refunded": str(from_minor(term.refunded, currency)),
        "cancelled_at": _instant(term.cancelled_at),
        "payment_failed_at": _instant(term.failed_at),
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


@route(
    "POST",
    "/members/{member}/plans",
    scope="ledger:write",
    body=PlanGrant,
    writes=True,
    status=201,
)
def grant_plan(call: Call) -> Any:
    """Start a plan or extend it, paid elsewhere or given; or start its trial."""
    body, currency = call.body, program_at(call, call.now).currency
    reading = Reading(currency, currency)
    paid = reading.minor(body.paid, "/paid")
    reading.done()
    grant = Grant(body.id, body.plan, body.periods, paid, body.trial, body.reason)
    return write(call, "grant_plan", call.path["member"], grant)


@route(
    "POST",
    "/members/{member}/plans/{plan}/payment-failed",
    scope="ledger:write",
    body=FailedRenewal,
    writes=True,
)
def note_failed_payment(call: Call) -> Any:
    """A renewal could not be paid; the answer says until when the benefits go on."""
    failed = FailedPayment(call.body.id, call.path["plan"])
    return write(call, "plan_payment_failed", call.path["member"], failed)


@route(
    "POST",
    "/members/{member}/plans/{plan}/cancel",
    scope="ledger:write",
    body=PlanCancel,
    writes=True,
)
def cancel_plan(call: Call) -> Any:
    """Cancel now, and the answer states what is to be paid back; or at the end."""
    body = call.body
    cancel = Cancel(body.id, call.path["plan"], body.when, body.reason)
    told = dict(write(call, "cancel_plan", call.path["member"], cancel))
    currency = program_at(call, call.now).currency
    return {**told, "refund": str(from_minor(told.pop("refund_minor"), currency))}


@route("GET", "/members/{member}/perks", scope="members:read")
def get_perks(call: Call) -> Any:
    """The rights the member has now, each with what it comes from."""
    member_id = key_of(call, call.path["member"])
    found = list_perks(call.merchant_id, member_id, call.now)
    return {"perks": [{"perk": perk, "from": source} for perk, source in found]}
