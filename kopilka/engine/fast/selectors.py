"""Which lines each selector of a program takes: a bit of a mask for each, all lines at once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kopilka.engine.facts import Line, Person
from kopilka.engine.fast.codes import FIRST_SELECTOR, GONE, NEVER
from kopilka.engine.fast.shapes import Ints, Orders
from kopilka.engine.program.conditions import LineSelector, LineTest
from kopilka.engine.rules.lines import selects

Bools = NDArray[np.bool_]
_NOBODY = Person()


@dataclass(slots=True)
class Selectors:
    known: list[LineSelector] = field(default_factory=list)

    def add(self, selector: LineSelector | None) -> int:
        """The selector's bit, as a number with that bit alone; 0 for one that takes every line."""
        if selector is None or not (selector.include or selector.exclude):
            return 0
        if selector not in self.known:
            self.known.append(selector)
        return FIRST_SELECTOR << self.known.index(selector)


def mask_of(orders: Orders, selectors: Selectors, never: LineSelector | None) -> Ints:
    mask = np.zeros(len(orders.amount), dtype=np.int64)
    if never is not None:
        mask |= np.where(_taken(never, orders), NEVER, 0)
    if orders.gone is not None:
        mask |= np.where(orders.gone, GONE, 0)
    for place, selector in enumerate(selectors.known):
        mask |= np.where(_taken(selector, orders), FIRST_SELECTOR << place, 0)
    return mask


def _taken(selector: LineSelector, orders: Orders) -> Bools:
    """As `selects`: every test of `include`, and not all of `exclude`."""
    taken: Bools = np.ones(len(orders.amount), dtype=np.bool_)
    for test in selector.include:
        taken &= _fits(test, orders)
    if selector.exclude:
        left_out: Bools = np.ones(len(orders.amount), dtype=np.bool_)
        for test in selector.exclude:
            left_out &= _fits(test, orders)
        taken &= ~left_out
    return taken


def _fits(test: LineTest, orders: Orders) -> Bools:
    """Each different text is asked of the engine once."""
    columns = {"sku": orders.sku, "category": orders.category, "brand": orders.brand}
    codes = columns.get(test.field)
    alone = LineSelector((test,))
    if codes is None:
        return np.full(len(orders.amount), selects(alone, Line(1, 0), _NOBODY))
    fitting = np.zeros(len(orders.texts), dtype=np.bool_)
    asked = {"", *(value for value in test.values if isinstance(value, str))}
    for place, text in enumerate(orders.texts):
        if text in asked:
            fitting[place] = selects(alone, line_with(test.field, text), _NOBODY)
    return fitting[codes]


def line_with(name: str, text: str) -> Line:
    if name == "category":
        return Line(1, 0, categories=(text,) if text else ())
    return Line(1, 0, sku=text) if name == "sku" else Line(1, 0, brand=text)
