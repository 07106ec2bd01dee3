"""Many rows in few statements, the same on SQLite and PostgreSQL.

`insert` and `upsert` take column names and tuples; values are what the driver takes (aware UTC
datetimes, ints, text). Identifiers come from models' metadata, never from people.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

import psycopg
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg.pq import PipelineStatus

_WORTH_COPYING = 500

Row = Sequence[Any]


def table_of(model: type[models.Model]) -> str:
    return model._meta.db_table


def insert(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    _write(table, columns, rows, "")


def insert_missing(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert those that are not there yet."""
    _write(table, columns, rows, " ON CONFLICT DO NOTHING")


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
    db = connections[DEFAULT_DB_ALIAS]
    ready, ending = list(rows), f" RETURNING {_names(returned)}"
    if not ready:
        return []
    db.ensure_connection()
    with db.wrap_database_errors:
        if db.vendor == "postgresql":
            found: list[tuple[Any, ...]] = _insert_arrays(
                db, table, columns, ready, ending
            ).fetchall()
            return found
        statement = _insert_one(table, columns, ending)
        return [db.connection.execute(statement, row).fetchone() for row in ready]


@contextmanager
def together() -> Iterator[None]:
    """Statements inside are sent without waiting for the answer of each, where that is possible."""
    db = connections[DEFAULT_DB_ALIAS]
    if db.vendor != "postgresql":
        yield
        return
    db.ensure_connection()
    with db.wrap_database_errors, db.connection.pipeline():
        yield


def _write(table: str, columns: Sequence[str], rows: Iterable[Row], ending: str) -> None:
    db = connections[DEFAULT_DB_ALIAS]
    ready = list(rows)
    if not ready:
        return
    db.ensure_connection()
    with db.wrap_database_errors:
        if db.vendor == "sqlite":
            db.connection.executemany(_insert_one(table, columns, ending), ready)
        elif len(ready) >= _WORTH_COPYING and not ending and not _is_sent_together(db):
            _copy(db, table, columns, ready)
        else:
            _insert_arrays(db, table, columns, ready, ending)


def _is_sent_together(db: Any) -> bool:
    """COPY waits for the server, so it cannot be sent along with others."""
    return bool(db.connection.pgconn.pipeline_status != PipelineStatus.OFF)


def _insert_one(table: str, columns: Sequence[str], ending: str) -> str:
    """On SQLite one prepared statement, run for each row, is quicker than long statements."""
    marks = ", ".join("?" * len(columns))
    return f'INSERT INTO "{table}" ({_names(columns)}) VALUES ({marks}){ending}'  # noqa: S608 - identifiers from models


def _copy(db: Any, table: str, columns: Sequence[str], rows: list[Row]) -> None:
    """The quickest way into PostgreSQL where there is much and nothing of it can be there."""
    statement = f'COPY "{table}" ({_names(columns)}) FROM STDIN'
    with db.connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _insert_arrays(
    db: Any, table: str, columns: Sequence[str], rows: list[Row], ending: str
) -> Any:
    """Columns as arrays: the statement is the same whatever the number of rows."""
    types = _types_of(table)
    arrays = [
        arrays_text(types[column], values)
        for column, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    statement = _from_arrays(table, tuple(columns), ending)
    return psycopg.Cursor(db.connection).execute(statement, arrays, prepare=True)


@cache
def _from_arrays(table: str, columns: tuple[str, ...], ending: str) -> str:
    types = _types_of(table)
    marks = ", ".join(f"%s::{types[column]}[]" for column in columns)
    return (
        f'INSERT INTO "{table}" ({_names(columns)}) '  # noqa: S608 - identifiers from models
        f"SELECT * FROM unnest({marks}){ending}"
    )


@cache
def _types_of(table: str) -> dict[str, str]:
    """PostgreSQL's type of each column, as arrays name it."""
    model = next(each for each in apps.get_models() if each._meta.db_table == table)
    types = {}
    for column in model._meta.concrete_fields:
        whole = column.rel_db_type(connection) if column.is_relation else column.db_type(connection)
        types[str(column.column)] = (whole or "text").partition("(")[0].split(" GENERATED")[0]
    return types


def arrays_text(type_: str, values: Sequence[Any]) -> str:
    """An array as PostgreSQL reads it: `{1,2,NULL}`, `{"a","b"}`."""
    if type_ in _NUMBERS and None not in values:
        return "{" + ",".join(map(str, values)) + "}"
    return "{" + ",".join(map(_array_element, values)) + "}"


_NUMBERS = ("bigint", "integer", "smallint")


def _array_element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, datetime):
        return _postgres_text(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


@lru_cache(maxsize=4096)
def _postgres_text(instant: datetime) -> str:
    return f'"{instant.isoformat()}"'


@lru_cache(maxsize=4096)
def _sqlite_text(instant: datetime) -> str:
    """As Django writes instants on SQLite: naive UTC text."""
    if instant.tzinfo is not UTC and instant.tzinfo is not None:
        instant = instant.astimezone(UTC)
    return instant.replace(tzinfo=None).isoformat(" ")


sqlite3.register_adapter(datetime, _sqlite_text)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
