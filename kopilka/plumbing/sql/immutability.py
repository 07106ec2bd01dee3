"""Tables whose rows never change: triggers refuse UPDATE and DELETE on both databases.

Django rebuilds a SQLite table when a field is altered and drops its triggers silently, so they are
put back after every migration, and `missing` tells which do not stand.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

IMMUTABLE: set[str] = set()
_VERBS = ("update", "delete")


def declare(*tables: str) -> None:
    """Called once by the room that owns the tables, when its app is ready."""
    IMMUTABLE.update(tables)


def install(tables: Iterable[str] | None = None) -> None:
    """Put every trigger in place, also where one stands already."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_REFUSE)
        for table in sorted(IMMUTABLE if tables is None else tables):
            for verb in _VERBS:
                for statement in _statements(table, verb):
                    cursor.execute(statement)


_REFUSE = """
CREATE OR REPLACE FUNCTION kopilka_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are immutable', TG_TABLE_NAME; END $$
"""


def _statements(table: str, verb: str) -> tuple[str, str]:
    name = trigger_name(table, verb)
    if connection.vendor == "postgresql":
        return (
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
            f'CREATE TRIGGER "{name}" BEFORE {verb.upper()} ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION kopilka_refuse_change()",
        )
    return (
        f'DROP TRIGGER IF EXISTS "{name}"',
        f'CREATE TRIGGER "{name}" BEFORE {verb.upper()} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are immutable'); END",
    )


def trigger_name(table: str, verb: str) -> str:
    return f"{table}_no_{verb}"


def missing() -> list[str]:
    """Names of the triggers that should stand and do not."""
    wanted = {trigger_name(table, verb) for table in IMMUTABLE for verb in _VERBS}
    return sorted(wanted - _standing())


def _standing() -> set[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}
