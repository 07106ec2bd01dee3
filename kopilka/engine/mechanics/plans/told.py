"""What is announced of a membership."""

from __future__ import annotations

from datetime import datetime

from kopilka.engine.ledger.model import Journal
from kopilka.engine.mechanics.plans.terms import Term, terms_of
from kopilka.engine.standing import Member


def tell_begun(member: Member, term: Term, journal: Journal) -> None:
    """Started, or renewed where it goes on from another term."""
    start, end, _ = term.span
    goes_on = any(
        each.followed and each.plan == term.plan and each.span[1] == start
        for each in terms_of(member)
        if each.key != term.key
    )
    facts: dict[str, object] = {
        "plan": term.plan,
        "source": term.source,
        "starts_at": start.isoformat(),
        "ends_at": end.isoformat(),
    }
    journal.events.append(("plan.renewed" if goes_on else "plan.started", facts))


def tell_ended(member: Member, term: Term, at: datetime, journal: Journal) -> None:
    """Unless another term of the plan goes on."""
    if any(each.plan == term.plan and each.covers(at) for each in terms_of(member)):
        return
    facts: dict[str, object] = {"plan": term.plan, "ended_at": term.span[2].isoformat()}
    journal.events.append(("plan.ended", facts))


def tell_ending(term: Term, journal: Journal) -> None:
    facts: dict[str, object] = {"plan": term.plan, "ends_at": term.span[1].isoformat()}
    journal.events.append(("plan.ending", facts))


def tell_failed(term: Term, journal: Journal) -> None:
    _, end, until = term.span
    facts: dict[str, object] = {
        "plan": term.plan,
        "ends_at": end.isoformat(),
        "benefits_until": until.isoformat(),
    }
    journal.events.append(("plan.payment_failed", facts))
