"""What requests carry. Unknown fields are refused; amounts are decimals, as text or numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kopilka.fronts.api.asked.fields import (
    CARD,
    EVENT_NAME,
    TEXT,
    Amount,
    Birthday,
    Count,
    Currency,
    Flag,
    HoldId,
    Id,
    Moment,
    Number,
    OuterId,
    Quantity,
    Share,
    ShopCode,
    Units,
    Word,
)

Name = Annotated[str, Field(max_length=200, pattern=TEXT)]
Email = Annotated[str, Field(max_length=254, pattern=TEXT)]
Phone = Annotated[str, Field(max_length=40, pattern=TEXT)]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=TEXT)]
Words = Annotated[list[Word], Field(max_length=50)]
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=TEXT)]
Fingerprint = Annotated[str, Field(max_length=64, pattern=TEXT)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewMember(Body):
    external_id: OuterId = ""
    name: Name = ""
    email: Email = ""
    phone: Phone = ""
    birthday: Birthday | None = None
    segments: Words = []
    favourites: Words = []


class MemberChange(Body):
    name: Name | None = None
    email: Email | None = None
    phone: Phone | None = None
    birthday: Birthday | None = None
    plan: Annotated[str, Field(max_length=64, pattern=TEXT)] | None = None
    segments: Words | None = None
    favourites: Words | None = None


class NewCard(Body):
    number: Annotated[str, Field(max_length=32, pattern=CARD)] = ""


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
    gift_card: Flag = False
    returned: Returned | None = None


class LineDiscount(Body):
    """A fact: the shop took `amount` off line `line` (1, 2, …) because of `discount`."""

    line: Annotated[Count, Field(ge=1, le=1000)]
    discount: Id
    amount: Amount


class Redeemed(Body):
    wallet: Id
    units: Annotated[Units, Field(ge=1)]
    hold: Annotated[str, Field(max_length=64, pattern=TEXT)] = ""


class Cart(Body):
    """An order that is about to be placed; `claims` of rewards that it is to use."""

    member: Id
    shop: ShopCode = "main"
    order: Id
    currency: Currency
    lines: Annotated[list[OrderLine], Field(min_length=1, max_length=1000)]
    delivery: Amount = Decimal(0)
    channel: Word = ""
    payment: Word = ""
    codes: Annotated[list[Code], Field(max_length=10)] = []
    claims: Annotated[list[Id], Field(max_length=20)] = []


class QuoteWish(Cart):
    redeem: dict[Id, Annotated[Units, Field(ge=1)]] = {}


class HoldWish(Cart):
    """`id` is the hold's own, unique for ever; `minutes` until it runs out.

    `fingerprint` of the quote: refused as `price_changed` when that would be another by now.
    Without a wallet it reserves the uses of the codes alone.
    """

    id: HoldId
    wallet: Id | None = None
    units: Units = 0
    fingerprint: Fingerprint = ""
    minutes: Annotated[Count, Field(ge=1, le=24 * 60)] = 30


class HoldEnd(Body):
    member: Id
    fingerprint: Fingerprint = ""


class OrderState(Body):
    """The whole order as it is now, what came back included."""

    member: Id | None = None
    currency: Currency
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
    revision: Annotated[str, Field(max_length=64, pattern=TEXT)] = ""


Fact = Annotated[Flag | Word | Number, Field(union_mode="left_to_right")]


class NewEvent(Body):
    id: Id
    name: Annotated[str, Field(pattern=EVENT_NAME)]
    member: Id
    at: Moment
    fields: Annotated[dict[Word, Fact], Field(max_length=50)] = {}


class Adjustment(Body):
    """`id` is its own, unique for ever; `units` below zero deduct."""

    id: Id
    wallet: Id
    units: Units
    reason: Reason


class TierFloor(Body):
    """`tier` "" takes the floor away; no `until`: for ever."""

    tier: Annotated[str, Field(max_length=64, pattern=TEXT)]
    until: Moment | None = None
    reason: Reason


class ProgramText(Body):
    text: Annotated[str, Field(min_length=1, max_length=256 * 1024)]


class NewVersion(ProgramText):
    starts_at: Moment | None = None


class SimulationWish(Body):
    text: Annotated[str, Field(max_length=256 * 1024)] = ""
    redeem: Literal["never", "asap"] | Share = "asap"
    margin: Annotated[Share, Field(ge=Decimal("0.001"))] | None = None
