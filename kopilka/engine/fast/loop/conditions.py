"""Whether a condition holds."""

from __future__ import annotations

from kopilka.engine.fast.codes import AND, ATOM, NOT, OR, TRUE
from kopilka.engine.fast.compiled import compiled
from kopilka.engine.fast.shapes import Ints, Tables


@compiled
def holds(start: int, end: int, tables: Tables, facts: Ints) -> bool:
    """The expression's value; its stack is the bits of one number."""
    stack = 1
    for place in range(start, end):
        op = tables.ops[place]
        if op.code == ATOM:
            stack = stack * 2 + int(_atom_holds(op.atom, tables, facts))
        elif op.code == AND:
            stack = (stack >> 1) & (stack | ~1)
        elif op.code == OR:
            stack = (stack >> 1) | (stack & 1)
        elif op.code == NOT:
            stack = stack ^ 1
        else:
            stack = stack * 2 + int(op.code == TRUE)
    return stack & 1 == 1


@compiled
def _atom_holds(place: int, tables: Tables, facts: Ints) -> bool:
    atom = tables.atoms[place]
    value = facts[atom.fact]
    for i in range(atom.interval, atom.interval_end):
        if tables.intervals[i].low <= value < tables.intervals[i].high:
            return atom.negated == 0
    return atom.negated == 1
