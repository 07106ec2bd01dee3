"""Which lines of an order a rule may look at."""

from __future__ import annotations

from collections.abc import Callable

from kopilka.engine.facts import Line, Person
from kopilka.engine.program.conditions import LineSelector, LineTest
from kopilka.engine.program.model import Program


def selects(selector: LineSelector | None, line: Line, person: Person) -> bool:
    """Every included test fits, and not all of the excluded ones."""
    if selector is None:
        return True
    if not all(_fits(test, line, person) for test in selector.include):
        return False
    return not (selector.exclude and all(_fits(test, line, person) for test in selector.exclude))


def never_counts(program: Program, line: Line, person: Person) -> bool:
    return program.never is not None and selects(program.never, line, person)


def _fits(test: LineTest, line: Line, person: Person) -> bool:
    return _FITS[test.field](line, person, test.values)


Values = tuple[str | bool, ...]
_FITS: dict[str, Callable[[Line, Person, Values], bool]] = {
    "sku": lambda line, _, values: line.sku in values,
    "category": lambda line, _, values: any(each in values for each in line.categories),
    "brand": lambda line, _, values: line.brand in values,
    "tag": lambda line, _, values: any(each in values for each in line.tags),
    "vendor": lambda line, _, values: line.vendor in values,
    "discounted": lambda line, _, values: line.discounted in values,
    "gift-card": lambda line, _, values: line.gift_card in values,
    "member.favourites": lambda line, person, values: (
        any(each in person.favourites for each in line.categories) in values
    ),
}
LINE_FIELDS = tuple(_FITS)
