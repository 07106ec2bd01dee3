"""JSON lines: one object a line; numbers stay as they are written."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kopilka.loyalty.history.files.faults import MOST_COLUMNS, RowFault, shorten
from kopilka.values.refusals import Refusal, Refused

_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)


def read(text: str) -> tuple[pa.Table, NDArray[np.int64], list[RowFault]]:
    """Cells as text, "" where a line lacks the field; lines that are no objects are faults."""
    rows: list[dict[str, Any]] = []
    numbers, faults = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        row = _row(line)
        if row is None:
            faults.append(
                RowFault(number, "", Refusal("not_json", {"text": shorten(line.strip())}))
            )
        else:
            rows.append(row)
            numbers.append(number)
    names = list(dict.fromkeys(name for row in rows for name in row))
    if len(names) > MOST_COLUMNS:
        facts = {"count": len(names), "most": MOST_COLUMNS}
        raise Refused(Refusal("too_many_columns", facts))
    columns = {
        name: pa.array([_cell(row.get(name)) for row in rows], type=pa.string()) for name in names
    }
    return pa.table(columns), np.array(numbers, dtype=np.int64), faults


def _row(line: str) -> dict[str, Any] | None:
    try:
        row = _DECODER.decode(line.strip())
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()
