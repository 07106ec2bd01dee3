"""Terms: what was paid for or given of a plan, and the time that each one covers.

A member's terms are kept on the shelf `plans`. Where each begins and ends follows from all of them
together, in the order in which they were paid, so it does not matter in which order they are heard
of: `arrange` computes it anew after every change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from kopilka.engine.program.model import Program
from kopilka.engine.standing import Member
from kopilka.values.periods import Duration, add, subtract

SHELF = "plans"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """`count` periods of `length`, from `at` or from the end of what was there before.

    `gone_at`: its order was cancelled or came back whole. `starts_at`, `ends_at` (half-open) and
    `until`, when the benefits end if nothing follows, are what `arrange` found.
    """

    key: str
    plan: str
    source: Literal["order", "grant", "trial"]
    at: datetime
    length: Duration
    count: int = 1
    grace: Duration | None = None
    remind: Duration | None = None
    pro_rata: bool = True
    paid: int = 0  # minor, for all of its periods
    bonus: int = 0  # units given with it, and not taken back
    posted: int = 0  # number of the last entry posted for it
    gone_at: datetime | None = None
    cancelled_at: datetime | None = None
    at_once: bool = False  # cancelled at `cancelled_at`; else at its end
    refunded: int = 0  # minor, stated when it was cancelled
    failed_at: datetime | None = None  # when a renewal could not be paid
    reminded: bool = False
    ended: bool = False  # the end was announced
    followed: bool = False  # another term goes on where it ends
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    until: datetime | None = None
    due_at: datetime | None = None  # when something of it is to be announced

    @property
    def span(self) -> tuple[datetime, datetime, datetime]:
        """(start, end, until) as arranged."""
        assert self.starts_at is not None
        assert self.ends_at is not None
        assert self.until is not None
        return self.starts_at, self.ends_at, self.until

    def covers(self, at: datetime) -> bool:
        start, _, until = self.span
        return start <= at < until

    def lasts_beyond(self, at: datetime) -> bool:
        """Also where it has not begun."""
        start, _, until = self.span
        return max(start, at) < until


def terms_of(member: Member) -> list[Term]:
    """By the instants at which they were paid."""
    return sorted(member.shelf(SHELF).values(), key=lambda term: (term.at, term.key))


def arrange(member: Member, zone: ZoneInfo) -> None:
    """Put every term where it belongs after a change of one of them."""
    shelf = member.shelf(SHELF)
    terms = terms_of(member)
    for plan in dict.fromkeys(term.plan for term in terms):
        for term in _arranged([each for each in terms if each.plan == plan], zone):
            shelf[term.key] = term


def _arranged(terms: Iterable[Term], zone: ZoneInfo) -> list[Term]:
    """Of one plan, in the order of payment; nothing follows on what came to nothing."""
    placed: list[Term] = []
    empty: list[Term] = []
    for term in terms:
        before = placed[-1] if placed else None
        goes_on = before is not None and term.at < before.span[2]
        start = before.span[1] if before is not None and goes_on else term.at
        made = _placed(term, start, zone, followed=False)
        if made.starts_at == made.ends_at:
            empty.append(made)
            continue
        if before is not None and goes_on:
            placed[-1] = _placed(before, before.span[0], zone, followed=True)
        placed.append(made)
    return [*placed, *empty]


def _placed(term: Term, start: datetime, zone: ZoneInfo, *, followed: bool) -> Term:
    end = add(start, Duration(term.length.count * term.count, term.length.unit), zone)
    cuts = (term.gone_at, term.cancelled_at if term.at_once else None)
    cut = min((at for at in cuts if at is not None), default=None)
    if cut is not None:
        end = max(start, min(end, cut))
    kept = followed or cut is not None or term.cancelled_at is not None or term.grace is None
    until = end if kept or term.grace is None else add(end, term.grace, zone)
    made = replace(term, starts_at=start, ends_at=end, until=until, followed=followed)
    return replace(made, due_at=_due(made, zone))


def _due(term: Term, zone: ZoneInfo) -> datetime | None:
    """A reminder before the end of what is not followed, then the end itself."""
    if term.followed or term.ended or term.gone_at is not None:
        return None
    _, end, until = term.span
    if term.remind is not None and not term.reminded and term.cancelled_at is None:
        return subtract(end, term.remind, zone)
    return until


# ------------------------------------------------------------------ what is in force


def plan_at(member: Member, program: Program, at: datetime) -> str:
    """The plan in force; of several the one that stands last in the program; "" for none."""
    term = term_at(member, program, at)
    return term.plan if term else ""


def highest_of(program: Program, plans: Collection[str]) -> str:
    """The one that stands last in the program; "" for none."""
    ranked = [plan.id for plan in program.entries("plans") if plan.id in plans]
    return ranked[-1] if ranked else ""


def term_at(member: Member, program: Program, at: datetime) -> Term | None:
    there = {term.plan: term for term in terms_of(member) if term.covers(at)}
    return there.get(highest_of(program, there.keys()))


def last_of(member: Member, plan: str, at: datetime) -> Term | None:
    """The plan's last term that is not over at `at`; it may not have begun."""
    there = [term for term in terms_of(member) if term.plan == plan and term.lasts_beyond(at)]
    return there[-1] if there else None


def days_unused(term: Term, at: datetime, zone: ZoneInfo) -> tuple[int, int]:
    """(days that have not begun at `at`, days in all), counted from the term's own hour."""
    start, end = (instant.astimezone(zone).replace(tzinfo=None) for instant in term.span[:2])
    now = at.astimezone(zone).replace(tzinfo=None)
    whole = max(-(-(end - start) // _DAY), 1)
    used = min(max(-(-(now - start) // _DAY), 0), whole)
    return whole - used, whole
