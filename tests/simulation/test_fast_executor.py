"""The fast executor says what the engine says, of every program it can run."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simulation.examples import LACKING, owl_club, with_a_word_too_many
from simulation.histories import histories
from simulation.programs import programs, spenders

from kopilka.engine import fast
from kopilka.engine.program.model import Program
from kopilka.loyalty.history.orders import History, to_instant, to_micros
from kopilka.loyalty.simulation.compiled import as_columns, simulate_compiled
from kopilka.loyalty.simulation.members import Redeem, Work, simulate_members
from kopilka.loyalty.simulation.partial import Partial

pytestmark = pytest.mark.xdist_group("compiled")  # one process makes the code, once

policies = st.sampled_from([None, Fraction(1), Fraction(1, 3)])
ends = st.sampled_from([0, 1, 45, 800])


def work_of(history: History, program: Program, redeem: Redeem, days: int) -> Work:
    last = to_instant(int(history.placed.max()))
    return Work(program, redeem, last + timedelta(days=days))


def differences(history: History, work: Work) -> dict[str, tuple[Any, Any]]:
    """What the report is made of: ours beside the engine's."""
    ours = simulate_compiled(history, work, threads=1, progress=lambda done: None)
    engines = Partial()
    for place in range(len(history.members)):
        engines.add(simulate_members(history, [place], work))
    names = [each.name for each in fields(Partial)]
    pairs = {name: (getattr(ours, name), getattr(engines, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def strangers(history: History, work: Work) -> list[tuple[str, str, int, int]]:
    """Members whose balances are not the engine's: (member, balance, ours, the engine's)."""
    policy = fast.Policy(work.redeem, to_micros(work.until))
    results = fast.run(as_columns(history), work.program, policy).results
    found = []
    for place, member in enumerate(history.members):
        engines = simulate_members(history, [place], work).ends
        for column, wallet in enumerate(work.program.wallets):
            for balance in ("available", "pending"):
                mine = int(getattr(results, balance)[place, column])
                if mine != engines[wallet, balance]:
                    found.append((member, balance, mine, engines[wallet, balance]))
    return found


AS_LONG_AS_IT_TAKES = settings(
    max_examples=200, deadline=None, suppress_health_check=list(HealthCheck)
)


@AS_LONG_AS_IT_TAKES
@given(histories(), programs(), policies, ends)
def test_every_figure_is_the_engines(
    history: History, program: Program, redeem: Redeem, days: int
) -> None:
    if fast.can_run(program):
        work = work_of(history, program, redeem, days)
        assert not differences(history, work)
        assert not strangers(history, work)


@AS_LONG_AS_IT_TAKES
@given(histories(lines=True), spenders(), st.sampled_from([Fraction(1), Fraction(2, 3)]))
def test_units_pay_the_lines_that_the_engine_says(
    history: History, program: Program, redeem: Redeem
) -> None:
    assert not differences(history, work_of(history, program, redeem, 1))


def test_a_word_that_is_lacking_is_named() -> None:
    assert fast.can_run(owl_club())
    assert fast.lacking(with_a_word_too_many()) == (LACKING,)
