"""A sheet's columns read cell by cell; a bad cell makes its row bad and is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kopilka.loyalty.history.files.dates import DateOrder, date_order
from kopilka.loyalty.history.files.faults import BadCell, RowFault
from kopilka.loyalty.history.files.tables import Sheet
from kopilka.values.refusals import Refusal, Refused

Value = TypeVar("Value")
Ints = NDArray[np.int64]


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
        if ours not in self.mapping:
            return []
        codes, cells = _coded(self.sheet.table[self.mapping[ours]])
        parsed: list[Any] = [_parsed(cell, parse) for cell in cells]
        problems = {code: one for code, one in enumerate(parsed) if isinstance(one, Refusal)}
        for place in np.flatnonzero(np.isin(codes, list(problems))) if problems else ():
            self.fault(int(place), ours, problems[int(codes[place])])
        for code in problems:
            parsed[code] = None
        each = np.fromiter(parsed, dtype=object, count=len(parsed))
        values: list[Value | None] = each[codes].tolist()
        return values

    def date_order(self, columns: Sequence[str], told: DateOrder | None) -> DateOrder:
        """How the days with slashes in these columns of ours are written."""
        theirs = [self.mapping[ours] for ours in columns if ours in self.mapping]
        return date_order((self.sheet.table[name] for name in theirs), told)

    def fault(self, place: int, ours: str, problem: Refusal) -> None:
        number = int(self.sheet.numbers[place])
        self.faults.append(RowFault(number, self.mapping.get(ours, ""), problem))
        self.bad.add(place)

    def number(self, place: int) -> int:
        return int(self.sheet.numbers[place])

    def texts(self, ours: str) -> tuple[Ints, list[str]]:
        """The texts of a column without repetition, and for each row the place of its own there.

        "" where a cell is empty; no texts where the file has no such column.
        """
        if ours not in self.mapping:
            return np.zeros(len(self), dtype=np.int64), []
        column = self.sheet.table[self.mapping[ours]]
        try:
            codes, texts = _coded(pc.cast(column, pa.string()))
        except pa.ArrowException:
            facts = {"column": self.mapping[ours]}
            raise Refused(Refusal("column_not_text", facts)) from None
        return codes, [(text or "").strip() for text in texts]

    def good(self) -> list[int]:
        return [place for place in range(len(self)) if place not in self.bad]

    def sorted_faults(self) -> list[RowFault]:
        return sorted(self.faults, key=lambda fault: fault.row)


def _coded(column: pa.ChunkedArray) -> tuple[Ints, list[Any]]:
    """The different cells, and for each row the place of its cell among them."""
    try:
        coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    except pa.ArrowException:  # of lists and maps every cell is another
        cells = column.to_pylist()
        return np.arange(len(cells), dtype=np.int64), cells
    codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, coded.dictionary.to_pylist()


def _parsed(cell: Any, parse: Callable[[Any], Value]) -> Value | Refusal:
    if isinstance(cell, list | dict):
        return Refusal("not_one_value", {})
    try:
        return parse(cell)
    except BadCell as bad:
        return bad.problem
