"""From a sheet to a History: every bad row is named, the good orders go on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from kopilka.loyalty.history.files.cells import (
    is_empty,
    read_id,
    read_instant,
    read_money,
    read_quantity,
)
from kopilka.loyalty.history.files.columns import ORDERS, Columns
from kopilka.loyalty.history.files.dates import DateOrder
from kopilka.loyalty.history.files.facts import (
    LINE_COLUMNS,
    LineFacts,
    OrderFacts,
    read_line_facts,
    read_order_facts,
    read_states,
)
from kopilka.loyalty.history.files.faults import BadCell
from kopilka.loyalty.history.files.rows import Rows
from kopilka.loyalty.history.files.tables import Sheet, read_sheet
from kopilka.loyalty.history.orders import History, Ints, Lines, to_instant, to_micros
from kopilka.values.refusals import Refusal

_OF_LINES = ("sku", "category", "brand", *LINE_COLUMNS)
"""Columns that say something of a line, be it the order's only one."""


def read_history(
    path: Path,
    *,
    currency: str,
    timezone: str,
    told: Mapping[str, str] | None = None,
    now: datetime | None = None,
    dates: DateOrder | None = None,
) -> tuple[History, Columns]:
    """The file's orders and the mapping of columns used; there may be no good row.

    With `now`, orders placed later are faults. `dates`: of days with slashes, None: by the rows.
    """
    sheet = read_sheet(path)
    columns = Columns.of(sheet.table.column_names, told or {}, ORDERS)
    history = from_sheet(
        sheet, columns.mapping, currency=currency, timezone=timezone, now=now, dates=dates
    )
    return history, columns


def from_table(
    table: pa.Table, mapping: Mapping[str, str], *, currency: str, timezone: str
) -> History:
    return from_sheet(Sheet.of(table), mapping, currency=currency, timezone=timezone)


@dataclass(slots=True)
class _Cells:
    """What each row says, None where the cell is bad; empty lists where the file has no column."""

    ids: list[str | None]
    members: list[str | None]
    placed: list[int | None]
    known: list[int | None]
    amounts: list[int | None]
    quantities: list[Any]
    lines: Sequence[LineFacts] | None
    orders: Callable[[int, datetime], OrderFacts] | None


def from_sheet(
    sheet: Sheet,
    mapping: Mapping[str, str],
    *,
    currency: str,
    timezone: str,
    now: datetime | None = None,
    dates: DateOrder | None = None,
) -> History:
    """An order with a bad line is left out whole: without the line its sum would be wrong."""
    rows = Rows(sheet, mapping)
    by_lines = rows.has("amount") and rows.has("order_id")
    order = rows.date_order(("placed_at", "known_at"), dates)
    instant = partial(read_instant, zone=ZoneInfo(timezone), latest=now, dates=order)
    cells = _read(rows, currency, instant, now)
    if by_lines:
        _check_orders(rows, cells, currency)
        good = _of_whole_orders(rows, cells.ids)
    else:
        good = _first_of_each(rows, cells.ids)
    return _assemble(rows, cells, good, by_lines, currency)


def _read(
    rows: Rows, currency: str, instant: Callable[[object], datetime], now: datetime | None
) -> _Cells:
    """When an order became known matters to the book alone: it is read where there is a `now`."""
    rows.read("currency", lambda cell: _same_currency(cell, currency))
    cells = _Cells(
        ids=_order_ids(rows),
        members=rows.read("member_id", read_id),
        placed=rows.read("placed_at", lambda cell: to_micros(instant(cell))),
        known=[],
        amounts=rows.read(_money(rows), lambda cell: read_money(cell, currency)),
        quantities=rows.read("quantity", read_quantity),
        lines=read_line_facts(rows, currency),
        orders=read_order_facts(rows),
    )
    if now is not None:
        told = rows.read("known_at", lambda c: None if is_empty(c) else to_micros(instant(c)))
        cells.known = _not_before(rows, told, cells.placed)
    return cells


def _money(rows: Rows) -> str:
    return "amount" if rows.has("amount") else "total"


def _not_before(rows: Rows, known: list[int | None], placed: list[int | None]) -> list[int | None]:
    """An order is known when it is placed where the file says nothing, and never before."""
    for place, told in enumerate(known):
        at = placed[place]
        if told is not None and at is not None and told < at:
            rows.fault(place, "known_at", Refusal("known_before_placed", {}))
    return [at if told is None else told for told, at in zip(known, placed, strict=False)]


def _order_ids(rows: Rows) -> list[str | None]:
    """Where the file has none, an order is known by the number of its row."""
    if rows.has("order_id"):
        return rows.read("order_id", read_id)
    return [str(rows.number(place)) for place in range(len(rows))]


def _same_currency(cell: object, currency: str) -> None:
    if not is_empty(cell) and str(cell).strip().upper() != currency:
        raise BadCell("other_currency", stands=str(cell)[:10], wanted=currency)


# ------------------------------------------------------------------ rows that belong together


def _first_of_each(rows: Rows, ids: Sequence[str | None]) -> list[int]:
    """Of rows with one order id the first stays; the others are named as faults."""
    seen: dict[str | None, int] = {}
    kept = []
    for place in rows.good():
        if ids[place] in seen:
            facts = {"order": ids[place], "row": rows.number(seen[ids[place]])}
            rows.fault(place, "order_id", Refusal("order_twice", facts))
        else:
            seen[ids[place]] = place
            kept.append(place)
    return kept


def _of_whole_orders(rows: Rows, ids: Sequence[str | None]) -> list[int]:
    if not rows.bad:
        return rows.good()
    broken = {ids[place] for place in rows.bad}
    return [place for place in rows.good() if ids[place] not in broken]


def _check_orders(rows: Rows, cells: _Cells, currency: str) -> None:
    """The lines of an order are one member's, and come to the total where the file states one."""
    owner: dict[str | None, str | None] = {}
    for place, (order, member) in enumerate(zip(cells.ids, cells.members, strict=True)):
        if owner.setdefault(order, member) != member and order and member and owner[order]:
            facts = {"order": order, "member": owner[order]}
            rows.fault(place, "member_id", Refusal("order_of_two_members", facts))
    _check_states(rows, cells.ids)
    if rows.has("total"):
        _check_totals(rows, cells.ids, cells.amounts, currency)


def _check_states(rows: Rows, ids: Sequence[str | None]) -> None:
    first: dict[str | None, str | None] = {}
    for place, state in enumerate(read_states(rows)):
        if state is not None and first.setdefault(ids[place], state) != state:
            rows.fault(place, "status", Refusal("order_in_two_states", {"order": ids[place]}))


def _check_totals(
    rows: Rows, ids: Sequence[str | None], amounts: Sequence[int | None], currency: str
) -> None:
    totals = rows.read("total", lambda c: None if is_empty(c) else read_money(c, currency))
    sums: dict[str | None, int] = defaultdict(int)
    for order, amount in zip(ids, amounts, strict=True):
        sums[order] += amount or 0
    broken = {ids[place] for place in rows.bad}
    for place, total in enumerate(totals):
        order = ids[place]
        if total is not None and total != sums[order] and order not in broken:
            facts = {"order": order, "lines_minor": sums[order], "total_minor": total}
            rows.fault(place, "total", Refusal("order_lines_do_not_sum", facts))
            broken.add(order)


# ------------------------------------------------------------------ columns


def _codes(values: Sequence[Any]) -> tuple[Ints, list[Any]]:
    places: dict[Any, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return np.array(codes, dtype=np.int64), list(places)


def _assemble(rows: Rows, cells: _Cells, good: list[int], by_lines: bool, currency: str) -> History:
    """Sorted by member and by the time the orders became known."""
    order_codes, order_ids = _codes([cells.ids[row] for row in good])
    first = [good[place] for place in _first_rows(order_codes, len(order_ids))]
    member_codes, names = _codes([cells.members[row] for row in first])
    placed = np.array([cells.placed[row] for row in first], dtype=np.int64)
    known = np.array([cells.known[row] for row in first] if cells.known else placed, dtype=np.int64)
    money = np.array([cells.amounts[row] for row in good], dtype=np.int64)
    totals = np.zeros(len(order_ids), dtype=np.int64)
    np.add.at(totals, order_codes, money)
    sequence = np.lexsort((np.arange(len(order_ids)), placed, known, member_codes))
    history = History(
        members=names,
        member=member_codes[sequence],
        order_ids=[order_ids[place] for place in sequence],
        placed=placed[sequence],
        total=totals[sequence],
        currency=currency,
        known=known[sequence] if cells.known else None,
        faults=rows.sorted_faults(),
    )
    codes, channels = rows.texts("channel")
    if channels:
        history.channel = [channels[codes[first[place]]] for place in sequence]
    if cells.orders is not None:
        starts = zip(sequence.tolist(), history.placed.tolist(), strict=True)
        history.facts = [cells.orders(first[place], to_instant(placed)) for place, placed in starts]
    if by_lines or any(rows.has(ours) for ours in _OF_LINES):
        _add_lines(history, rows, order_codes, sequence, money, cells, good)
    return history


def _first_rows(codes: Ints, count: int) -> Ints:
    first = np.full(count, -1, dtype=np.int64)
    reversed_codes = codes[::-1]
    first[reversed_codes] = np.arange(len(codes) - 1, -1, -1)
    return first


def _add_lines(
    history: History,
    rows: Rows,
    order_codes: Ints,
    sequence: Ints,
    money: Ints,
    cells: _Cells,
    good: list[int],
) -> None:
    quantities, facts = cells.quantities, cells.lines
    place_of = np.empty_like(sequence)
    place_of[sequence] = np.arange(len(sequence))
    lines = np.argsort(place_of[order_codes], kind="stable")
    counts = np.bincount(place_of[order_codes], minlength=len(sequence))
    history.start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    kept = np.array(good, dtype=np.int64)[lines]
    texts: dict[str, int] = {"": 0}

    def column(ours: str) -> Ints:
        codes, values = rows.texts(ours)
        if not values:
            return np.zeros(len(lines), dtype=np.int64)
        places = np.array([texts.setdefault(value, len(texts)) for value in values], dtype=np.int64)
        return places[codes[kept]]

    history.lines = Lines(
        money[lines],
        [quantities[good[line]] for line in lines] if quantities else [],
        column("sku"),
        column("category"),
        column("brand"),
        [],
        [facts[good[line]] for line in lines] if facts else [],
    )
    history.lines.texts = list(texts)
