"""The arrays that compiled code works on. Everything is int64: money minor, instants microseconds.

A record's field says what it holds; -1 stands for "none" where a place in another table is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Records = NDArray[Any]

FAR = 2**62
"""Later than any instant, more than any sum."""


@dataclass(slots=True)
class Orders:
    """A history cut by member: orders `bounds[m]` to `bounds[m + 1]` are member m's, in time.

    Lines of order i are `start[i]` to `start[i + 1]`; `gone`: nothing was bought on the line. Texts
    by their place in `texts`, whose first is "". Without lines each order is one line of `amount`.
    `willing`: 1 where the member would redeem; None: everywhere.
    """

    bounds: Ints
    placed: Ints
    amount: Ints
    start: Ints | None = None
    gone: NDArray[np.bool_] | None = None
    sku: Ints | None = None
    category: Ints | None = None
    brand: Ints | None = None
    texts: list[str] = field(default_factory=list)
    channel: Ints | None = None
    channels: list[str] = field(default_factory=lambda: [""])
    willing: Ints | None = None

    def starts(self) -> Ints:
        return np.arange(len(self.placed) + 1) if self.start is None else self.start


def _record(names: str) -> np.dtype[Any]:
    return np.dtype([(name, np.int64) for name in names.split()])


WALLET = _record(
    # exact awards are whole in 1/`scale` of a smallest unit; one unit is worth/worth_of minor money
    "scale rounding worth worth_of cost min_balance step share share_end excluded "
    "term inactive shared day_limit day_slot balance_limit rule multiplier rule_end"
)
SHARE = _record("lines part of")
TERM = _record("pending wait wait_unit expires length length_unit round")
RULE = _record(
    "condition condition_end lines base give group limit limit_end term added added_of targets"
)
DISCOUNT = _record("lane condition condition_end lines give allowed")
LIMIT = _record("kind slot most period")
GIVE = _record("kind fact step step_end")
STEP = _record("start award")
AWARD = _record("kind part of")
ATOM = _record("fact interval interval_end negated")
INTERVAL = _record("low high")
OP = _record("code atom")
SPAN = _record("kind count unit")
LEVEL = _record("start single")
CONF = _record(
    "spans joined lanes max_total max_total_of cost_of "
    "tiers measure earned window window_count window_unit valid valid_count valid_unit "
    "grace grace_unit one_step slots base_month months until redeem redeem_of"
)
PURSE = _record("available lasting head tail waiting parked pending next redeemed")
SLOT = _record("period used earlier earlier_used asked left counted")


class Zone(NamedTuple):
    """Offsets from UTC between the instants `changes`; `walls` are those changes on the wall."""

    changes: Ints
    walls: Ints
    offsets: Ints


class Tables(NamedTuple):
    """A program as arrays."""

    wallets: Records
    shares: Records
    terms: Records
    rules: Records
    discounts: Records
    limits: Records
    gives: Records
    steps: Records
    awards: Records
    atoms: Records
    intervals: Records
    ops: Records
    spans: Records
    levels: Records
    conf: Records  # one record
    zone: Zone


class Columns(NamedTuple):
    """A history as arrays; `mask` has a bit of each line for each selector of the program."""

    bounds: Ints
    placed: Ints
    start: Ints
    amount: Ints
    mask: Ints
    channel: Ints
    willing: Ints  # by order; empty: everywhere


class Results(NamedTuple):
    """What is written for each order and member, in their places."""

    cost: Ints  # by order: discounts and its award at worth
    units: Ints  # by order and wallet: redeemed
    sales: Ints  # by member
    costs: Ints  # by member: discounts, units redeemed and units outstanding at worth
    available: Ints  # by member and wallet
    pending: Ints  # by member and wallet
    tier: Ints  # by member


class Sums(NamedTuple):
    """By month since `base_month`."""

    moves: Ints  # wallet, month, (issued, redeemed, lapsed)
    months: Ints  # month, (orders, sales, discounts)


class Desk(NamedTuple):
    """Working memory of one member and one order; reused."""

    facts: Ints
    exact: Ints  # by rule: its award, in 1/scale
    scalable: Ints  # by rule: 1 where multipliers look at it
    shares: Ints  # by rule: whole units
    rests: Ints
    net: Ints  # by line, as everything down to `place`
    off: Ints
    paid: Ints
    weights: Ints
    parts: Ints
    foreign: Ints  # 1 where a discount forbids units beside it
    share: Ints  # the share that units pay of it
    place: Ints  # the line that a weight is of
    whole: Ints  # by share of every wallet: its lines, and what of them units may pay
    most: Ints
    spend: Ints  # sums over the member's first k orders, as the next two
    orders: Ints
    earned: Ints
    purses: Records
    waiting: Ints  # by wallet and place: (instant, units, term) of what is not yet available
    lots: Ints  # by wallet and place: (instant of lapsing, units), soonest first
    slots: Records
    standing: Ints  # rank, kept until
    singles: Ints  # by level: when an order last met its `or_single_order`
