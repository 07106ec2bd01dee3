"""A history cut by member adds up to the same figures, whoever runs it."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from simulation.examples import LACKING, owl_club, with_a_word_too_many

from bench.histories import UNTIL, make
from kopilka.engine.program.model import Program
from kopilka.loyalty.history.orders import History, to_instant
from kopilka.loyalty.simulation import large
from kopilka.loyalty.simulation.partial import Partial
from kopilka.loyalty.simulation.report import build_report
from kopilka.loyalty.simulation.run import FAST_FROM, Executor, simulate, simulate_parts

pytestmark = pytest.mark.xdist_group("compiled")  # one process makes the code, once


def figures(partial: Partial) -> dict[str, object]:
    """Members in any order: parts come as they come."""
    found = {each.name: getattr(partial, each.name) for each in fields(Partial)}
    return found | {name: sorted(found[name]) for name in ("member_sales", "member_costs")}


def make_one(orders: int) -> History:
    return next(make(orders))


def as_table(history: History) -> pa.Table:
    """As a shop's export has it: money in whole currency, as text."""
    return pa.table(
        {
            "order_id": history.order_ids,
            "member_id": [history.members[place] for place in history.member],
            "placed_at": pa.array(history.placed, pa.timestamp("us", "UTC")),
            "total": [f"{total / 100:.2f}" for total in history.total],
        }
    )


def halves(history: History) -> list[History]:
    middle = len(history.members) // 2
    return [
        history.only(np.flatnonzero(history.member < middle)),
        history.only(np.flatnonzero(history.member >= middle)),
    ]


@pytest.mark.parametrize(
    ("program", "executor"), [(owl_club(), "fast"), (with_a_word_too_many(), "engine")]
)
def test_parts_are_the_whole(program: Program, executor: Executor) -> None:
    history = make_one(1_000)
    whole = simulate(history, program, Fraction(1), until=UNTIL, executor="engine", processes=1)
    parts = simulate_parts(halves(history), program, Fraction(1), until=UNTIL)
    assert figures(parts.partial) == figures(whole.partial)
    assert parts.executor == executor


def test_a_large_history_runs_fast_and_a_small_one_is_not_kept_waiting() -> None:
    large, small = make_one(FAST_FROM), make_one(FAST_FROM // 20)
    executors = [simulate(each, owl_club(), None).executor for each in (large, small)]
    assert executors == ["fast", "engine"]


def test_what_the_fast_executor_lacks_is_said() -> None:
    found = simulate(make_one(300), with_a_word_too_many(), None, executor="fast")
    assert (found.executor, found.lacking) == ("engine", (LACKING,))


def test_deciles_hold_every_member_and_all_of_the_cost() -> None:
    history = make_one(1_000)
    found = simulate(history, owl_club(), Fraction(1), until=UNTIL)
    report = build_report(found, owl_club(), redeem=Fraction(1), margin=None)
    deciles = report["by_member_decile"]
    assert sum(decile["members"] for decile in deciles) == len(history.members)
    assert round(sum(decile["cost_share"] for decile in deciles), 3) == 1
    assert [float(decile["sales"]) for decile in deciles] == sorted(
        float(decile["sales"]) for decile in deciles
    )


def test_the_cost_of_all_deciles_is_the_cost_of_the_program() -> None:
    """To the coin that each member's units round down."""
    found = simulate(make_one(3_000), owl_club(), Fraction(1, 2), until=UNTIL, executor="fast")
    report = build_report(found, owl_club(), redeem=Fraction(1, 2), margin=None)
    by_decile = sum(Decimal(decile["cost"]) for decile in report["by_member_decile"])
    less = Decimal(report["reward_cost"]) - by_decile
    assert 0 <= less * 100 <= report["members"]


def test_the_worst_orders_are_the_worst_of_all() -> None:
    history = make_one(3_000)
    found = simulate(history, owl_club(), None, until=UNTIL, executor="engine", processes=1)
    fast = simulate(history, owl_club(), None, until=UNTIL, executor="fast")
    assert found.partial.worst == fast.partial.worst
    assert len(found.partial.worst) == 10


def test_a_large_file_is_read_part_by_part(tmp_path: Path) -> None:
    history = make_one(3_000)
    file = tmp_path / "orders.parquet"
    pq.write_table(as_table(history), file)
    parts = large.read_parts(file, currency="RUB", timezone="Europe/Moscow", rows=700)
    assert len(parts) == 3_000
    assert sum(1 for _ in parts) == 5
    assert parts.until == to_instant(int(history.placed.max()))
    whole = simulate(history, owl_club(), Fraction(1), executor="fast")
    found = simulate_parts(parts, owl_club(), Fraction(1), until=parts.until)
    assert figures(found.partial) == figures(whole.partial)


def test_a_bad_row_of_a_large_file_keeps_its_number(tmp_path: Path) -> None:
    table = as_table(make_one(500)).to_pylist()
    table[321]["total"] = "much"
    file = tmp_path / "orders.parquet"
    pq.write_table(pa.Table.from_pylist(table), file)
    parts = large.read_parts(file, currency="RUB", timezone="Europe/Moscow", rows=100)
    assert [fault.row for fault in parts.faults] == [322]
    assert len(parts) == 499


def test_only_large_files_are_cut(tmp_path: Path) -> None:
    file = tmp_path / "orders.parquet"
    pq.write_table(as_table(make_one(500)), file)
    assert not large.is_large(file)
    assert large.is_large(file, rows=499)
    assert not large.is_large(tmp_path / "orders.csv")
