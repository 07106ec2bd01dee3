"""Whether 02/03/2026 is in March or in February: all dates of a file are written one way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from kopilka.values.refusals import Refusal, Refused

DateOrder = Literal["day-first", "month-first"]
ORDERS: tuple[DateOrder, ...] = ("day-first", "month-first")
SLASHED = r"^\s*(\d{1,2})/(\d{1,2})/(\d{4})"


def date_order(columns: Iterable[pa.ChunkedArray], told: DateOrder | None) -> DateOrder:
    """The one order in which every date with slashes is a date; refused where both would do.

    Dates with dots or dashes are never in question. `told` is not questioned either.
    """
    if told is not None:
        return told
    unclear, only = "", dict[DateOrder, str]()
    for text in _slashed(columns):
        fitting = [order for order in ORDERS if is_date(text, order)]
        if len(fitting) == 1:
            only.setdefault(fitting[0], text)
        elif len(fitting) == 2 and _differs(text):
            unclear = unclear or text
    if len(only) == 2:
        facts = {"day_first": only["day-first"], "month_first": only["month-first"]}
        raise Refused(Refusal("dates_in_both_orders", facts))
    if unclear and not only:
        raise Refused(Refusal("dates_unclear", {"text": unclear}))
    return next(iter(only), "day-first")


def is_date(text: str, order: DateOrder) -> bool:
    try:
        date.fromisoformat(as_iso(text, order))
    except ValueError:
        return False
    return True


def as_iso(text: str, order: DateOrder) -> str:
    """`2026-03-02` from a date with slashes; it may be a day that there is not."""
    found = re.match(SLASHED, text)
    assert found is not None
    first, second, year = found.groups()
    day, month = (first, second) if order == "day-first" else (second, first)
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _differs(text: str) -> bool:
    return as_iso(text, "day-first") != as_iso(text, "month-first")


def _slashed(columns: Iterable[pa.ChunkedArray]) -> set[str]:
    """The different days with slashes of columns of text, without their times."""
    found: set[str] = set()
    for column in columns:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            slashed = column.filter(pc.match_substring_regex(column, SLASHED))
            texts = pc.unique(pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(slashed), 0, 10))
            found.update(texts.to_pylist())
    return found
