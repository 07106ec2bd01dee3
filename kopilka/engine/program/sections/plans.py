"""Paid memberships: what a plan costs and for how long, and the rights it brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kopilka.engine.program.model import Program, Text
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
    price: int = word(MONEY, "What a period costs, as members read it.", 0)
    trial: Duration | None = word(DURATION, "The first time may be tried for so long, free.", None)
    grace: Duration | None = word(
        DURATION, "Benefits go on so long after a period that was not renewed.", None, "0"
    )
    remind: Duration | None = word(
        DURATION, "The event `plan.ending` comes so long before the end.", None
    )
    starts: Literal["this_order", "next_order"] = word(
        choice("this_order", "next_order"),
        "Whether the order that buys it has its benefits already.",
        "next_order",
    )
    refund: Literal["pro_rata", "none"] = word(
        choice("pro_rata", "none"), "What is given back when it is cancelled at once.", "pro_rata"
    )
    wallet: str = word(named("wallet"), "Where the bonus goes.", "", "the first one")
    bonus: int = word(
        UNITS, "Given with each period paid for, taken back when its order is returned.", 0
    )
    perks: tuple[str, ...] = word(
        several(ID), "Rights that shops can ask for, such as `free-delivery`.", ()
    )

    def faults(self) -> list[tuple[str, str]]:
        return [] if self.period and self.period.count else [("period", "not_positive")]


PLANS = Section("plans", "plan", Plan, "paid memberships.")


def plan_of(program: Program, plan_id: str) -> Plan | None:
    return next((plan for plan in program.entries("plans") if plan.id == plan_id), None)


def plan_sold_as(program: Program, sku: str) -> Plan | None:
    """The plan that a line with this article buys."""
    if not sku:
        return None
    return next((plan for plan in program.entries("plans") if plan.sku == sku), None)
