"""Paid plans in stories: `grant-plan anna club paid 299.00`, `then anna plan club`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from kopilka.engine.mechanics.plans.changing import (
    Cancel,
    Grant,
    cancel_plan,
    grant_plan,
    payment_failed,
)
from kopilka.engine.mechanics.plans.terms import term_at, terms_of
from kopilka.engine.orders.saved import saved_of
from kopilka.engine.program.model import Program
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, Versions
from kopilka.engine.story.grammar import Step, StoryFault
from kopilka.engine.story.orders import money
from kopilka.engine.story.world import NONE, DoStep, Refusals, TellFact, World
from kopilka.values.money import from_minor
from kopilka.values.refusals import Refusal


def read_grant(step: Step, currency: str) -> Grant:
    """`anna club [3] [trial] [paid 299.00]`: 3 periods; what was paid is for all of them."""
    words = step.words[2:]
    paid = money(step, words[words.index("paid") + 1], currency) if "paid" in words else 0
    periods = int(words[0]) if words and words[0].isdigit() else 1
    return Grant(f"line-{step.line}", step.words[1], periods, paid, "trial" in words)


def read_cancel(step: Step) -> Cancel:
    """`anna club now`, or `anna club end`."""
    when: Literal["now", "end"] = "now" if step.words[2] == "now" else "end"
    if step.words[2] not in ("now", "end"):
        raise StoryFault(step.line, f"{step.words[2]!r}: a plan is cancelled now, or at its end")
    return Cancel(f"line-{step.line}", step.words[1], when, "the story says so")


def _grant(world: World, step: Step, at: datetime, known: datetime) -> Refusals:
    grant = read_grant(step, world.program_at(at).currency)
    member = world.member(step.words[0])
    settle(member, world.versions, at, world.journal)
    outcome = grant_plan(member, grant, world.versions, at, world.journal)
    settle(member, world.versions, at, world.journal)
    return _refused(outcome)


def _unpaid(world: World, step: Step, at: datetime, known: datetime) -> Refusals:
    return _refused(payment_failed(world.member(step.words[0]), step.words[1], at, world.journal))


def _cancel(world: World, step: Step, at: datetime, known: datetime) -> Refusals:
    cancel = read_cancel(step)
    return _refused(
        cancel_plan(world.member(step.words[0]), cancel, world.versions, at, world.journal)
    )


def _refused(outcome: object) -> Refusals:
    return (outcome,) if isinstance(outcome, Refusal) else NONE


STEPS: Mapping[str, DoStep] = {
    "grant-plan": _grant,
    "payment-failed": _unpaid,
    "cancel-plan": _cancel,
}


# ------------------------------------------------------------------ facts


def _plan(member: Member, versions: Versions, at: datetime) -> str:
    term = term_at(member, versions.at(at).program, at)
    return term.plan if term else "none"


def _until(member: Member, versions: Versions, at: datetime) -> str:
    """The day on which what was paid for ends, grace not counted."""
    program = versions.at(at).program
    term = term_at(member, program, at)
    if term is None:
        return "none"
    same = [each for each in terms_of(member) if each.plan == term.plan]
    return same[-1].span[1].astimezone(program.zone).date().isoformat()


def _refunded(member: Member, versions: Versions, at: datetime) -> str:
    return _sum(sum(term.refunded for term in terms_of(member)), versions.at(at).program)


def _saved(member: Member, versions: Versions, at: datetime) -> str:
    return _sum(sum(each.minor for each in saved_of(member)), versions.at(at).program)


def _saved_units(member: Member, versions: Versions, at: datetime) -> str:
    return str(sum(sum(each.units.values()) for each in saved_of(member)))


def _sum(minor: int, program: Program) -> str:
    return str(from_minor(minor, program.currency))


FACTS: Mapping[str, TellFact] = {
    "plan": _plan,
    "plan-until": _until,
    "plan-refund": _refunded,
    "saved": _saved,
    "saved-units": _saved_units,
}
