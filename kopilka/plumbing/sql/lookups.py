"""Reading on hot paths: written SQL, prepared once on either database.

A list parameter is written `IN INTS(%s)` or `IN TEXTS(%s)`: one parameter whatever its length, so
that the statement stays the same. Values are the driver's; on SQLite instants come as text or
without a zone, and `instant` reads them. `+column` keeps SQLite from choosing that column's index.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.postgresql.psycopg_any import register_tzloader

from kopilka.plumbing.sql.rows import arrays_text

Ints = Sequence[int]
Texts = Sequence[str]
Found = list[tuple[Any, ...]]


def look_up(sql: str, *parameters: int | str | datetime | Ints | Texts) -> Found:
    """All rows. `parameters` in the order of the `%s`."""
    db = connections[DEFAULT_DB_ALIAS]
    db.ensure_connection()
    if db.vendor == "sqlite":
        return _sqlite_rows(db, sql, parameters)
    try:
        return _postgres_rows(db, sql, parameters)
    except OperationalError:
        if db.in_atomic_block or not db.connection.closed:
            raise
    db.close()  # it had gone while idle: once more on a fresh one
    db.ensure_connection()
    return _postgres_rows(db, sql, parameters)


class Asked:
    """Looks that go to the database together, and are answered once `answered` has been left."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self._cursors: list[Any] = []

    def look_up(self, sql: str, *parameters: Any) -> Callable[[], Found]:
        """What gives all rows, later."""
        if self._db.vendor == "sqlite":
            found = _sqlite_rows(self._db, sql, parameters)
            return lambda: found
        ready = [_for_postgres(one) for one in parameters]
        cursor = _new_cursor(self._db.connection)
        cursor.execute(_postgres(sql), ready, prepare=True)
        return cursor.fetchall  # type: ignore[no-any-return]


@contextmanager
def asked() -> Iterator[Asked]:
    """One trip for many looks, inside a transaction."""
    db = connections[DEFAULT_DB_ALIAS]
    db.ensure_connection()
    if db.vendor == "sqlite":
        yield Asked(db)
        return
    with db.wrap_database_errors, db.connection.pipeline():
        yield Asked(db)


def _sqlite_rows(db: Any, sql: str, parameters: tuple[Any, ...]) -> Found:
    ready = [_for_sqlite(one) for one in parameters]
    with db.wrap_database_errors:
        found: Found = db.connection.execute(_sqlite(sql), ready).fetchall()
    return found


def _postgres_rows(db: Any, sql: str, parameters: tuple[Any, ...]) -> Found:
    ready = [_for_postgres(one) for one in parameters]
    with db.wrap_database_errors:
        found: Found = (
            _cursor(db.connection).execute(_postgres(sql), ready, prepare=True).fetchall()
        )
    return found


def instant(value: str | datetime) -> datetime:
    if isinstance(value, str):
        return _from_text(value)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def cursor_instant(text: str) -> datetime:
    """Of a page's cursor; raises ValueError where it is none or has no zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} has no zone")
    return at


def maybe_instant(value: str | datetime | None) -> datetime | None:
    return None if value is None else instant(value)


@lru_cache(maxsize=4096)
def _from_text(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def _sqlite(sql: str) -> str:
    listed = "IN (SELECT value FROM json_each(%s))"
    sql = sql.replace("IN INTS(%s)", listed).replace("IN TEXTS(%s)", listed)
    return sql.replace(" FOR UPDATE", "").replace("%s", "?")


@cache
def _postgres(sql: str) -> str:
    sql = sql.replace("IN INTS(%s)", "= ANY(%s::bigint[])")
    return sql.replace("IN TEXTS(%s)", "= ANY(%s::text[])")


def _for_sqlite(parameter: Any) -> Any:
    if isinstance(parameter, list | tuple):
        return json.dumps(parameter)
    return parameter


def _for_postgres(parameter: Any) -> Any:
    if isinstance(parameter, list | tuple):
        numbers = bool(parameter) and isinstance(parameter[0], int)
        return arrays_text("bigint" if numbers else "text", parameter)
    return parameter


_CURSORS: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


def _cursor(session: Any) -> Any:
    """The session's own cursor that binds on the server and gives instants in UTC."""
    cursor = _CURSORS.get(session)
    if cursor is None:
        cursor = _CURSORS[session] = _new_cursor(session)
    return cursor


def _new_cursor(session: Any) -> Any:
    cursor = psycopg.Cursor(session)
    register_tzloader(UTC, cursor)
    return cursor
