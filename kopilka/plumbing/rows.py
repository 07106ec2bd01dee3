"""Many rows in few statements, the same on SQLite and PostgreSQL.

`insert` and `upsert` take column names and tuples; values are what the driver takes (aware UTC
datetimes, ints, text). Identifiers come from models' metadata, never from people.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection, models

_PER_STATEMENT = 400
_WORTH_COPYING = 500

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


def insert_returning(
    table: str, columns: Sequence[str], returned: Sequence[str], rows: Iterable[Row]
) -> list[tuple[Any, ...]]:
    """Insert, and what the database says of each row; in no order that can be relied on."""
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for part in _chunks(rows):
            sql = f"{_insert(table, columns, len(part))} RETURNING {_names(returned)}"
            cursor.execute(sql, [_adapted(value) for row in part for value in row])
            found += cursor.fetchall()
    return found


def _write(table: str, columns: Sequence[str], rows: Iterable[Row], ending: str) -> None:
    if connection.vendor == "sqlite":
        _write_sqlite(table, columns, rows, ending)
    else:
        _write_postgres(table, columns, list(rows), ending)


def _write_sqlite(table: str, columns: Sequence[str], rows: Iterable[Row], ending: str) -> None:
    """One prepared statement, run for each row: quicker here than long statements."""
    marks = ", ".join("?" * len(columns))
    sql = f'INSERT INTO "{table}" ({_names(columns)}) VALUES ({marks}){ending}'  # noqa: S608 - identifiers from models
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.executemany(sql, rows)


def _write_postgres(table: str, columns: Sequence[str], rows: list[Row], ending: str) -> None:
    """COPY where there is much, and through a table of the session where rows may be there."""
    if len(rows) < _WORTH_COPYING:
        with connection.cursor() as cursor:
            for part in _chunks(rows):
                sql = f"{_insert(table, columns, len(part))}{ending}"
                cursor.execute(sql, [value for row in part for value in row])
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        target = f"{table}_copied" if ending else table
        if ending:
            cursor.execute(
                f'CREATE TEMP TABLE IF NOT EXISTS "{target}" ON COMMIT DELETE ROWS '  # noqa: S608
                f'AS SELECT {_names(columns)} FROM "{table}" WITH NO DATA'
            )
        with cursor.copy(f'COPY "{target}" ({_names(columns)}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        if ending:
            cursor.execute(
                f'INSERT INTO "{table}" ({_names(columns)}) '  # noqa: S608
                f'SELECT {_names(columns)} FROM "{target}"{ending}'
            )
            cursor.execute(f'TRUNCATE "{target}"')


def _insert(table: str, columns: Sequence[str], count: int) -> str:
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    return f'INSERT INTO "{table}" ({_names(columns)}) VALUES {", ".join([one] * count)}'  # noqa: S608


@lru_cache(maxsize=4096)
def _sqlite_text(instant: datetime) -> str:
    """As Django writes instants on SQLite: naive UTC text."""
    if instant.tzinfo is not UTC and instant.tzinfo is not None:
        instant = instant.astimezone(UTC)
    return instant.replace(tzinfo=None).isoformat(" ")


sqlite3.register_adapter(datetime, _sqlite_text)


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime) and connection.vendor == "sqlite":
        return _sqlite_text(value)
    return value


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while part := list(islice(waiting, _PER_STATEMENT)):
        yield part


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
