"""A sheet's columns read cell by cell; a bad cell makes its row bad and is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from kopilka.loyalty.history.files.faults import BadCell, RowFault
from kopilka.loyalty.history.files.tables import Sheet
from kopilka.values.refusals import Refusal, Refused

Value = TypeVar("Value")


class Rows:
    """Rows are known by their place in the sheet, from 0; faults give their number in the file."""

    def __init__(self, sheet: Sheet, mapping: Mapping[str, str]) -> None:
        self.sheet, self.mapping = sheet, mapping
        self.faults: list[RowFault] = list(sheet.faults)
        self.bad: set[int] = set()

    def __len__(self) -> int:
        return int(self.sheet.table.num_rows)

    def has(self, ours: str) -> bool:
        return ours in self.mapping

    def read(self, ours: str, parse: Callable[[Any], Value]) -> list[Value | None]:
        """Each different cell is parsed once; None where it is bad."""
        seen: dict[Any, Value | None] = {}
        values: list[Value | None] = []
        for place, cell in enumerate(self.raw(ours)):
            try:
                if cell not in seen:
                    seen[cell] = parse(cell)
                values.append(seen[cell])
            except BadCell as bad:
                self.fault(place, ours, bad.problem)
                values.append(None)
            except TypeError:  # a list or a map in a Parquet cell cannot be compared
                self.fault(place, ours, Refusal("not_one_value"))
                values.append(None)
        return values

    def fault(self, place: int, ours: str, problem: Refusal) -> None:
        number = int(self.sheet.numbers[place])
        self.faults.append(RowFault(number, self.mapping.get(ours, ""), problem))
        self.bad.add(place)

    def number(self, place: int) -> int:
        return int(self.sheet.numbers[place])

    def texts(self, ours: str) -> list[str]:
        """As text, "" where empty; an empty list where the file has no such column."""
        if ours not in self.mapping:
            return []
        column = self.sheet.table[self.mapping[ours]]
        try:
            return [text or "" for text in pc.cast(column, pa.string()).to_pylist()]
        except pa.ArrowException:
            facts = {"column": self.mapping[ours]}
            raise Refused(Refusal("column_not_text", facts)) from None

    def raw(self, ours: str) -> list[Any]:
        """Cells as the file has them; an empty list where it has no such column."""
        if ours not in self.mapping:
            return []
        cells: list[Any] = self.sheet.table[self.mapping[ours]].to_pylist()
        return cells

    def good(self) -> list[int]:
        return [place for place in range(len(self)) if place not in self.bad]

    def sorted_faults(self) -> list[RowFault]:
        return sorted(self.faults, key=lambda fault: fault.row)
