"""Redemptions and returns for a history that has none: the demo's, stated and the same every time.

Two members of three redeem, each at every third order, as much as the program lets them. Of the
others a few send back the dearest lines of some orders three days later: so every unit redeemed is
there, and few members are beyond the fast executor.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from zlib import crc32

import numpy as np

from kopilka.engine import fast
from kopilka.engine.program.model import Program
from kopilka.loyalty.history.files.facts import NO_LINE_FACTS, NO_ORDER_FACTS
from kopilka.loyalty.history.orders import History, Ints, Lines, to_instant, to_micros
from kopilka.loyalty.simulation.compiled import as_columns
from kopilka.loyalty.simulation.members import Work, redeemed_by_order
from kopilka.loyalty.simulation.run import FAST_FROM

EVERY = 3
"""Of three members two redeem; of a member's three orders one is paid with units."""
RETURNING_OF, RETURNED_OF = 100, 12
"""Of so many members one sends back something, and of so many of that one's orders."""
LATER = timedelta(days=3)


def make_up(history: History, program: Program) -> History:
    """The same orders with what units paid for them, and with what came back."""
    history.willing = willing(history)
    history.redeemed = redeemed(history, program)
    history.willing = None
    _return(history, _returning(history))
    return history


def redeemed(history: History, program: Program) -> dict[str, Ints]:
    """Units of each wallet by order: as much as the program lets them who are willing."""
    last = int(history.placed.max())
    if len(history) >= FAST_FROM and fast.can_run(program):
        outcome = fast.run(as_columns(history), program, fast.Policy(Fraction(1), last))
        units = outcome.results.units
        return {wallet: units[:, place] for place, wallet in enumerate(program.wallets)}
    found = redeemed_by_order(history, Work(program, Fraction(1), to_instant(last)))
    return {
        wallet: np.array([each.get(wallet, 0) for each in found], dtype=np.int64)
        for wallet in program.wallets
    }


def willing(history: History) -> Ints:
    """1 where an order is to be paid with units."""
    members = np.array([_lot(name) % EVERY != 0 for name in history.members])
    number = np.arange(len(history)) - history.bounds()[history.member]
    wills: Ints = (members[history.member] & (number % EVERY == EVERY - 1)).astype(np.int64)
    return wills


def _lot(text: str) -> int:
    """A number that looks drawn by lot and is the same every time."""
    return crc32(text.encode())


def _returning(history: History) -> list[int]:
    """Places of the orders of which something comes back by the end of the history."""
    last = to_micros(to_instant(int(history.placed.max())) - LATER)
    theirs = np.isin(history.member, _who_return(history))
    places = np.flatnonzero(theirs & (history.total > 0) & (history.placed <= last)).tolist()
    return [place for place in places if _lot(history.order_ids[place]) % RETURNED_OF == 0]


def _who_return(history: History) -> list[int]:
    """Some of the members who never redeem."""
    lots = [(_lot(name), place) for place, name in enumerate(history.members)]
    never = sorted([(lot, place) for lot, place in lots if lot % EVERY == 0])
    return [place for _, place in never[: -(-len(lots) // RETURNING_OF)]]


def _return(history: History, places: list[int]) -> None:
    """The dearest line of each comes back whole."""
    start, lines = _with_lines(history)
    lines.facts = lines.facts or [NO_LINE_FACTS] * len(lines.amount)
    history.facts = history.facts or [NO_ORDER_FACTS] * len(history)
    for place in places:
        own = slice(int(start[place]), int(start[place + 1]))
        dearest = own.start + int(lines.amount[own].argmax())
        lines.facts[dearest] = replace(lines.facts[dearest], returned=int(lines.amount[dearest]))
        history.facts[place] = replace(
            history.facts[place], returned_at=to_instant(history.placed[place]) + LATER
        )


def _with_lines(history: History) -> tuple[Ints, Lines]:
    """The history's, which are one line for each order where none are told."""
    if history.start is None or history.lines is None:
        none = np.zeros(len(history), dtype=np.int64)
        history.start = np.arange(len(history) + 1)
        history.lines = Lines(history.total, [], none, none, none, [""])
    return history.start, history.lines
