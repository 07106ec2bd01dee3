"""Units that come with a plan, and go back with the order that bought it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kopilka.engine.ledger import lots, takeback
from kopilka.engine.ledger.model import Cause, Journal
from kopilka.engine.mechanics.plans.terms import Term
from kopilka.engine.program.model import Program, Wallet
from kopilka.engine.program.sections.plans import plan_of
from kopilka.engine.standing import Member, OrderRecord

CAUSE = "plan"


def give_bonus(
    member: Member,
    term: Term,
    at: datetime,
    program: Program,
    version: int,
    journal: Journal,
) -> Term:
    """For a term granted beside orders."""
    if not term.bonus:
        return term
    _earn(member, term, term.bonus, at, program, version, journal)
    return _numbered(term, journal)


def move_bonus(
    member: Member,
    term: Term,
    given: int,
    record: OrderRecord,
    program: Program,
    known_at: datetime,
    journal: Journal,
) -> Term:
    """Of an order: `given` were given so far, and `term.bonus` are due."""
    order, version = record.order, record.frozen.version
    journal.posted.setdefault((CAUSE, term.key), term.posted)
    if term.bonus > given:
        at = order.paid_at or known_at
        _earn(member, term, term.bonus - given, at, program, version, journal, order.key)
    elif term.bonus < given:
        at = order.cancelled_at or order.returned_at or known_at
        wallet = _wallet_of(term, program)
        takeback.take_back(
            member.account(wallet.id),
            order=order.key,
            units=given - term.bonus,
            at=at,
            cause=Cause(CAUSE, term.key),
            wallet=wallet,
            journal=journal,
            version=version,
            why={"plan": term.plan},
        )
    return _numbered(term, journal)


def _earn(
    member: Member,
    term: Term,
    units: int,
    at: datetime,
    program: Program,
    version: int,
    journal: Journal,
    order: str = "",
) -> None:
    """By the terms of the wallet."""
    wallet = _wallet_of(term, program)
    lots.earn(
        member.account(wallet.id),
        units=units,
        at=at,
        cause=Cause(CAUSE, term.key),
        wallet=wallet,
        program=program,
        journal=journal,
        order=order,
        version=version,
        why={"plan": term.plan},
    )


def _wallet_of(term: Term, program: Program) -> Wallet:
    plan = plan_of(program, term.plan)
    assert plan is not None, term.plan
    return program.wallets[plan.wallet or next(iter(program.wallets))]


def _numbered(term: Term, journal: Journal) -> Term:
    return replace(term, posted=journal.posted.get((CAUSE, term.key), 0))
