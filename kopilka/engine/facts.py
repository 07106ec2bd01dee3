"""What a shop tells about an order and a member, as frozen values.

Money is minor units, tax included. Every instant is an aware UTC datetime.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order. `number` names it for ever; `amount` is quantity × the shelf price."""

    number: int
    amount: int
    quantity: Fraction = Fraction(1)
    sku: str = ""
    categories: tuple[str, ...] = ()
    brand: str = ""
    tags: tuple[str, ...] = ()
    vendor: str = ""
    list_amount: int | None = None  # at the list price; the line is discounted when it is higher
    min_amount: int = 0  # discounts and units together never go below it
    gift_card: bool = False
    returned: int = 0  # of `amount`, so far; a line of amount 0 counts in `returned_quantity`
    returned_quantity: Fraction = Fraction(0)

    @property
    def discounted(self) -> bool:
        return self.list_amount is not None and self.amount < self.list_amount

    @property
    def returned_part(self) -> tuple[int, int]:
        """(returned, bought) in the terms that shares of this line are returned by."""
        if self.amount:
            return self.returned, self.amount
        scale = self.quantity.denominator * self.returned_quantity.denominator
        return int(self.returned_quantity * scale), int(self.quantity * scale)


@dataclass(frozen=True, slots=True)
class StatedDiscount:
    """A fact: the shop took `minor` off line `line` because of `discount`."""

    line: int
    discount: str
    minor: int


@dataclass(frozen=True, slots=True)
class Redemption:
    """Units that the order is paid with; `hold` names the hold that reserved them, if any."""

    wallet: str
    units: int
    hold: str = ""


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What a code is on an order. `coupon` "": there is no such code; `refusal` "": it counts.

    `used`: the order has taken one of its uses.
    """

    coupon: str = ""
    refusal: str = ""
    used: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """The latest whole snapshot of an order, returns included."""

    shop: str
    id: str
    placed_at: datetime
    lines: tuple[Line, ...]
    paid_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    returned_at: datetime | None = None  # when the latest return happened
    delivery: int = 0
    channel: str = ""
    payment: str = ""
    stated: tuple[StatedDiscount, ...] | None = None  # None: quote first, take that quote's
    redeemed: tuple[Redemption, ...] = ()
    claims: tuple[str, ...] = ()  # of rewards, that it uses
    revision: str = ""
    codes: tuple[str, ...] = ()  # normalised

    @property
    def key(self) -> str:
        """The permanent business id within a merchant."""
        return f"{self.shop}/{self.id}"

    @property
    def live(self) -> bool:
        return self.cancelled_at is None

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Event:
    """Anything that happened by name: `review.approved`. `id` is unique within its source."""

    id: str
    name: str
    at: datetime
    fields: Mapping[str, str | bool | Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """What the rules may know of a member."""

    birthday: date | None = None
    since: datetime | None = None  # joined
    segments: tuple[str, ...] = ()
    plan: str = ""
    favourites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frozen:
    """The context an order is decided in, frozen when it was placed, as known on arrival.

    Windowed sums are stored for the windows that the program in force asks about.
    """

    version: int  # of the program
    tier: str | None
    person: Person
    spend: int  # paid before this order, minor
    orders: int  # paid before this order
    over: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # window -> (spend, orders)
    limits_left: Mapping[str, int] = field(default_factory=dict)  # limit key -> left, at posting

    @property
    def number(self) -> int:
        """1 = the member's first."""
        return self.orders + 1


OrderState = Literal["placed", "paid", "cancelled"]
