"""Engine values to JSON text and back: what the database keeps of an order."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Any

import msgspec

from kopilka.engine.facts import Frozen, Line, Order, Person
from kopilka.engine.standing import OrderRecord, TierStanding


def _encode_rest(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError(f"no JSON for {type(value)}")


def _decode_rest(type_: type, value: Any) -> Any:
    if type_ is Fraction:
        return Fraction(value)
    raise NotImplementedError(f"no {type_} from JSON")


_ENCODER = msgspec.json.Encoder(enc_hook=_encode_rest)
_RECORD = msgspec.json.Decoder(OrderRecord, dec_hook=_decode_rest)
_TIER = msgspec.json.Decoder(TierStanding, dec_hook=_decode_rest)
_PLAIN = msgspec.json.Decoder()


def encode(value: object) -> str:
    return _ENCODER.encode(value).decode()


class _Line(msgspec.Struct, omit_defaults=True):
    """An order's line as written; what is usual is left out. Records of ten lines halve by it."""

    number: int
    amount: int
    quantity: str = "1"
    sku: str = ""
    categories: tuple[str, ...] = ()
    brand: str = ""
    tags: tuple[str, ...] = ()
    vendor: str = ""
    list_amount: int | None = None
    min_amount: int = 0
    gift_card: bool = False
    returned: int = 0
    returned_quantity: str = "0"


def _line(line: Line) -> _Line:
    return _Line(
        line.number,
        line.amount,
        _text(line.quantity),
        line.sku,
        line.categories,
        line.brand,
        line.tags,
        line.vendor,
        line.list_amount,
        line.min_amount,
        line.gift_card,
        line.returned,
        _text(line.returned_quantity),
    )


def _text(fraction: Fraction) -> str:
    whole, parts = fraction.numerator, fraction.denominator
    return f"{whole}" if parts == 1 else f"{whole}/{parts}"


def encode_record(record: OrderRecord) -> str:
    """Without what is empty anyway."""
    plain = _filled(record, _RECORD_FIELDS)
    plain["order"] = _order(record.order)
    plain["frozen"] = _frozen(record.frozen)
    return _ENCODER.encode(plain).decode()


def _order(order: Order) -> dict[str, Any]:
    plain = _filled(order, _ORDER_FIELDS)
    plain["lines"] = [_line(line) for line in order.lines]
    if order.stated is not None:
        plain["stated"] = order.stated
    return plain


def _frozen(frozen: Frozen) -> dict[str, Any]:
    person = _filled(frozen.person, _PERSON_FIELDS)
    plain = {"version": frozen.version, "tier": frozen.tier, "person": person}
    plain |= {"spend": frozen.spend, "orders": frozen.orders}
    return plain | _filled(frozen, ("over", "limits_left"))


def _filled(value: object, names: tuple[str, ...]) -> dict[str, Any]:
    """Those of the fields that have something in them."""
    return {name: part for name in names if (part := getattr(value, name))}


def _names(kind: type, *but: str) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.name not in but)


_RECORD_FIELDS = _names(OrderRecord, "order", "frozen")
_ORDER_FIELDS = _names(Order, "lines", "stated")
_PERSON_FIELDS = _names(Person)


def decode_record(text: str) -> OrderRecord:
    return _RECORD.decode(text)


def decode_tier(text: str) -> TierStanding:
    return _TIER.decode(text) if text else TierStanding()


def decode_plain(text: str) -> Any:
    return _PLAIN.decode(text)
