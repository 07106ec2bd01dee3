"""Programs of the library, and a small history written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

import kopilka
from kopilka.engine.program.conditions import LineSelector, LineTest
from kopilka.engine.program.model import Program
from kopilka.loyalty.history.orders import History, to_micros
from kopilka.loyalty.programs.queries import read_program

PROGRAMS = Path(kopilka.__file__).parent / "templates" / "programs"


def owl_club() -> Program:
    return read_program((PROGRAMS / "owl-club.yaml").read_text(encoding="utf-8"))


LACKING = "lines of a multiplier over `per` or limited awards"


def with_a_word_too_many() -> Program:
    """The owl club, on whose teapots every award is doubled, the cakes' `per` award included."""
    program = owl_club()
    rule = next(each for each in program.earn if each.multiply is not None)
    selector = LineSelector((LineTest("category", ("teapots",)),))
    return replace(program, earn=(*program.earn, replace(rule, id="teapots", lines=selector)))


def two_members() -> History:
    """Anna buys every ten days of a year, Boris every month, two members of the owl shop."""
    first = to_micros(datetime(2025, 1, 7, 9, tzinfo=UTC))
    day = 86_400_000_000
    placed = [first + 10 * day * n for n in range(36)] + [first + 30 * day * n for n in range(12)]
    return History(
        members=["anna", "boris"],
        member=np.array([0] * 36 + [1] * 12),
        order_ids=[f"A{n}" for n in range(36)] + [f"B{n}" for n in range(12)],
        placed=np.array(placed, dtype=np.int64),
        total=np.array([99_000 + 50_000 * (n % 11) for n in range(48)], dtype=np.int64),
        currency="RUB",
    )
