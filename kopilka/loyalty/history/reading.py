"""From a table to a History: every bad row is named, the good ones go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kopilka.loyalty.history.cells import read_id, read_instant, read_money
from kopilka.loyalty.history.columns import guess
from kopilka.loyalty.history.orders import History, Ints, Lines, RowFault, to_micros
from kopilka.loyalty.history.tables import read_table
from kopilka.values.money import minor_exponent
from kopilka.values.refusals import Refusal, Refused

Value = TypeVar("Value")


def read_history(
    path: Path, *, currency: str, timezone: str, told: Mapping[str, str] | None = None
) -> tuple[History, dict[str, str]]:
    """The file's orders and the mapping of columns used; refused when no row is good."""
    table = read_table(path)
    mapping = guess(table.column_names, told or {})
    history = from_table(table, mapping, currency=currency, timezone=timezone)
    if not len(history):
        facts = {"file": path.name, "faults": [str(f) for f in history.faults[:5]]}
        raise Refused(Refusal("no_good_rows", facts))
    return history, mapping


def from_table(
    table: pa.Table, mapping: Mapping[str, str], *, currency: str, timezone: str
) -> History:
    cells = _Cells(table, mapping)
    zone, exponent = ZoneInfo(timezone), minor_exponent(currency)
    members = cells.read("member_id", read_id)
    placed = cells.read_instants("placed_at", zone)
    money = "amount" if "amount" in mapping else "total"
    amounts = cells.read_money(money, exponent)
    has_orders = "order_id" in mapping
    ids = cells.read("order_id", read_id) if has_orders else [str(n + 1) for n in range(len(cells))]
    good = cells.good()
    by_lines = money == "amount" and has_orders
    if not by_lines:
        good = _first_of_each(cells, ids, good)
    return _assemble(cells, members, ids, placed, amounts, good, by_lines, currency)


class _Cells:
    """Columns read cell by cell; a bad cell makes its row bad and is remembered."""

    def __init__(self, table: pa.Table, mapping: Mapping[str, str]) -> None:
        self.table, self.mapping = table, mapping
        self.faults: list[RowFault] = []
        self.bad: set[int] = set()

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def read(self, ours: str, parse: Callable[[Any], Value]) -> list[Value | None]:
        """Each different cell is parsed once."""
        column = self.mapping[ours]
        seen: dict[Any, Value | None] = {}
        values: list[Value | None] = []
        for row, cell in enumerate(self.table[column].to_pylist()):
            if cell not in seen:
                try:
                    seen[cell] = parse(cell)
                except ValueError as error:
                    self._fault(row, column, str(error))
                    values.append(None)
                    continue
            values.append(seen[cell])
        return values

    def _fault(self, row: int, column: str, problem: str) -> None:
        self.faults.append(RowFault(row + 1, column, problem))
        self.bad.add(row)

    def read_instants(self, ours: str, zone: ZoneInfo) -> list[int | None]:
        return self.read(ours, lambda cell: to_micros(read_instant(cell, zone)))

    def read_money(self, ours: str, exponent: int) -> list[int | None]:
        return self.read(ours, lambda cell: read_money(cell, exponent))

    def texts(self, ours: str) -> list[str]:
        if ours not in self.mapping:
            return []
        column = self.table[self.mapping[ours]]
        return [text or "" for text in pc.cast(column, pa.string()).to_pylist()]

    def raw(self, ours: str) -> list[Any]:
        return self.table[self.mapping[ours]].to_pylist() if ours in self.mapping else []

    def good(self) -> list[int]:
        return [row for row in range(len(self)) if row not in self.bad]


def _first_of_each(cells: _Cells, ids: Sequence[str | None], good: list[int]) -> list[int]:
    """Of rows with one order id the first stays; the others are named as faults."""
    seen: set[str | None] = set()
    kept = []
    for row in good:
        if ids[row] in seen:
            column = cells.mapping.get("order_id", "")
            cells._fault(row, column, f"order {ids[row]} stands in the file twice")
        else:
            seen.add(ids[row])
            kept.append(row)
    return kept


def _codes(values: Sequence[Any]) -> tuple[Ints, list[Any]]:
    places: dict[Any, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return np.array(codes, dtype=np.int64), list(places)


def _assemble(
    cells: _Cells,
    members: Sequence[str | None],
    ids: Sequence[str | None],
    placed: Sequence[int | None],
    amounts: Sequence[int | None],
    good: list[int],
    by_lines: bool,
    currency: str,
) -> History:
    order_codes, order_ids = _codes([ids[row] for row in good])
    first = _first_rows(order_codes, len(order_ids))
    member_codes, names = _codes([members[good[place]] for place in first])
    when = np.array([placed[good[place]] for place in first], dtype=np.int64)
    money = np.array([amounts[row] for row in good], dtype=np.int64)
    totals = np.zeros(len(order_ids), dtype=np.int64)
    np.add.at(totals, order_codes, money)
    sequence = np.lexsort((np.arange(len(order_ids)), when, member_codes))
    history = History(
        members=names,
        member=member_codes[sequence],
        order_ids=[order_ids[place] for place in sequence],
        placed=when[sequence],
        total=totals[sequence],
        currency=currency,
        faults=cells.faults,
    )
    channel = cells.texts("channel")
    if channel:
        history.channel = [channel[good[first[place]]] for place in sequence]
    if by_lines:
        _add_lines(history, cells, order_codes, sequence, money, good)
    return history


def _first_rows(codes: Ints, count: int) -> Ints:
    first = np.full(count, -1, dtype=np.int64)
    reversed_codes = codes[::-1]
    first[reversed_codes] = np.arange(len(codes) - 1, -1, -1)
    return first


def _add_lines(
    history: History,
    cells: _Cells,
    order_codes: Ints,
    sequence: Ints,
    money: Ints,
    good: list[int],
) -> None:
    place_of = np.empty_like(sequence)
    place_of[sequence] = np.arange(len(sequence))
    rows = np.argsort(place_of[order_codes], kind="stable")
    counts = np.bincount(place_of[order_codes], minlength=len(sequence))
    history.start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    texts: dict[str, int] = {"": 0}

    def column(ours: str) -> Ints:
        values = cells.texts(ours)
        if not values:
            return np.zeros(len(rows), dtype=np.int64)
        codes = [texts.setdefault(values[good[row]].strip(), len(texts)) for row in rows]
        return np.array(codes, dtype=np.int64)

    quantity = cells.raw("quantity")
    history.lines = Lines(
        money[rows],
        [quantity[good[row]] for row in rows] if quantity else [],
        column("sku"),
        column("category"),
        column("brand"),
        [],
    )
    history.lines.texts = list(texts)
