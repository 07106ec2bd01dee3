"""Coupons: what a code gives on an order, to whom, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kopilka.engine.program.conditions import Condition, LineSelector
from kopilka.engine.program.model import MoneyOff, Percent, Text
from kopilka.engine.program.sections.declaring import Section, word
from kopilka.engine.program.sections.kinds import (
    CONDITION,
    DAY,
    DURATION,
    FLAG,
    ID,
    LINES,
    MONEY,
    OFF,
    OWN_ID,
    TEXT,
    UNITS,
    WORD,
    counts,
    named,
)
from kopilka.values.codes import normalised
from kopilka.values.periods import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponLimits:
    """How many uses at most; each is counted where it bounds. None: any number."""

    total: int | None = None
    per_member: int | None = None
    per_day: int | None = None  # of the program's zone, over all members
    per_order: int = 1  # codes of this coupon on one order
    per_code: int | None = 1  # of a series


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """Either one `code` for everybody or a `series` of generated ones; either `give` or `units`."""

    id: str = word(OWN_ID, "Under this name its discount stands on orders.")
    name: Text = word(TEXT, "As members read it.", "", "its id")
    code: str = word(WORD, "One code for everybody; case, dashes and spaces do not matter.", "")
    series: bool = word(FLAG, "Its codes are generated, each with uses of its own.", False)
    give: Percent | MoneyOff | None = word(OFF, "What comes off the order.", None)
    wallet: str = word(named("wallet"), "Where `units` go.", "", "the only one")
    units: int = word(UNITS, "Earned with the order, and taken back with it.", 0)
    lane: str = word(
        ID, "As of a [discount](#a-discount): lanes add up, in a lane the best wins.", "coupons"
    )
    when: Condition | None = word(CONDITION, "Only such orders.", None)
    lines: LineSelector | None = word(LINES, "Only these lines.", None, "all lines")
    except_: LineSelector | None = word(LINES, "Not these lines.", None)
    min_total: int = word(MONEY, "The least `order.total`, before discounts.", 0)
    from_: date | None = word(DAY, "The first day it counts.", None, "always")
    until: date | None = word(DAY, "The first day it no longer counts.", None, "for ever")
    limits: CouponLimits = word(
        counts(CouponLimits),
        "The most uses: `total`, `per_member`, `per_day` of all members, `per_order`, "
        "and `per_code` of a series.",
        CouponLimits(),
        "one `per_order`, one `per_code`",
    )
    give_on: str = word(
        WORD,
        "Event that gives the member a code of the series: `member.joined`, or any that "
        "the shop reports.",
        "",
    )
    valid_for: Duration | None = word(
        DURATION, "How long a code given to a member counts.", None, "as the coupon"
    )

    @property
    def text(self) -> str:
        """The shared code as it is looked up; "" of a series."""
        return normalised(self.code)

    @property
    def alike(self) -> str:
        """What no two coupons may have in common."""
        return self.text or self.id

    def counts_on(self, day: date) -> bool:
        return not (self.from_ and day < self.from_) and not (self.until and day >= self.until)

    def faults(self) -> Iterator[tuple[str, str]]:
        if bool(self.code) == self.series:
            yield "code", "code_or_series"
        elif not self.series and not 3 <= len(self.text) <= 64:
            yield "code", "bad_code"
        if (self.give is None) == (not self.units):
            yield "give", "give_or_units"
        if not self.series and (self.give_on or self.valid_for):
            yield "give_on" if self.give_on else "valid_for", "only_of_series"
        if self.from_ and self.until and self.until <= self.from_:
            yield "until", "ends_before_start"
        if self.limits.per_order > 1 and isinstance(self.give, Percent):
            yield "limits", "one_percent"


COUPONS = Section("coupons", "coupon", Coupon, "coupons and promo codes.")
