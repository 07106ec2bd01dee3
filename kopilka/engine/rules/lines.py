"""Which lines of an order a rule may look at."""

from __future__ import annotations

from collections.abc import Callable

from kopilka.engine.facts import Line, Person
from kopilka.engine.program.conditions import LineSelector, LineTest
from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.plans import plan_sold_as


def selects(selector: LineSelector | None, line: Line, person: Person) -> bool:
    """Every included test fits, and not all of the excluded ones."""
    if selector is None:
        return True
    if not _fits_all(selector.include, line, person):
        return False
    return not (selector.exclude and _fits_all(selector.exclude, line, person))


def never_counts(program: Program, line: Line, person: Person) -> bool:
    """By the program's `never`; and the fee of a plan, which is no shopping."""
    if is_fee(program, line):
        return True
    return program.never is not None and selects(program.never, line, person)


def is_fee(program: Program, line: Line) -> bool:
    return bool(program.sections) and plan_sold_as(program, line.sku) is not None


def _fits_all(tests: tuple[LineTest, ...], line: Line, person: Person) -> bool:
    for test in tests:  # noqa: SIM110 - the hottest loop there is; a generator costs twice
        if not _FITS[test.field](line, person, test.values):
            return False
    return True


Values = tuple[str | bool, ...]


def _in_category(line: Line, _: Person, values: Values) -> bool:
    for each in line.categories:  # noqa: SIM110 - likewise
        if each in values:
            return True
    return False


_FITS: dict[str, Callable[[Line, Person, Values], bool]] = {
    "sku": lambda line, _, values: line.sku in values,
    "category": _in_category,
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
