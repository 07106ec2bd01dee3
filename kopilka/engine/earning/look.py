"""The order, or the event, as its rules see it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kopilka.engine.earning.remaining import Remaining
from kopilka.engine.facts import Event, Frozen, Line, Order
from kopilka.engine.program.model import EarnRule, Program
from kopilka.engine.rules.trace import LineLeftOut
from kopilka.engine.rules.world import World


@dataclass(slots=True)
class Look:
    """The order as its rules see it: worlds before and after what has been returned."""

    order: Order
    counted: list[Remaining]
    program: Program
    frozen: Frozen
    event: Event | None = None
    left_out: tuple[LineLeftOut, ...] = ()
    _worlds: dict[bool, World] = field(default_factory=dict)

    def world(self, rule: EarnRule) -> World:
        """`on_return: share` sees the whole order; `recount` what remains of it."""
        whole = rule.on_return == "share"
        if whole not in self._worlds:
            self._worlds[whole] = World(
                self.program,
                self.frozen,
                self.order.placed_at,
                self.order,
                total=sum([self._amount(line, whole) for line in self.order.lines]),
                total_after=sum([part.amount - part.off for part in self.counted]),
            )
        return self._worlds[whole]

    @staticmethod
    def _amount(line: Line, whole: bool) -> int:
        return line.amount if whole else line.amount - line.returned

    def eligible(self, rule: EarnRule, lines: list[Remaining]) -> int:
        whole = rule.on_return == "share"
        return sum([self._amount(part.line, whole) for part in lines])
