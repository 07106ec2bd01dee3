"""What remains of each line after returns, and which lines count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kopilka.engine.facts import Frozen, Line
from kopilka.engine.program.model import Program
from kopilka.engine.rules.lines import is_fee, never_counts
from kopilka.engine.rules.trace import LineLeftOut
from kopilka.values.shares import part_returned

ByLine = Mapping[int, Mapping[str, int]]
ByWallet = Mapping[str, Mapping[int, int]]


@dataclass(slots=True)
class Remaining:
    """What remains of one line after returns: amount, off by discounts, paid in units; minor."""

    line: Line
    amount: int
    off: int
    in_units: int
    gone: bool

    def base(self, kind: str) -> int:
        if kind == "before_discounts":
            return max(self.amount - self.in_units, 0)
        if kind == "with_redeemed":
            return max(self.amount - self.off, 0)
        return max(self.amount - self.off - self.in_units, 0)


def remaining_of(line: Line, discounts: ByLine, paid_by_units: ByWallet) -> Remaining:
    if line.number not in discounts and not paid_by_units and not line.returned:
        return Remaining(line, line.amount, 0, 0, line.amount <= 0 and _is_gone(line))
    returned = line.returned_part

    def rest(part: int) -> int:
        return part - part_returned(part, *returned)

    return Remaining(
        line,
        line.amount - line.returned,
        sum(rest(minor) for minor in discounts.get(line.number, {}).values()),
        sum(rest(by_line.get(line.number, 0)) for by_line in paid_by_units.values()),
        returned[0] >= returned[1],
    )


def _is_gone(line: Line) -> bool:
    returned, bought = line.returned_part
    return returned >= bought


def counted_of(
    remaining: list[Remaining], program: Program, frozen: Frozen
) -> tuple[list[Remaining], tuple[LineLeftOut, ...]]:
    counted, left_out = [], []
    for part in remaining:
        if is_fee(program, part.line):
            left_out.append(LineLeftOut(part.line.number, part.line.amount, "plan_fee"))
        elif never_counts(program, part.line, frozen.person):
            left_out.append(LineLeftOut(part.line.number, part.line.amount, "never"))
        elif part.line.gift_card:
            left_out.append(LineLeftOut(part.line.number, part.line.amount, "gift_card"))
        else:
            counted.append(part)
    return counted, tuple(left_out)
