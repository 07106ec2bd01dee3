"""Many rows in few statements, the same on SQLite and PostgreSQL.

`insert` and `upsert` take column names and tuples; values are what the driver takes (aware UTC
datetimes, ints, text). Identifiers come from models' metadata, never from people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

_PER_STATEMENT = 400

Row = Sequence[Any]


def table_of(model: type[models.Model]) -> str:
    return model._meta.db_table


def insert(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    _write(table, columns, rows, "")


def upsert(table: str, columns: Sequence[str], keys: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert, or where `keys` are there already set all other columns to the new values."""
    others = [column for column in columns if column not in keys]
    sets = ", ".join(f'"{column}" = excluded."{column}"' for column in others)
    _write(table, columns, rows, f" ON CONFLICT ({_names(keys)}) DO UPDATE SET {sets}")


def add_up(
    table: str, columns: Sequence[str], keys: Sequence[str], amount: str, rows: Iterable[Row]
) -> None:
    """Insert, or where `keys` are there already add to the column `amount`."""
    sets = f'"{amount}" = "{table}"."{amount}" + excluded."{amount}"'
    _write(table, columns, rows, f" ON CONFLICT ({_names(keys)}) DO UPDATE SET {sets}")


def _write(table: str, columns: Sequence[str], rows: Iterable[Row], ending: str) -> None:
    if connection.vendor == "sqlite":
        _write_sqlite(table, columns, rows, ending)
        return
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    with connection.cursor() as cursor:
        for part in _chunks(rows):
            values = ", ".join([one] * len(part))
            sql = f'INSERT INTO "{table}" ({_names(columns)}) VALUES {values}{ending}'  # noqa: S608 - identifiers from models
            cursor.execute(sql, [value for row in part for value in row])


def _write_sqlite(table: str, columns: Sequence[str], rows: Iterable[Row], ending: str) -> None:
    """One prepared statement, run for each row: quicker here than long statements."""
    ready = [tuple(_sqlite_value(value) for value in row) for row in rows]
    if not ready:
        return
    marks = ", ".join("?" * len(columns))
    sql = f'INSERT INTO "{table}" ({_names(columns)}) VALUES ({marks}){ending}'  # noqa: S608 - identifiers from models
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.executemany(sql, ready)


def _sqlite_value(value: Any) -> Any:
    """Datetimes as Django writes them on SQLite: naive UTC text."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    return value


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        part.append(row)
        if len(part) == _PER_STATEMENT:
            yield part
            part = []
    if part:
        yield part


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
