"""Programs of the library, and a small history written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

import kopilka
from kopilka.engine.program.model import Program
from kopilka.loyalty.history.orders import History, to_micros
from kopilka.loyalty.programs.queries import read_program

PROGRAMS = Path(kopilka.__file__).parent / "templates" / "programs"


def owl_club() -> Program:
    return read_program((PROGRAMS / "owl-club.yaml").read_text(encoding="utf-8"))


def by_lines() -> Program:
    """A word that the fast executor lacks: what may be paid differs from line to line."""
    program = owl_club()
    wallet = program.wallets["points"]
    terms = replace(wallet.redeem, max_share=wallet.redeem.max_share * 2)
    return replace(program, wallets={"points": replace(wallet, redeem=terms)})


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
