"""Plans given, failed, cancelled and announced: what staff, the API and time do to a membership."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from kopilka.engine.ledger.model import Journal
from kopilka.engine.mechanics.plans.bonus import give_bonus
from kopilka.engine.mechanics.plans.terms import (
    SHELF,
    Term,
    arrange,
    days_unused,
    last_of,
    terms_of,
)
from kopilka.engine.mechanics.plans.told import (
    tell_begun,
    tell_ended,
    tell_ending,
    tell_failed,
)
from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.plans import Plan, plan_of
from kopilka.engine.standing import Member, Versions
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Grant:
    """A plan started or renewed by staff or the API. `id` is its own, unique for ever.

    `paid`: minor, for all `periods`; `trial`: for the time of the plan's trial, free.
    """

    id: str
    plan: str
    periods: int = 1
    paid: int = 0
    trial: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    """`when`: `now`, with the refund that the plan promises; `end`: it is not renewed."""

    id: str
    plan: str
    when: Literal["now", "end"]
    reason: str = ""


def grant_plan(
    member: Member, grant: Grant, versions: Versions, now: datetime, journal: Journal
) -> Term | Refusal:
    """The caller settles the member before and after: a bonus may be ready at once."""
    version = versions.at(now)
    program = version.program
    plan = plan_of(program, grant.plan)
    if plan is None:
        return _unknown(grant.plan, program)
    refusal = _against_trial(member, plan) if grant.trial else None
    if refusal is not None:
        return refusal
    key, shelf = f"grant/{grant.id}", member.shelf(SHELF)
    shelf[key] = _trial(key, plan, now) if grant.trial else _paid(key, plan, grant, now)
    arrange(member, program.zone)
    term: Term = shelf[key]
    tell_begun(member, term, journal)
    term = shelf[key] = give_bonus(member, term, now, program, version.number, journal)
    return term


def _unknown(plan: str, program: Program) -> Refusal:
    known = [each.id for each in program.entries("plans")]
    return Refusal("unknown_plan", {"plan": plan, "known": known})


def _against_trial(member: Member, plan: Plan) -> Refusal | None:
    if plan.trial is None:
        return Refusal("no_trial", {"plan": plan.id})
    if any(term.plan == plan.id for term in terms_of(member)):
        return Refusal("trial_used", {"plan": plan.id})
    return None


def _trial(key: str, plan: Plan, now: datetime) -> Term:
    assert plan.trial is not None
    return Term(key, plan.id, "trial", now, plan.trial, remind=plan.remind)


def _paid(key: str, plan: Plan, grant: Grant, now: datetime) -> Term:
    return Term(
        key,
        plan.id,
        "grant",
        now,
        plan.period,
        grant.periods,
        plan.grace,
        plan.remind,
        plan.refund == "pro_rata",
        grant.paid,
        plan.bonus * grant.periods,
    )


def payment_failed(member: Member, plan: str, now: datetime, journal: Journal) -> Term | Refusal:
    """A renewal could not be paid: the benefits go on until the end of the grace, and no longer."""
    term = last_of(member, plan, now)
    if term is None:
        return Refusal("plan_not_running", {"plan": plan})
    failed = replace(term, failed_at=now)
    member.shelf(SHELF)[term.key] = failed
    tell_failed(failed, journal)
    return failed


def cancel_plan(
    member: Member, cancel: Cancel, versions: Versions, now: datetime, journal: Journal
) -> tuple[Term, int] | Refusal:
    """(the last term as it is now, minor money to pay back)."""
    zone = versions.at(now).program.zone
    last = last_of(member, cancel.plan, now)
    if last is None:
        return Refusal("plan_not_running", {"plan": cancel.plan})
    shelf, refund = member.shelf(SHELF), 0
    if cancel.when == "end":
        shelf[last.key] = replace(last, cancelled_at=last.cancelled_at or now)
        arrange(member, zone)
        return shelf[last.key], 0
    for term in terms_of(member):
        if term.plan == cancel.plan and term.lasts_beyond(now):
            back = refund_of(term, now, versions)
            refund += back
            shelf[term.key] = replace(
                term, cancelled_at=now, at_once=True, ended=True, refunded=back
            )
    arrange(member, zone)
    tell_ended(member, shelf[last.key], now, journal)
    return shelf[last.key], refund


def refund_of(term: Term, now: datetime, versions: Versions) -> int:
    """For the days that have not begun, rounded down to the minor unit."""
    if not term.pro_rata:
        return 0
    unused, whole = days_unused(term, now, versions.at(now).program.zone)
    return term.paid * unused // whole


def announce(member: Member, versions: Versions, now: datetime, journal: Journal) -> int:
    """Reminders and ends that have come by `now`, once each; how many."""
    zone, told = versions.at(now).program.zone, 0
    for term in terms_of(member):
        told += _announce(member, term, now, journal)
    if told:
        arrange(member, zone)
    return told


def _announce(member: Member, term: Term, now: datetime, journal: Journal) -> int:
    if term.due_at is None or term.due_at > now:
        return 0
    shelf = member.shelf(SHELF)
    if term.span[2] <= now:
        shelf[term.key] = replace(term, reminded=True, ended=True)
        tell_ended(member, term, now, journal)
    else:
        shelf[term.key] = replace(term, reminded=True)
        tell_ending(term, journal)
    return 1
