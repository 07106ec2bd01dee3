"""Engine values to JSON text and back: what the database keeps of an order."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec

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


_ALWAYS = frozenset(
    ["amount", "number", "version", "tier", "spend", "orders", "person", "lines", "stated"]
)


def encode_record(record: OrderRecord) -> str:
    """Without what is empty anyway: a record of ten lines takes a fifth of the room."""
    plain = msgspec.to_builtins(record, enc_hook=_encode_rest, str_keys=True)
    return _ENCODER.encode(_lean(plain)).decode()


def _lean(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _lean(part)
            for name, part in value.items()
            if (part and not (name == "quantity" and part == "1"))
            or (name in _ALWAYS and not (name == "stated" and part is None))
        }
    if isinstance(value, list | tuple):
        return [_lean(part) for part in value]
    return value


def decode_record(text: str) -> OrderRecord:
    return _RECORD.decode(text)


def decode_tier(text: str) -> TierStanding:
    return _TIER.decode(text) if text else TierStanding()


def decode_plain(text: str) -> Any:
    return _PLAIN.decode(text)
