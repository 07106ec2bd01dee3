"""What requests carry. Unknown fields are refused; amounts are decimals, as text or numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field


def _no_flag(value: Any) -> Any:
    """`true` is not 1."""
    if isinstance(value, bool):
        raise ValueError("is a number, not true or false")
    return value


_LARGEST = Decimal("10000000000")
Amount = Annotated[
    Decimal,
    BeforeValidator(_no_flag),
    Field(ge=0, le=_LARGEST, decimal_places=3, description="Money, tax included."),
]
Quantity = Annotated[Decimal, BeforeValidator(_no_flag), Field(ge=0, le=10**9, decimal_places=6)]
Units = Annotated[int, BeforeValidator(_no_flag), Field(strict=True, ge=-(10**12), le=10**12)]
Id = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[^\s/\x00-\x1f]+$")]
Word = Annotated[str, Field(max_length=128)]
Code = Annotated[str, Field(min_length=1, max_length=64)]
Moment = AwareDatetime


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewMember(Body):
    external_id: Annotated[str, Field(max_length=128)] = ""
    name: Annotated[str, Field(max_length=200)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    birthday: date | None = None
    segments: Annotated[list[Word], Field(max_length=50)] = []
    favourites: Annotated[list[Word], Field(max_length=50)] = []


class MemberChange(Body):
    name: Annotated[str, Field(max_length=200)] | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    birthday: date | None = None
    plan: Word | None = None
    segments: Annotated[list[Word], Field(max_length=50)] | None = None
    favourites: Annotated[list[Word], Field(max_length=50)] | None = None


class NewCard(Body):
    number: Annotated[str, Field(max_length=32, pattern=r"^[0-9A-Za-z-]*$")] = ""


class Returned(Body):
    """What has come back of the line so far: its amount, or its quantity."""

    amount: Amount | None = None
    quantity: Quantity | None = None


class OrderLine(Body):
    """`amount` is for the whole quantity, at the shelf price, before discounts."""

    amount: Amount
    quantity: Quantity = Decimal(1)
    sku: Word = ""
    category: Word | Annotated[list[Word], Field(max_length=20)] = ""
    brand: Word = ""
    tags: Annotated[list[Word], Field(max_length=20)] = []
    vendor: Word = ""
    list_price: Amount | None = None
    min_price: Amount | None = None
    gift_card: bool = False
    returned: Returned | None = None


class LineDiscount(Body):
    """A fact: the shop took `amount` off line `line` (1, 2, …) because of `discount`."""

    line: Annotated[int, Field(ge=1, le=1000)]
    discount: Id
    amount: Amount


class Redeemed(Body):
    wallet: Id
    units: Annotated[Units, Field(ge=1)]
    hold: Annotated[str, Field(max_length=64)] = ""


class Cart(Body):
    """An order that is about to be placed; `claims` of rewards that it is to use."""

    member: Id
    shop: Id = "main"
    order: Id
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    lines: Annotated[list[OrderLine], Field(min_length=1, max_length=1000)]
    delivery: Amount = Decimal(0)
    channel: Word = ""
    payment: Word = ""
    codes: Annotated[list[Code], Field(max_length=10)] = []
    claims: Annotated[list[Id], Field(max_length=20)] = []


class QuoteWish(Cart):
    redeem: dict[str, Annotated[Units, Field(ge=1)]] = {}


class HoldWish(Cart):
    """`id` is the hold's own, unique for ever; `minutes` until it runs out.

    `fingerprint` of the quote: refused as `price_changed` when that would be another by now.
    Without a wallet it reserves the uses of the codes alone.
    """

    id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\s/]+$")]
    wallet: Id | None = None
    units: Units = 0
    fingerprint: Annotated[str, Field(max_length=64)] = ""
    minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30


class HoldEnd(Body):
    member: Id
    fingerprint: Annotated[str, Field(max_length=64)] = ""


class OrderState(Body):
    """The whole order as it is now, what came back included."""

    member: Id | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    placed_at: Moment
    paid_at: Moment | None = None
    delivered_at: Moment | None = None
    cancelled_at: Moment | None = None
    returned_at: Moment | None = None
    lines: Annotated[list[OrderLine], Field(min_length=1, max_length=1000)]
    total: Amount | None = None
    delivery: Amount = Decimal(0)
    channel: Word = ""
    payment: Word = ""
    discounts: Annotated[list[LineDiscount], Field(max_length=3000)] = []
    redeemed: Annotated[list[Redeemed], Field(max_length=10)] = []
    codes: Annotated[list[Code], Field(max_length=10)] = []
    claims: Annotated[list[Id], Field(max_length=20)] = []
    revision: Annotated[str, Field(max_length=64)] = ""


class NewEvent(Body):
    id: Id
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,63}$")]
    member: Id
    at: Moment
    fields: dict[Word, bool | Decimal | Word] = {}


class Adjustment(Body):
    """`id` is its own, unique for ever; `units` below zero deduct."""

    id: Id
    wallet: Id
    units: Units
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class TierFloor(Body):
    """`tier` "" takes the floor away; no `until`: for ever."""

    tier: Annotated[str, Field(max_length=64)]
    until: Moment | None = None
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class ProgramText(Body):
    text: Annotated[str, Field(min_length=1, max_length=256 * 1024)]


class NewVersion(ProgramText):
    starts_at: Moment | None = None


class SimulationWish(Body):
    text: Annotated[str, Field(max_length=256 * 1024)] = ""
    redeem: Literal["never", "asap"] | Annotated[float, Field(ge=0, le=1)] = "asap"
    margin: Annotated[float, Field(ge=0.001, le=1)] | None = None
