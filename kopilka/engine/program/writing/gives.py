"""Writing what a rule gives: the fields `give` and `by`."""

from __future__ import annotations

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
from kopilka.engine.program.writing.plain import Plain, money, percent, units


def write_give(give: Give, scale: int, currency: str) -> dict[str, Plain | None]:
    """`scale`: smallest units in one unit of the wallet; of no matter for discounts."""
    if isinstance(give, Brackets):
        return _brackets(give, scale, currency)
    if isinstance(give, ByName):
        named = {name: write_award(award, scale, currency) for name, award in give.gives.items()}
        return {"by": give.by, "give": named}
    return {"give": write_award(give, scale, currency)}


def _brackets(give: Brackets, scale: int, currency: str) -> dict[str, Plain | None]:
    counts = give.by == "member.orders"
    steps: list[Plain] = [
        {
            "from": start if counts else money(start, currency),
            "give": write_award(award, scale, currency),
        }
        for start, award in give.steps
    ]
    by: Plain | None = None if give.by == "order.eligible" else give.by
    if give.over is not None:
        by = {give.by: {"over": str(give.over)}}
    return {"by": by, "give": steps}


def write_award(award: Award, scale: int, currency: str) -> Plain:
    if isinstance(award, Percent):
        return percent(award.rate)
    if isinstance(award, PerSum):
        return f"{units(award.units, scale)} per {money(award.sum_minor, currency)}"
    if isinstance(award, MoneyOff):
        return money(award.minor, currency)
    assert isinstance(award, Units)
    return units(award.units, scale)
