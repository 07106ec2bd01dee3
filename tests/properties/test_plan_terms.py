"""Paid plans under random lives: time, bonus and balances follow from the latest states alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kopilka.engine.facts import Line, Order
from kopilka.engine.ledger.model import Journal
from kopilka.engine.ledger.replay import check
from kopilka.engine.mechanics.plans import bought, terms
from kopilka.engine.mechanics.plans.changing import Cancel, cancel_plan
from kopilka.engine.mechanics.plans.terms import plan_at, terms_of
from kopilka.engine.orders import decide_order
from kopilka.engine.orders.saved import saved_of
from kopilka.engine.program.model import Version
from kopilka.engine.standing import Member, Versions
from kopilka.loyalty.programs.queries import read_program
from kopilka.values.refusals import Refusal

THOROUGH = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
START = datetime(2026, 1, 20, 9, tzinfo=UTC)
END = START + timedelta(days=2000)
PROGRAM = """
kopilka: 1
name: Club
currency: RUB
timezone: Europe/Moscow
wallets: {points: {worth: 1.00}}
earn:
  - {id: all, give: 1%, best_of: rate}
  - {id: club, give: 10%, when: {member.plan: [club, gold]}, best_of: rate}
discounts:
  - {id: club, give: 5%, when: {member.plan: [club, gold]}}
plans:
  - {id: club, sku: CLUB, period: 1mo, bonus: 50, grace: 3d, remind: 2d}
  - {id: gold, sku: GOLD, period: 10d, bonus: 7, starts: this_order}
"""
VERSIONS = Versions((Version(1, START, read_program(PROGRAM)),))
SOLD = st.tuples(st.sampled_from(("CLUB", "CLUB", "GOLD", "TEA")), st.integers(1, 3))


@dataclass(frozen=True, slots=True)
class State:
    """A snapshot, and when it was heard of."""

    order: Order
    known_at: datetime


@st.composite
def histories(draw: st.DrawFn) -> list[list[State]]:
    """Orders by time, each in its states: paid, then perhaps returned in parts, or cancelled."""
    found, at = [], START
    for number in range(draw(st.integers(1, 5))):
        at += timedelta(hours=draw(st.sampled_from((1, 30, 24 * 12, 24 * 29, 24 * 50))))
        sold = draw(st.lists(SOLD, min_size=1, max_size=2))
        lines = tuple(
            Line(place, 31_000 * count, Fraction(count), sku=sku)
            for place, (sku, count) in enumerate(sold, 1)
        )
        order = Order("site", f"O{number}", at, lines, paid_at=at, revision="1")
        found.append([State(order, at), *draw(_later(order))])
    return found


@st.composite
def _later(draw: st.DrawFn, order: Order) -> list[State]:
    states: list[State] = []
    for number in range(draw(st.integers(0, 2))):
        at = order.placed_at + timedelta(hours=draw(st.integers(1, 900)) + 900 * number)
        if draw(st.integers(0, 4)) == 0:
            order = replace(order, cancelled_at=at)
        else:
            order = replace(order, lines=draw(_returned(order)), returned_at=at)
        order = replace(order, revision=str(number + 2))
        states.append(State(order, at))
    return states


@st.composite
def _returned(draw: st.DrawFn, order: Order) -> tuple[Line, ...]:
    parts = [draw(st.sampled_from((0, 15_500, 31_000, 10**9))) for _ in order.lines]
    return tuple(
        replace(line, returned=min(line.returned + part, line.amount))
        for line, part in zip(order.lines, parts, strict=True)
    )


def lived(states: list[State]) -> tuple[Member, Journal]:
    member, journal = Member("anna"), Journal()
    for state in states:
        decide_order(member, state.order, VERSIONS, state.known_at, journal)
    return member, journal


def spans(member: Member) -> dict[str, tuple[Any, ...]]:
    """What time each term covers, with its bonus."""
    found = {term.key: (*term.span, term.count, term.bonus) for term in terms_of(member)}
    return {key: span for key, span in found.items() if span[0] < span[1]}


def in_time(history: list[list[State]]) -> list[State]:
    return sorted((state for states in history for state in states), key=lambda s: s.known_at)


def look(history: list[list[State]]) -> None:
    member, journal = lived(in_time(history))
    assert check(member.accounts.values(), journal.entries) == []
    _covers_no_time_twice(member)
    _bonus_is_what_was_posted(member, journal)
    _ends(member)
    _returned_whole_gives_nothing(member, history)
    _goes_with_its_orders(history)


def _covers_no_time_twice(member: Member) -> None:
    for plan in ("club", "gold"):
        there = [term.span for term in terms_of(member) if term.plan == plan]
        ordered = sorted(span for span in there if span[0] < span[1])
        for before, after in pairwise(ordered):
            assert before[2] <= after[0]


def _bonus_is_what_was_posted(member: Member, journal: Journal) -> None:
    posted: dict[str, int] = {}
    for entry in journal.entries:
        if entry.cause.kind == "plan" and entry.kind in ("earned", "taken_back"):
            sign = 1 if entry.kind == "earned" else -1
            units = sum(posting.amount for posting in entry.postings)
            posted[entry.cause.key] = posted.get(entry.cause.key, 0) + sign * units
    assert {key: units for key, units in posted.items() if units} == {
        term.key: term.bonus for term in terms_of(member) if term.bonus
    }
    causes = [entry.cause for entry in journal.entries]
    assert len(causes) == len(set(causes))


def _ends(member: Member) -> None:
    assert plan_at(member, VERSIONS.all[0].program, END) == ""


def _returned_whole_gives_nothing(member: Member, history: list[list[State]]) -> None:
    by_key = {term.key: term for term in terms_of(member)}
    for states in history:
        order = states[-1].order
        for line in order.lines:
            term = by_key.get(f"order/{order.key}/{line.number}")
            if term is not None and (line.returned == line.amount or not order.live):
                assert term.bonus == 0
                assert term.gone_at is not None


def _goes_with_its_orders(history: list[list[State]]) -> None:
    """Once everything has come back, nothing is left of it."""
    gone = [
        State(replace(states[-1].order, cancelled_at=END, revision="9"), END) for states in history
    ]
    member, _ = lived([*in_time(history), *gone])
    account = member.account("points")
    assert (account.available, account.debt, account.earned) == (0, 0, 0)
    assert not any(term.bonus or term.paid for term in terms_of(member))
    assert not any(saved.minor or saved.units for saved in saved_of(member))


@THOROUGH
@given(histories())
def test_a_life_with_plans_adds_up(history: list[list[State]]) -> None:
    look(history)


@THOROUGH
@given(histories(), st.randoms(use_true_random=False))
def test_terms_do_not_depend_on_what_was_heard_first(
    history: list[list[State]], random: Any
) -> None:
    states = in_time(history)
    shuffled = list(states)
    random.shuffle(shuffled)
    assert spans(lived(shuffled)[0]) == spans(lived(states)[0])


@THOROUGH
@given(histories(), st.integers(0, 2400), st.integers(0, 400))
def test_whoever_cancels_later_gets_no_more_back(
    history: list[list[State]], hours: int, later: int
) -> None:
    at = START + timedelta(hours=hours)
    states = [state for state in in_time(history) if state.known_at <= at]
    first = _refund(states, at)
    paid = sum(term.paid for term in terms_of(lived(states)[0]) if term.plan == "club")
    assert 0 <= _refund(states, at + timedelta(hours=later)) <= first <= paid


def _refund(states: list[State], at: datetime) -> int:
    member, _ = lived(states)
    outcome = cancel_plan(member, Cancel("c", "club", "now"), VERSIONS, at, Journal())
    if isinstance(outcome, Refusal):
        return 0
    assert not any(term.plan == "club" and term.lasts_beyond(at) for term in terms_of(member))
    return outcome[1]


# ------------------------------------------------------------------ planted


def _forgets_returns(right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda line: right(replace(line, returned=0))


def _starts_when_paid(right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda term, start, zone, **named: right(term, term.at, zone, **named)


def _keeps_the_bonus(right: Callable[..., Any]) -> Callable[..., Any]:
    def wrong(member: Member, term: terms.Term, given: int, *more: Any) -> Any:
        return right(member, term, min(given, term.bonus), *more)

    return wrong


BUGS = {
    "a fee that came back leaves its time": (bought, "_periods_left", _forgets_returns),
    "a renewal begins when it is paid": (terms, "_placed", _starts_when_paid),
    "the bonus stays when the fee goes": (bought, "move_bonus", _keeps_the_bonus),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_seen(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, make = BUGS[bug]
    monkeypatch.setattr(module, name, make(getattr(module, name)))

    @THOROUGH
    @given(histories())
    def hunt(history: list[list[State]]) -> None:
        look(history)

    with pytest.raises(Exception) as seen:
        hunt()
    assert isinstance(seen.value, AssertionError | BaseExceptionGroup)
