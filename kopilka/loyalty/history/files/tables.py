"""Files as tables: CSV in any usual dress, Parquet, JSON lines. Bad rows are named, not lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from kopilka.loyalty.history.files import csv_rows, json_rows
from kopilka.loyalty.history.files.faults import RowFault
from kopilka.loyalty.history.files.text import decode
from kopilka.values.refusals import Refusal, Refused


@dataclass(slots=True)
class Sheet:
    """`numbers` are the rows' numbers in the file; rows left out of `table` are `faults`."""

    table: pa.Table
    numbers: NDArray[np.int64]
    faults: list[RowFault] = field(default_factory=list)

    @classmethod
    def of(cls, table: pa.Table) -> Sheet:
        """A table that is in memory already; its rows count from 1."""
        return cls(table, np.arange(1, table.num_rows + 1, dtype=np.int64))


def read_sheet(path: Path) -> Sheet:
    """By ending: .parquet, .jsonl or .ndjson, anything else is CSV, whose cells stay text."""
    if not path.is_file():
        raise Refused(Refusal("file_missing", {"file": path.name}))
    ending = path.suffix.lower()
    try:
        if ending == ".parquet":
            return _checked(Sheet.of(_plain(pyarrow.parquet.read_table(path))))
        read = json_rows.read if ending in (".jsonl", ".ndjson") else csv_rows.read
        return _checked(Sheet(*read(decode(path.read_bytes()))))
    except (pa.ArrowException, OSError) as error:
        facts: dict[str, object] = {"file": path.name, "problem": str(error)[:300]}
        raise Refused(Refusal("file_unreadable", facts)) from None


def _plain(table: pa.Table) -> pa.Table:
    """Times to the microsecond, as Python has them; bytes as the text they are."""
    for place, column in enumerate(table.schema):
        wanted = column.type
        if pa.types.is_timestamp(wanted) and wanted.unit == "ns":
            wanted = pa.timestamp("us", wanted.tz)
        elif pa.types.is_binary(wanted) or pa.types.is_large_binary(wanted):
            wanted = pa.string()
        if wanted != column.type:
            cast = table.column(place).cast(wanted, safe=False)
            table = table.set_column(place, column.name, cast)
    return table


def _checked(sheet: Sheet) -> Sheet:
    if not sheet.table.num_rows and not sheet.faults:
        raise Refused(Refusal("file_without_rows", {"columns": sheet.table.column_names}))
    return sheet
