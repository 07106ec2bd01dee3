"""The award that applies."""

from __future__ import annotations

from kopilka.engine.fast.codes import BRACKETS, BY_TIER, ELIGIBLE, SINGLE
from kopilka.engine.fast.compiled import compiled
from kopilka.engine.fast.shapes import Ints, Tables


@compiled
def choose(place: int, rank: int, eligible: int, tables: Tables, facts: Ints) -> int:
    """The place of the award that applies, or -1."""
    give = tables.gives[place]
    if give.kind == SINGLE:
        return tables.steps[give.step].award
    if give.kind == BY_TIER:
        return tables.steps[give.step + rank].award
    chosen = -1
    if give.kind == BRACKETS:
        reached = eligible if give.fact == ELIGIBLE else facts[give.fact]
        for step in range(give.step, give.step_end):
            if tables.steps[step].start <= reached:
                chosen = tables.steps[step].award
    return chosen
