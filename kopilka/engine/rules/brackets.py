"""From a rule's `give` to the one award that applies."""

from __future__ import annotations

from fractions import Fraction

from kopilka.engine.program.model import (
    Award,
    Brackets,
    ByName,
    Give,
    MoneyOff,
    Percent,
    PerSum,
    Units,
)
from kopilka.engine.rules.world import World, counted_over


def choose(give: Give, world: World, eligible: int) -> Award | None:
    """None where no bracket is reached or no name matches; `eligible` is minor money."""
    if isinstance(give, Brackets):
        reached = _looked_at(give, world, eligible)
        fitting = [award for start, award in give.steps if start <= reached]
        return fitting[-1] if fitting else None
    if isinstance(give, ByName):
        return _by_name(give, world)
    return give


def _looked_at(give: Brackets, world: World, eligible: int) -> int:
    if give.by == "order.eligible":
        return eligible
    if give.by == "order.total":
        return world.total
    spend, orders = counted_over(world, give.over)
    return spend if give.by == "member.spend" else orders


def _by_name(give: ByName, world: World) -> Award | None:
    person = world.frozen.person
    if give.by == "member.tier":
        return give.gives.get(world.frozen.tier or "")
    if give.by == "member.plan":
        return give.gives.get(person.plan)
    return next((give.gives[name] for name in person.segments if name in give.gives), None)


def written(award: Award | None) -> str:
    """As the program file writes it: `5%`, `1 per 10`, `50`; smallest units and minor money."""
    if isinstance(award, Percent):
        return f"{_plain(award.rate * 100)}%"
    if isinstance(award, PerSum):
        return f"{award.units} per {award.sum_minor}"
    if isinstance(award, Units):
        return str(award.units)
    return f"{award.minor} off" if isinstance(award, MoneyOff) else ""


def _plain(number: Fraction) -> str:
    """A fraction as a short decimal, exact where it has one."""
    if number.denominator == 1:
        return str(number.numerator)
    return f"{float_free(number)}"


def float_free(number: Fraction, places: int = 4) -> str:
    whole = number.numerator * 10**places // number.denominator
    text = f"{whole:0{places + 1}d}"
    return f"{text[:-places]}.{text[-places:]}".rstrip("0").rstrip(".")
