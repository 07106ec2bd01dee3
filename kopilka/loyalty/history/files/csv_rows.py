"""CSV as shops' systems write it: any usual delimiter, rows of the wrong width named."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from kopilka.loyalty.history.files.faults import HEADER, MOST_COLUMNS, RowFault
from kopilka.values.refusals import Refusal, Refused

_DELIMITERS = (";", "\t", ",", "|")


def read(text: str) -> tuple[pa.Table, NDArray[np.int64], list[RowFault]]:
    """Cells as text, with each row's number; empty rows are passed over."""
    text = text.lstrip("\r\n")
    first = text.partition("\n")[0].rstrip("\r")
    delimiter = _delimiter(first)
    if delimiter == " ":
        text = "\n".join(" ".join(line.split()) for line in text.splitlines())
        first = " ".join(first.split())
    _check_quotes(text)
    names = _names(first, delimiter)
    left_out: list[Any] = []

    def leave_out(row: Any) -> str:
        left_out.append(row)
        return "skip"

    table = pyarrow.csv.read_csv(
        io.BytesIO(text.encode()),
        read_options=pyarrow.csv.ReadOptions(
            use_threads=False, column_names=names, skip_rows=1, block_size=16 << 20
        ),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=leave_out,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    return _numbered(table, left_out)


def _delimiter(header: str) -> str:
    """What stands most often in the header, of the usual ones; spaces where there is none."""
    best = max(_DELIMITERS, key=header.count)
    return best if header.count(best) else " "


def _names(header: str, delimiter: str) -> list[str]:
    """Columns without a name are called by their place; two of one name are refused."""
    if header.count(delimiter) >= MOST_COLUMNS:
        facts = {"count": header.count(delimiter) + 1, "most": MOST_COLUMNS}
        raise Refused(Refusal("too_many_columns", facts))
    try:
        cells = next(csv.reader([header], delimiter=delimiter))
    except csv.Error:
        raise Refused(Refusal("columns_unreadable", {})) from None
    names = [cell.strip() or f"({place})" for place, cell in enumerate(cells, 1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refused(Refusal("columns_twice", {"columns": twice}))
    return names


def _check_quotes(text: str) -> None:
    """An odd number of quotation marks means that one is never closed."""
    if text.count('"') % 2 == 0:
        return
    for number, line in enumerate(text.split("\n"), HEADER):
        if line.count('"') % 2:
            raise Refused(Refusal("quotes_unbalanced", {"line": number}))


def _numbered(
    table: pa.Table, left_out: list[Any]
) -> tuple[pa.Table, NDArray[np.int64], list[RowFault]]:
    """pyarrow counts the header too, so the rows that stayed have the numbers in between."""
    bad = np.array([row.number for row in left_out], dtype=np.int64)
    every = np.arange(HEADER + 1, HEADER + 1 + table.num_rows + len(bad), dtype=np.int64)
    numbers = np.setdiff1d(every, bad, assume_unique=True)
    faults = [
        RowFault(
            int(row.number),
            "",
            Refusal("wrong_width", {"cells": row.actual_columns, "columns": row.expected_columns}),
        )
        for row in left_out
    ]
    full = _not_blank(table)
    return table.filter(full), numbers[full.to_numpy(zero_copy_only=False)], faults


def _not_blank(table: pa.Table) -> pa.ChunkedArray:
    """A row is blank when none of its cells says anything."""
    full = pa.chunked_array([pa.array(np.zeros(table.num_rows, dtype=bool))])
    for column in table.columns:
        full = pc.or_(full, pc.not_equal(pc.utf8_trim_whitespace(column), ""))
        if pc.all(full).as_py():
            break
    return full
