"""The kinds of values that bodies are made of: each says its bounds once, and is used everywhere.

What only JSON's looseness would let through is refused: `true` for 1, `"1_000"`, an instant as a
number of seconds.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

OLDEST, LATEST = 1990, 2200
"""Years that facts and plans may lie in, the latter not included."""
OLDEST_BIRTH = 1900

# ------------------------------------------------------------------ numbers

_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?", re.ASCII)


def _number(value: Any) -> Any:
    """Written as JSON writes numbers, with or without quotes around it."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return Decimal(value)
    raise PydanticCustomError("not_a_number", "not a number")


LARGEST = Decimal("10000000000")
Amount = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, le=LARGEST, decimal_places=3, description="Money, tax included."),
]
Quantity = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=10**9, decimal_places=6)]
Number = Annotated[
    Decimal, BeforeValidator(_number), Field(ge=-(10**12), le=10**12, decimal_places=9)
]
Share = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=1, decimal_places=9)]
Units = Annotated[int, Field(strict=True, ge=-(10**12), le=10**12)]
Count = Annotated[int, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]

# ------------------------------------------------------------------ text

_CONTROL = r"\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
TEXT = rf"^[^{_CONTROL}]*$"
ID = rf"^[^\s/{_CONTROL}]+$"
OUTER_ID = rf"^([^\s{_CONTROL}]([^{_CONTROL}]*[^\s{_CONTROL}])?)?$"
CURRENCY = r"^[A-Z]{3}$"
EVENT_NAME = r"^[a-z][a-z0-9_.]{0,63}$"
CARD = r"^[0-9A-Za-z-]*$"

Text = Annotated[str, Field(pattern=TEXT)]
Word = Annotated[str, Field(max_length=128, pattern=TEXT)]
Id = Annotated[str, Field(min_length=1, max_length=128, pattern=ID)]
ShopCode = Annotated[str, Field(min_length=1, max_length=64, pattern=ID)]
HoldId = Annotated[str, Field(min_length=1, max_length=64, pattern=ID)]
OuterId = Annotated[str, Field(max_length=128, pattern=OUTER_ID)]
Currency = Annotated[str, Field(pattern=CURRENCY)]

# ------------------------------------------------------------------ time

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_AHEAD_OF_ALL = timedelta(hours=14)
"""It is a new day on the first island so much before it is one in UTC."""


def _written_instant(value: Any) -> Any:
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return value
    raise PydanticCustomError("not_an_instant", "not an instant")


def within_reason(at: datetime) -> datetime:
    """Raises for an instant whose arithmetic could leave the calendar, or that nobody means."""
    if at.year < OLDEST:
        raise PydanticCustomError("too_long_ago", "too long ago", {"at": at.isoformat()})
    if at.year >= LATEST:
        raise PydanticCustomError("too_far_ahead", "too far ahead", {"at": at.isoformat()})
    return at


def _written_day(value: Any) -> Any:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise PydanticCustomError("not_a_day", "not a day")


def _of_the_living(born: date, info: ValidationInfo) -> date:
    assert info.context is not None
    now: datetime = info.context["now"]
    if born.year < OLDEST_BIRTH:
        raise PydanticCustomError("too_long_ago", "too long ago", {"at": born.isoformat()})
    if born > (now + _AHEAD_OF_ALL).date():
        raise PydanticCustomError("in_the_future", "in the future", {"at": born.isoformat()})
    return born


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written_instant),
    AfterValidator(within_reason),
    Field(description=f"With its zone, from {OLDEST} to {LATEST - 1}."),
]
Birthday = Annotated[
    date,
    BeforeValidator(_written_day),
    AfterValidator(_of_the_living),
    Field(description=f"From {OLDEST_BIRTH} to today."),
]
