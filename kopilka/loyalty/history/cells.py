"""Single cells as people and exports write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f'"), None)
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(.*)")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
LARGEST = 10**13


def read_money(cell: object, exponent: int) -> int:
    """Minor units from `1 234,50`, `1,234.50` or a number; raises ValueError with the reason."""
    if isinstance(cell, float):
        return _from_float(cell, exponent)
    text = str(cell).translate(_SPACES)
    if "," in text and "." in text:
        text = text.replace(",", "")
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"{str(cell)[:40]!r} is not an amount") from None
    minor = amount.scaleb(exponent) if amount.is_finite() else Decimal("NaN")
    if not minor.is_finite() or abs(minor) > LARGEST:
        raise ValueError(f"{str(cell)[:40]!r} is not an amount")
    if minor < 0:
        raise ValueError(f"{str(cell)[:40]!r} is negative")
    if minor != minor.to_integral_value():
        raise ValueError(f"{str(cell)[:40]!r} has more than {exponent} decimal places")
    return int(minor)


def _from_float(cell: float, exponent: int) -> int:
    """Binary noise is forgiven, real fractions of a minor unit are not."""
    scaled = cell * 10**exponent
    if scaled != scaled or not 0 <= scaled <= LARGEST:
        raise ValueError(f"{cell} is not an amount of zero or more")
    whole: int = round(scaled)
    if abs(scaled - whole) > 1e-4:
        raise ValueError(f"{cell} has more than {exponent} decimal places")
    return whole


def read_instant(cell: object, zone: ZoneInfo) -> datetime:
    """An aware UTC instant; times without a zone are the shop's, days without a time are noon."""
    if isinstance(cell, datetime):
        moment = cell
    elif isinstance(cell, date):
        moment = datetime.combine(cell, time(12))
    else:
        moment = _parse(str(cell).strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    if not 1990 <= moment.year <= 2100:
        raise ValueError(f"{cell} is not a likely date")
    return moment.astimezone(UTC)


def _parse(text: str) -> datetime:
    packed = _PACKED.fullmatch(text)
    day_first = _DAY_FIRST.fullmatch(text)
    if packed:
        text = "-".join(packed.groups())
    elif day_first:
        day, month, year, rest = day_first.groups()
        text = f"{year}-{int(month):02d}-{int(day):02d}{rest}"
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(12))
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:40]!r} is not a date and time") from None


def read_id(cell: object) -> str:
    text = "" if cell is None else str(cell).strip()
    if not text or text.lower() in ("nan", "null", "none"):
        raise ValueError("is empty")
    if len(text) > 128:
        raise ValueError("is longer than 128 characters")
    return text
