"""The reward catalogue: what units can be claimed for, how much of it there is, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from kopilka.engine.program.conditions import LineSelector
from kopilka.engine.program.model import Award, Program, Text
from kopilka.engine.program.sections.declaring import Section, word
from kopilka.engine.program.sections.kinds import (
    COUNT,
    DAY,
    DURATION,
    ID,
    LINES,
    MONEY,
    OFF,
    TEXT,
    UNITS,
    choice,
    named,
    several,
)
from kopilka.values.periods import Duration, start_of_day

KINDS = ("discount", "gift", "product", "free_delivery", "experience", "donation")
LANE = "rewards"
"""The lane of discounts that were claimed, after all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """`price`: smallest units of the wallet; `value`: minor money; days are local."""

    id: str = word(ID, "What a claim names.")
    name: Text = word(TEXT, "As members read it.", "", "its id")
    kind: str = word(choice(*KINDS), "What is had. A `discount` is taken off an order.")
    wallet: str = word(named("wallet"), "Whose units pay for it.", "", "the only one")
    price: int = word(UNITS, "What one costs.")
    stock: int | None = word(
        COUNT, "How many there are, all members together; a cancelled claim puts one back.", None
    )
    per_member: int | None = word(COUNT, "How many one member can claim …", None)
    in_: Literal["day", "week", "month", "year"] | None = word(
        choice("day", "week", "month", "year"), "… in each such calendar period.", None, "ever"
    )
    from_: date | None = word(DAY, "The first day on which it can be claimed.", None)
    until: date | None = word(DAY, "The first day on which it no longer can.", None)
    tiers: tuple[str, ...] = word(several(named("tier")), "Only members of these tiers.", ())
    valid_for: Duration | None = word(
        DURATION, "A claim lapses at the end of the day that comes so long after it.", None, "ever"
    )
    on_lapse: Literal["lost", "given_back"] = word(
        choice("lost", "given_back"), "What becomes of the units of a claim that lapsed.", "lost"
    )
    value: int = word(MONEY, "What one is worth in money, for reports.", 0)
    give: Award | None = word(OFF, "What a discount takes off the lines; it alone has one.", None)
    lines: LineSelector | None = word(LINES, "The lines that a discount is for.", None, "all")
    pieces: int | None = word(
        COUNT, "So many pieces of these lines are discounted, the dearest first.", None, "all"
    )

    def faults(self) -> list[tuple[str, str]]:
        found = []
        if not self.price:
            found.append(("price", "not_positive"))
        if (self.kind == "discount") != (self.give is not None):
            found.append(("give", "give_of_discounts"))
        if self.from_ is not None and self.until is not None and self.until <= self.from_:
            found.append(("until", "ends_before_it_starts"))
        if self.in_ is not None and self.per_member is None:
            found.append(("in", "period_of_nothing"))
        return found

    def starts_at(self, zone: ZoneInfo) -> datetime | None:
        return None if self.from_ is None else start_of_day(self.from_, zone)

    def ends_at(self, zone: ZoneInfo) -> datetime | None:
        return None if self.until is None else start_of_day(self.until, zone)


REWARDS = Section("rewards", "reward", Reward, "the reward catalogue.", neutral=True)


def rewards_of(program: Program) -> tuple[Reward, ...]:
    return program.entries(REWARDS.word)


def find_reward(program: Program, reward_id: str) -> Reward | None:
    return next((each for each in rewards_of(program) if each.id == reward_id), None)


def wallet_of(reward: Reward, program: Program) -> str:
    return reward.wallet or next(iter(program.wallets))
