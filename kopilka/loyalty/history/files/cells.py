"""Single cells as people and exports write them; BadCell says why one cannot be used."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from kopilka.loyalty.history.files.dates import SLASHED, DateOrder, as_iso
from kopilka.loyalty.history.files.faults import BadCell, shorten
from kopilka.values.money import minor_exponent

_SPACES = dict.fromkeys(map(ord, " \u00a0\u2009\u202f'’"), None)
_AMOUNT = re.compile(r"([^\d\s.,+-]*)([+-]?[\d.,]+(?:[eE][+-]?\d{1,2})?)([^\d\s]*)")
_SIGNS = {"₽": "RUB", "руб": "RUB", "р": "RUB", "₴": "UAH", "грн": "UAH", "€": "EUR", "£": "GBP"}
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)")
_SLASHED = re.compile(f"{SLASHED}(.*)")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_BETWEEN = re.compile(r"\s*[,;|]\s*")
_YES, _NO = ("yes", "true", "1", "y", "да"), ("", "no", "false", "0", "n", "нет")
_EMPTY = ("", "nan", "null", "none", "nat")
LARGEST = 10**13
NOON = time(12)
MIDNIGHT = time(0)

# ------------------------------------------------------------------ numbers


def read_money(cell: object, currency: str) -> int:
    """Minor units from `1 234,50`, `1,234.50`, `23 000 ₽` or a number."""
    if isinstance(cell, str):
        found = _AMOUNT.fullmatch(cell.translate(_SPACES))
        if found is None:
            raise _no_number(cell)
        _check_currency(found[1] or found[3], cell, currency)
        cell = found[2]
    return read_number(cell, minor_exponent(currency))


def _check_currency(sign: str, cell: str, currency: str) -> None:
    """`sign` is what stands beside the digits; a word that names no currency makes it no amount."""
    known = _SIGNS.get(sign.lower().rstrip("."), sign.upper())
    if not sign or known == currency or (known == "$" and currency.endswith("D")):
        return
    if known == "$" or (len(known) == 3 and known.isascii() and known.isalpha()):
        raise BadCell("other_currency", stands=sign, wanted=currency)
    raise _no_number(cell)


def read_number(cell: object, places: int) -> int:
    """A number of zero or more, times 10 ** places; a further place is refused."""
    if isinstance(cell, float):
        return _from_float(cell, places)
    try:
        number = Decimal(_plain(str(cell)))
    except InvalidOperation:
        raise _no_number(cell) from None
    if not number.is_finite() or abs(number) > LARGEST:
        raise _no_number(cell)
    whole = number.scaleb(places)
    if whole < 0:
        raise BadCell("negative", text=shorten(cell))
    if whole != whole.to_integral_value():
        raise BadCell("more_places", text=shorten(cell), places=places)
    return int(whole)


def _plain(text: str) -> str:
    """Of `.` and `,` the last one parts the decimals; one that stands twice parts thousands."""
    text = text.translate(_SPACES)
    commas, points = text.count(","), text.count(".")
    if commas and points:
        thousands = "," if text.rindex(",") < text.rindex(".") else "."
        text = text.replace(thousands, "")
    elif commas > 1 or points > 1:
        text = text.replace(",", "").replace(".", "")
    return text.replace(",", ".")


def _from_float(cell: float, places: int) -> int:
    """Binary noise is forgiven, real fractions of a smallest unit are not."""
    scaled = cell * 10**places
    if scaled != scaled or abs(scaled) > LARGEST:
        raise _no_number(cell)
    if scaled < 0:
        raise BadCell("negative", text=shorten(cell))
    whole: int = round(scaled)
    if abs(scaled - whole) > 1e-4:
        raise BadCell("more_places", text=shorten(cell), places=places)
    return whole


def _no_number(cell: object) -> BadCell:
    return BadCell("not_a_number", text=shorten(cell))


def read_quantity(cell: object) -> Decimal:
    """Pieces or kilograms: zero or more, with a fraction or without; an empty cell is one."""
    return Decimal(1) if is_empty(cell) else read_decimal(cell)


def read_decimal(cell: object) -> Decimal:
    """Zero or more."""
    try:
        number = Decimal(_plain(str(cell)))
    except InvalidOperation:
        raise _no_number(cell) from None
    if not number.is_finite() or abs(number) > LARGEST:
        raise _no_number(cell)
    if number < 0:
        raise BadCell("negative", text=shorten(cell))
    return number


# ------------------------------------------------------------------ times


def read_instant(
    cell: object,
    zone: ZoneInfo,
    *,
    day_at: time = NOON,
    latest: datetime | None = None,
    dates: DateOrder = "day-first",
) -> datetime:
    """An aware UTC instant; times without a zone are the shop's; a day alone is at `day_at`.

    `dates`: of days with slashes; days with dots are day first. After `latest` is refused.
    """
    if isinstance(cell, datetime):
        moment = cell
    elif isinstance(cell, date):
        moment = datetime.combine(cell, day_at)
    else:
        moment = _parse(str(cell).strip(), day_at, dates)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    if not 1990 <= moment.year <= 2100:
        raise BadCell("unlikely_date", text=shorten(cell))
    if latest is not None and moment > latest:
        raise BadCell("date_in_the_future", text=shorten(cell))
    return moment.astimezone(UTC)


def _parse(text: str, day_at: time, dates: DateOrder) -> datetime:
    iso = _iso(text, dates)
    try:
        if len(iso) == 10:
            return datetime.combine(date.fromisoformat(iso), day_at)
        return datetime.fromisoformat(iso)
    except ValueError:
        raise BadCell("not_a_time", text=shorten(text)) from None


def _iso(text: str, dates: DateOrder) -> str:
    if packed := _PACKED.fullmatch(text):
        return "-".join(packed.groups())
    if dotted := _DOTTED.fullmatch(text):
        day, month, year, rest = dotted.groups()
        return f"{year}-{int(month):02d}-{int(day):02d}{rest}"
    if slashed := _SLASHED.fullmatch(text):
        return as_iso(text, dates) + slashed[4]
    return text


def is_day_alone(cell: object) -> bool:
    """A day without a time of day."""
    if isinstance(cell, str):
        return len(cell.strip()) <= 10
    return isinstance(cell, date) and not isinstance(cell, datetime)


def read_day(cell: object, dates: DateOrder = "day-first") -> date | None:
    """A calendar day such as a birthday; None where the cell is empty."""
    if is_empty(cell):
        return None
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    day = _parse(str(cell).strip()[:10], NOON, dates).date()
    if not 1900 <= day.year <= 2100:
        raise BadCell("unlikely_date", text=shorten(cell))
    return day


# ------------------------------------------------------------------ words


def is_empty(cell: object) -> bool:
    return cell is None or str(cell).strip().lower() in _EMPTY


def read_id(cell: object) -> str:
    if is_empty(cell):
        raise BadCell("empty")
    return read_text(cell, 128)


def read_flag(cell: object) -> bool:
    """Yes or no; an empty cell is no."""
    word = "" if is_empty(cell) else str(cell).strip().lower()
    if word not in _YES and word not in _NO:
        raise BadCell("not_yes_or_no", text=shorten(cell))
    return word in _YES


def read_words(cell: object) -> tuple[str, ...]:
    return tuple(word for word in _BETWEEN.split(read_text(cell, 600)) if word)


def read_text(cell: object, longest: int = 200) -> str:
    """One line, "" where the cell is empty; a whole number that a table keeps as 12.0 is 12."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if is_empty(cell) else " ".join(str(cell).split())
    if "\0" in text:
        raise BadCell("zero_byte_in_cell")
    if len(text) > longest:
        raise BadCell("too_long", most=longest)
    return text
