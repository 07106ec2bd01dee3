"""Plans granted, failed to be renewed, cancelled and announced, as operations of the write path."""

from __future__ import annotations

from dataclasses import dataclass

from kopilka.engine.mechanics.plans.changing import (
    Cancel,
    Grant,
    announce,
    cancel_plan,
    grant_plan,
    payment_failed,
)
from kopilka.engine.mechanics.plans.terms import Term
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member
from kopilka.loyalty.ledger.operations import Answer, Body, Once, Operation, Scene, register
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class FailedPayment:
    """A renewal of `plan` could not be paid; `id` is its own, unique for ever."""

    id: str
    plan: str


def _grant(member: Member, grant: Grant, scene: Scene) -> Answer:
    settle(member, scene.versions, scene.known_at, scene.journal)
    term = grant_plan(member, grant, scene.versions, scene.known_at, scene.journal)
    if isinstance(term, Refusal):
        return Answer(refusals=(term,))
    settle(member, scene.versions, scene.known_at, scene.journal)
    facts: Body = {"plan": grant.plan, "periods": grant.periods, "paid_minor": grant.paid}
    scene.audits.append(("plan.granted", member.id, grant.reason, facts))
    return Answer(_told(term))


def _unpaid(member: Member, failed: FailedPayment, scene: Scene) -> Answer:
    term = payment_failed(member, failed.plan, scene.known_at, scene.journal)
    return Answer(refusals=(term,)) if isinstance(term, Refusal) else Answer(_told(term))


def _cancel(member: Member, cancel: Cancel, scene: Scene) -> Answer:
    outcome = cancel_plan(member, cancel, scene.versions, scene.known_at, scene.journal)
    if isinstance(outcome, Refusal):
        return Answer(refusals=(outcome,))
    term, refund = outcome
    facts: Body = {"plan": cancel.plan, "when": cancel.when, "refund_minor": refund}
    scene.audits.append(("plan.cancelled", member.id, cancel.reason, facts))
    return Answer({**_told(term), "refund_minor": refund})


def _announce(member: Member, _: object, scene: Scene) -> Answer:
    return Answer({"told": announce(member, scene.versions, scene.known_at, scene.journal)})


def _told(term: Term) -> Body:
    start, end, until = (instant.isoformat() for instant in term.span)
    return {"plan": term.plan, "starts_at": start, "ends_at": end, "benefits_until": until}


plan_granted = register(
    Operation(
        "grant_plan",
        "ledger:write",
        _grant,
        once=lambda grant: Once(
            "plan",
            grant.id,
            None,
            f"{grant.plan} {grant.periods} {grant.paid} {grant.trial} {grant.reason}",
        ),
    )
)
plan_failed = register(
    Operation(
        "plan_payment_failed",
        "ledger:write",
        _unpaid,
        once=lambda failed: Once("plan_failure", failed.id, None, failed.plan),
    )
)
plan_cancelled = register(
    Operation(
        "cancel_plan",
        "ledger:write",
        _cancel,
        once=lambda cancel: Once(
            "plan_cancel", cancel.id, None, f"{cancel.plan} {cancel.when} {cancel.reason}"
        ),
    )
)
plans_announced = register(Operation("announce_plans", "ledger:write", _announce))
