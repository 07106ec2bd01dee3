"""Parquet files that no memory holds: cut by member into parts on disk, then read part by part."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet

from kopilka.loyalty.history.files.columns import ORDERS, Columns
from kopilka.loyalty.history.files.dates import DateOrder, date_order
from kopilka.loyalty.history.files.faults import RowFault
from kopilka.loyalty.history.files.tables import Sheet
from kopilka.loyalty.history.orders import History, Progress, no_progress, to_instant
from kopilka.loyalty.history.reading import from_sheet

LARGE = 1_000_000
"""Rows from which a file is read in parts."""
_ROWS = 500_000
_NUMBER, _PART = "kopilka_row", "kopilka_part"


@dataclass(slots=True)
class Parts:
    """Histories of whole members, one at a time; `faults` are those of the whole file.

    An order whose lines name two members is two orders here: each part sees only its own.
    """

    folder: tempfile.TemporaryDirectory[str]
    columns: Columns
    orders: int = 0
    until: datetime | None = None
    faults: list[RowFault] = field(default_factory=list)

    def __len__(self) -> int:
        return self.orders

    def __iter__(self) -> Iterator[History]:
        for file in sorted(Path(self.folder.name).glob("*.history")):
            history: History = pickle.loads(file.read_bytes())  # noqa: S301 - written by `keep`
            yield history

    def keep(self, place: int, history: History) -> None:
        history = history.paid()
        self.orders += len(history)
        self.faults += history.faults
        if len(history):
            last = to_instant(int(history.placed.max()))
            self.until = max(self.until or last, last)
            kept = pickle.dumps(replace(history, faults=[]))
            (Path(self.folder.name) / f"{place:06d}.history").write_bytes(kept)


def is_large(path: Path, rows: int = LARGE) -> bool:
    if path.suffix.lower() != ".parquet" or not path.is_file():
        return False
    try:
        return int(pyarrow.parquet.read_metadata(path).num_rows) > rows
    except pa.ArrowException:
        return False  # reading it says what is wrong


def read_parts(
    path: Path,
    *,
    currency: str,
    timezone: str,
    told: Mapping[str, str] | None = None,
    rows: int = _ROWS,
    progress: Progress = no_progress,
    dates: DateOrder | None = None,
) -> Parts:
    """Parts of about `rows` rows; `progress` is told the parts read."""
    schema = pyarrow.parquet.read_schema(path)
    columns = Columns.of(schema.names, told or {}, ORDERS)
    mapping = columns.mapping
    count = int(pyarrow.parquet.read_metadata(path).num_rows) // rows + 1
    order = date_order(_read_through(path, mapping["placed_at"]), dates)
    parts = Parts(tempfile.TemporaryDirectory(prefix="kopilka-"), columns)
    folder = Path(parts.folder.name) / "rows"
    _cut(path, folder, [schema.field(name) for name in mapping.values()], mapping, count)
    for place in range(count):
        sheet = _sheet(folder / f"{_PART}={place}")
        if sheet is not None:
            history = from_sheet(sheet, mapping, currency=currency, timezone=timezone, dates=order)
            parts.keep(place, history)
        progress(place + 1, count)
    return parts


def _read_through(path: Path, column: str) -> Iterator[pa.ChunkedArray]:
    """A column in pieces, of which no two are in memory."""
    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(columns=[column]):
        yield pa.chunked_array([batch.column(0)])


def _cut(
    path: Path, folder: Path, columns: list[pa.Field], mapping: Mapping[str, str], count: int
) -> None:
    """The rows of each member in one folder, with their numbers in the file, from 1."""
    member = _quoted(mapping["member_id"])
    chosen = ", ".join(_column(column) for column in columns)
    rows = (
        f"SELECT {chosen}, file_row_number + 1 AS {_NUMBER}, "  # noqa: S608 - quoted names
        f"coalesce(hash(trim(CAST({member} AS VARCHAR))) % {count}, 0) AS {_PART} "
        "FROM read_parquet(?, file_row_number = true, binary_as_string = true)"
    )
    target = str(folder).replace("'", "''")
    with duckdb.connect(config={"memory_limit": "700MB", "threads": 2}) as database:
        database.execute("SET preserve_insertion_order = false")
        database.execute(
            f"COPY ({rows}) TO '{target}' (FORMAT parquet, PARTITION_BY ({_PART}))", [str(path)]
        )


def _column(column: pa.Field) -> str:
    """Times to the microsecond, as Python has them."""
    name = _quoted(column.name)
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        kind = "TIMESTAMPTZ" if column.type.tz else "TIMESTAMP"
        return f"CAST({name} AS {kind}) AS {name}"
    return name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _sheet(folder: Path) -> Sheet | None:
    if not folder.is_dir():
        return None
    table = pyarrow.parquet.read_table(folder, partitioning=None).sort_by(_NUMBER)
    numbers = np.asarray(table[_NUMBER], dtype=np.int64)
    return Sheet(table.drop_columns([_NUMBER]), numbers)
