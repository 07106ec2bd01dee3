"""What a decision says about itself. Stored with entries, shown everywhere, never worded here.

Everything converts to and from plain JSON (`to_plain`, `from_plain` in `engine.rules.explain`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Failed:
    """The first condition that did not hold: `member.tier` wanted `gold`, was `silver`."""

    fact: str
    wanted: str
    actual: str


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """One rule looked at for one wallet and order (or event).

    outcome: applied | condition_failed | no_lines | zero_base | best_of_lost | multiplier_lost
           | limited (cut to `units`, by `limit`) | nothing
    """

    rule: str
    outcome: str
    base: int = 0  # minor money that the rule looked at
    rate: str = ""  # as written: "5%", "1 per 10", "50", "×2"
    exact: Fraction = Fraction(0)  # smallest units before rounding
    units: int = 0  # the whole units of this rule after sharing out
    lines: tuple[tuple[int, int], ...] = ()  # (line number, units)
    failed: Failed | None = None
    limit: str = ""  # which limit cut


@dataclass(frozen=True, slots=True)
class LineLeftOut:
    """Why a line did not count: never | plan_fee | gift_card | not_selected | excluded."""

    line: int
    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class AwardTrace:
    """How the award of one wallet came about."""

    wallet: str
    version: int
    rules: tuple[RuleTrace, ...]
    left_out: tuple[LineLeftOut, ...] = ()
    exact: Fraction = Fraction(0)
    rounding: str = "down"
    units: int = 0  # after rounding and limits
    cut_by: str = ""  # the wallet's limit that cut: earned_per_day | balance
    paid_with_units: int = 0  # minor money of the eligible lines that did not earn


@dataclass(frozen=True, slots=True)
class DiscountTrace:
    """outcome: applied | condition_failed | no_lines | lane_lost | floor (min_price or total)."""

    discount: str
    lane: str
    outcome: str
    base: int = 0
    rate: str = ""
    minor: int = 0
    failed: Failed | None = None
