"""Files as tables of text or typed columns: CSV in any usual dress, Parquet, JSON lines."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet

from kopilka.values.refusals import Refusal, Refused

_ENCODINGS = ("utf-8-sig", "cp1251")


def read_table(path: Path) -> pa.Table:
    """By ending: .parquet, .jsonl or .ndjson, anything else is CSV; CSV cells stay text."""
    if not path.exists():
        raise Refused(Refusal("file_missing", {"file": path.name}))
    ending = path.suffix.lower()
    try:
        if ending == ".parquet":
            return pyarrow.parquet.read_table(path)
        if ending in (".jsonl", ".ndjson"):
            return pyarrow.json.read_json(path)
        return _read_csv(path.read_bytes())
    except (pa.ArrowInvalid, csv.Error) as error:
        facts: dict[str, Any] = {"file": path.name, "problem": str(error)[:300]}
        raise Refused(Refusal("file_unreadable", facts)) from None


def _read_csv(raw: bytes) -> pa.Table:
    text = _decode(raw)
    if not text.strip():
        raise Refused(Refusal("file_empty", {}))
    delimiter = _delimiter(text[:20_000])
    if delimiter == " ":
        text = "\n".join(" ".join(line.split()) for line in text.splitlines())
    header = next(csv.reader(io.StringIO(text), delimiter=delimiter))
    types = pyarrow.csv.ConvertOptions(
        column_types={name: pa.string() for name in header}, strings_can_be_null=False
    )
    return pyarrow.csv.read_csv(
        io.BytesIO(text.encode()),
        parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter),
        convert_options=types,
    )


def _decode(raw: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Refusal("bad_encoding", {"known": ["UTF-8", "Windows-1251"]}))


def _delimiter(sample: str) -> str:
    """What stands most often in the header, of the usual ones; spaces where there is none."""
    header = sample.splitlines()[0]
    best = max((";", "\t", ",", "|"), key=header.count)
    return best if header.count(best) else " "
