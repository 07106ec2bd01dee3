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


def decode_record(text: str) -> OrderRecord:
    return _RECORD.decode(text)


def decode_tier(text: str) -> TierStanding:
    return _TIER.decode(text) if text else TierStanding()


def decode_plain(text: str) -> Any:
    return _PLAIN.decode(text)
