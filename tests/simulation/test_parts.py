"""A history cut by member adds up to the same figures, whoever runs it."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction

import numpy as np
import pytest
from simulation.examples import by_lines, owl_club

from bench.histories import UNTIL, make
from kopilka.engine.program.model import Program
from kopilka.loyalty.history.orders import History
from kopilka.loyalty.simulation.partial import Partial
from kopilka.loyalty.simulation.report import build_report
from kopilka.loyalty.simulation.run import FAST_FROM, Executor, simulate, simulate_parts


def figures(partial: Partial) -> dict[str, object]:
    """Members in any order: parts come as they come."""
    found = {each.name: getattr(partial, each.name) for each in fields(Partial)}
    return found | {name: sorted(found[name]) for name in ("member_sales", "member_costs")}


def halves(history: History) -> list[History]:
    middle = len(history.members) // 2
    return [
        history.only(np.flatnonzero(history.member < middle)),
        history.only(np.flatnonzero(history.member >= middle)),
    ]


@pytest.mark.parametrize(("program", "executor"), [(owl_club(), "fast"), (by_lines(), "engine")])
def test_parts_are_the_whole(program: Program, executor: Executor) -> None:
    (history,) = make(1_000)
    whole = simulate(history, program, Fraction(1), until=UNTIL, executor="engine", processes=1)
    parts = simulate_parts(halves(history), program, Fraction(1), until=UNTIL)
    assert figures(parts.partial) == figures(whole.partial)
    assert parts.executor == executor


def test_a_large_history_runs_fast_and_a_small_one_is_not_kept_waiting() -> None:
    large, small = next(make(FAST_FROM)), next(make(FAST_FROM // 20))
    executors = [simulate(each, owl_club(), None).executor for each in (large, small)]
    assert executors == ["fast", "engine"]


def test_what_the_fast_executor_lacks_is_said() -> None:
    found = simulate(next(make(FAST_FROM)), by_lines(), None)
    assert (found.executor, found.lacking) == ("engine", ("redeem.max_share by lines",))


def test_deciles_hold_every_member_and_all_of_the_cost() -> None:
    (history,) = make(1_000)
    found = simulate(history, owl_club(), Fraction(1), until=UNTIL)
    report = build_report(found, owl_club(), redeem=Fraction(1), margin=None)
    deciles = report["by_member_decile"]
    assert sum(decile["members"] for decile in deciles) == len(history.members)
    assert round(sum(decile["cost_share"] for decile in deciles), 3) == 1
    assert [float(decile["sales"]) for decile in deciles] == sorted(
        float(decile["sales"]) for decile in deciles
    )


def test_the_worst_orders_are_the_worst_of_all() -> None:
    (history,) = make(3_000)
    found = simulate(history, owl_club(), None, until=UNTIL, executor="engine", processes=1)
    fast = simulate(history, owl_club(), None, until=UNTIL, executor="fast")
    assert found.partial.worst == fast.partial.worst
    assert len(found.partial.worst) == 10
