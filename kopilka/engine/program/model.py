"""The program as a typed value. The reader makes it; everything else only looks at it.

Amounts of money are minor units of the program's currency; amounts of a wallet are its smallest
units (10 ** decimals to one unit); rates are exact fractions (5 % is 1/20).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from kopilka.engine.program.conditions import Condition, LineSelector
from kopilka.values.money import minor_exponent
from kopilka.values.periods import Duration, RoundTo
from kopilka.values.rounding import Rounding

Text = str | Mapping[str, str | tuple[str, ...]]
"""One string, or by language; a name counted by number has its plural forms as a tuple."""


# ------------------------------------------------------------------ wallets


@dataclass(frozen=True, slots=True)
class Pending:
    """How long an award waits: `wait` from its posting; or from the event `after`, at most."""

    wait: Duration | None = None
    after: str | None = None  # "order.delivered"
    at_most: Duration | None = None  # counted from the posting


@dataclass(frozen=True, slots=True)
class Expiry:
    """Counted from the moment of becoming available; the lot lapses at the end of that local day.

    `after` None and `inactive` None: never. `inactive`: counted anew from the member's last order.
    """

    after: Duration | None = None
    round: RoundTo | None = None
    inactive: Duration | None = None


@dataclass(frozen=True, slots=True)
class ShareOfOrder:
    share: Fraction
    lines: LineSelector | None = None  # None: every line that no earlier entry took


@dataclass(frozen=True, slots=True)
class RedeemTerms:
    min_balance: int = 0
    max_share: tuple[ShareOfOrder, ...] = (ShareOfOrder(Fraction(1)),)
    step: int = 1
    exclude: LineSelector | None = None


@dataclass(frozen=True, slots=True)
class WalletLimits:
    earned_per_day: int | None = None
    balance: int | None = None  # counts pending and held units too


@dataclass(frozen=True, slots=True)
class Wallet:
    id: str
    kind: Literal["points", "money", "stamps"] = "points"
    name: Text = ""
    decimals: int = 0
    worth: Fraction = Fraction(1)  # currency (major units) that one whole unit pays for
    rounding: Rounding = Rounding.DOWN
    pending: Pending = Pending()
    expires: Expiry = Expiry()
    redeem: RedeemTerms = RedeemTerms()
    debt_limit: int | None = None  # None: any debt is allowed; 0: forgiven
    restore_grace: Duration | None = None  # None: given back after its date, comes back lapsed
    limits: WalletLimits = WalletLimits()

    @property
    def scale(self) -> int:
        """Smallest units in one unit."""
        scale: int = 10**self.decimals
        return scale

    def minor_per_unit(self, currency: str) -> Fraction:
        """Minor money that one smallest unit of this wallet pays for."""
        return _minor_per_unit(self.worth, self.scale, currency)


@lru_cache(maxsize=1024)
def _minor_per_unit(worth: Fraction, scale: int, currency: str) -> Fraction:
    minor: int = 10 ** minor_exponent(currency)
    return Fraction(worth * minor, scale)


# ------------------------------------------------------------------ gives


@dataclass(frozen=True, slots=True)
class Percent:
    rate: Fraction  # of the value


@dataclass(frozen=True, slots=True)
class Units:
    units: int  # smallest units of the wallet


@dataclass(frozen=True, slots=True)
class PerSum:
    """`1 per 10`: so many units for each full sum of the base."""

    units: int
    sum_minor: int


@dataclass(frozen=True, slots=True)
class MoneyOff:
    """A fixed sum, for discounts only."""

    minor: int


Award = Percent | Units | PerSum | MoneyOff


@dataclass(frozen=True, slots=True)
class Brackets:
    """The last bracket whose `start` the fact `by` has reached gives for the whole order.

    `start` is minor money for sums and a plain number for counts (`member.orders`).
    """

    by: str  # order.eligible | order.total | member.spend | member.orders
    steps: tuple[tuple[int, Award], ...]
    over: Duration | Literal["calendar_year"] | None = None  # window of member.spend


@dataclass(frozen=True, slots=True)
class ByName:
    """`by: member.tier, give: {silver: 7%, gold: 10%}`."""

    by: str
    gives: Mapping[str, Award]


Give = Award | Brackets | ByName


# ------------------------------------------------------------------ earn


@dataclass(frozen=True, slots=True)
class RuleLimit:
    """At most `times` awards or `units` units for each combination of `per`, in each `period`."""

    times: int | None = None
    units: int | None = None
    per: tuple[str, ...] = ("member",)  # member | event.<field> | shop; () = the whole program
    period: Literal["day", "week", "month", "year"] | None = None  # local calendar; None = ever


@dataclass(frozen=True, slots=True)
class EarnRule:
    id: str
    on: str  # order.paid, or the name of any event
    wallet: str
    give: Give | None = None  # either give …
    multiply: Fraction | None = None  # … or multiply
    multiply_of: tuple[str, ...] | None = None  # None: every per-cent and `per` award of the wallet
    when: Condition | None = None
    lines: LineSelector | None = None
    base: Literal["paid", "before_discounts", "with_redeemed"] = "paid"
    best_of: str | None = None
    limits: tuple[RuleLimit, ...] = ()
    pending: Pending | None = None  # None: the wallet's
    expires: Expiry | None = None
    on_return: Literal["recount", "share"] = "recount"
    name: Text = ""


# ------------------------------------------------------------------ tiers


@dataclass(frozen=True, slots=True)
class TierMeasure:
    kind: Literal["spend", "orders", "earned"]
    wallet: str | None = None  # for earned


@dataclass(frozen=True, slots=True)
class Window:
    kind: Literal["rolling", "lifetime", "calendar_year"] = "lifetime"
    length: Duration | None = None  # for rolling


@dataclass(frozen=True, slots=True)
class Validity:
    """For a length from the moment of reaching; or until a calendar end; neither: for ever."""

    length: Duration | None = None
    until: Literal["end_of_year", "end_of_next_year"] | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    id: str
    start: int  # the threshold: minor money, number of orders, or units
    or_single_order: int | None = None  # minor money
    perks: tuple[str, ...] = ()
    name: Text = ""


@dataclass(frozen=True, slots=True)
class TierTerms:
    by: TierMeasure
    levels: tuple[Tier, ...]  # rising thresholds; the first starts at 0
    window: Window = Window()
    valid: Validity = Validity()
    grace: Duration | None = None
    drop: Literal["one_step", "to_deserved"] = "one_step"

    def rank(self, tier_id: str | None) -> int:
        """Place in `levels`; an unknown or absent tier ranks as the first."""
        return next((i for i, tier in enumerate(self.levels) if tier.id == tier_id), 0)


# ------------------------------------------------------------------ discounts


@dataclass(frozen=True, slots=True)
class Discount:
    id: str
    give: Give
    lane: str
    when: Condition | None = None
    lines: LineSelector | None = None
    name: Text = ""


@dataclass(frozen=True, slots=True)
class Together:
    """How far discounts and units may go together on one order."""

    max_total: Fraction | None = None
    points_with: tuple[str, ...] | None = None  # lanes that units may be added to; None: all


Ruling = EarnRule | Discount
"""What has a condition, lines and a give."""


# ------------------------------------------------------------------ program


@dataclass(frozen=True, slots=True)
class Program:
    name: Text
    currency: str
    timezone: str
    wallets: Mapping[str, Wallet]
    earn: tuple[EarnRule, ...] = ()
    tiers: TierTerms | None = None
    discounts: tuple[Discount, ...] = ()
    together: Together = Together()
    never: LineSelector | None = None
    sections: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    perks: Mapping[str, Text] = field(default_factory=dict)  # names of what tiers and plans bring
    zone: ZoneInfo = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "zone", ZoneInfo(self.timezone))

    def entries(self, section: str) -> tuple[Any, ...]:
        """Of one of the sections that declare their words (engine.program.sections)."""
        return self.sections.get(section, ())

    def __hash__(self) -> int:
        """Cheap, so that tables prepared per program can be cached by it."""
        return hash((self.currency, self.timezone, len(self.earn), len(self.discounts)))


@dataclass(frozen=True, slots=True)
class Version:
    """A published program: immutable, in force from `starts_at` until the next one starts."""

    number: int
    starts_at: datetime  # aware, UTC
    program: Program
