"""What rules and discounts give, as arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kopilka.engine.fast.codes import BRACKETS, BY_TIER, ELIGIBLE, NONE, SINGLE, TOTAL
from kopilka.engine.fast.conditions import Conditions
from kopilka.engine.program.model import Award, Brackets, ByName, Give, Program

Write = Callable[[Award], tuple[int, int, int]]
"""An award to (kind, part, of)."""


@dataclass(slots=True)
class Gives:
    conditions: Conditions
    gives: list[tuple[int, int, int, int]] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)
    awards: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, give: Give | None, write: Write) -> int:
        start = len(self.steps)
        kind, fact = self._write(give, write)
        self.gives.append((kind, fact, start, len(self.steps)))
        return len(self.gives) - 1

    def _write(self, give: Give | None, write: Write) -> tuple[int, int]:
        if give is None:
            return NONE, -1
        if isinstance(give, Brackets):
            self._steps([(start, award) for start, award in give.steps], write)
            return BRACKETS, self._looked_at(give)
        if not isinstance(give, ByName):
            self._steps([(0, give)], write)
            return SINGLE, -1
        return self._by_name(give, write)

    def _by_name(self, give: ByName, write: Write) -> tuple[int, int]:
        """A history knows tiers; its members have no plan and no segment."""
        if give.by == "member.tier":
            self._steps([(0, give.gives.get(name)) for name in tiers_of(self.program)], write)
            return BY_TIER, -1
        only = give.gives.get("") if give.by == "member.plan" else None
        if only is None:
            return NONE, -1
        self._steps([(0, only)], write)
        return SINGLE, -1

    @property
    def program(self) -> Program:
        return self.conditions.program

    def _steps(
        self, steps: list[tuple[int, Award]] | list[tuple[int, Award | None]], write: Write
    ) -> None:
        for start, award in steps:
            place = -1
            if award is not None:
                place = len(self.awards)
                self.awards.append(write(award))
            self.steps.append((start, place))

    def _looked_at(self, give: Brackets) -> int:
        if give.by in ("order.eligible", "order.total"):
            return ELIGIBLE if give.by == "order.eligible" else TOTAL
        spend = self.conditions.spend_fact(give.over)
        return spend if give.by == "member.spend" else spend + 1


def tiers_of(program: Program) -> list[str]:
    """By rank; without tiers a member's is none."""
    return [level.id for level in program.tiers.levels] if program.tiers else [""]
