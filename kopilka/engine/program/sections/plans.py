"""Paid memberships: what a plan costs and for how long, and the rights it brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kopilka.engine.program.model import Text
from kopilka.engine.program.sections.declaring import Section, word
from kopilka.engine.program.sections.kinds import (
    DURATION,
    ID,
    MONEY,
    TEXT,
    UNITS,
    WORD,
    choice,
    named,
    several,
)
from kopilka.values.periods import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`price`: minor money a period. Its line on an order earns nothing and adds no spend."""

    id: str = word(ID, "What `member.plan` names.")
    name: Text = word(TEXT, "As members read it.", "", "its id")
    sku: str = word(WORD, "An order with this article starts the plan or extends it.", "")
    period: Duration = word(DURATION, "How long one payment lasts.")
    price: int = word(MONEY, "What a period costs; a pro-rata refund goes by it.", 0)
    grace: Duration | None = word(
        DURATION, "Benefits go on so long after a period that was not renewed.", None, "0"
    )
    starts: Literal["this_order", "next_order"] = word(
        choice("this_order", "next_order"),
        "Whether the order that buys it has its benefits already.",
        "next_order",
    )
    refund: Literal["pro_rata", "none"] = word(
        choice("pro_rata", "none"), "What is given back when it is cancelled at once.", "pro_rata"
    )
    wallet: str = word(named("wallet"), "Where the bonus goes.", "", "the only one")
    bonus: int = word(UNITS, "Given when a period begins, taken back when it is returned.", 0)
    perks: tuple[str, ...] = word(
        several(ID), "Rights that shops can ask for, such as `free-delivery`.", ()
    )

    def faults(self) -> list[tuple[str, str]]:
        return [] if self.period else [("period", "not_positive")]


PLANS = Section("plans", "plan", Plan, "paid memberships.")
