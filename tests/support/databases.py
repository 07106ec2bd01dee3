"""Databases of a test's own, copied from a template: what one commits no other sees."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections

_numbers = itertools.count(1)


@contextmanager
def copy_of(template: str) -> Iterator[str]:
    """Every connection of this process goes to a fresh copy of `template` while it lasts."""
    before = connection.settings_dict["NAME"]
    connections.close_all()
    copy = _copy(template)
    connection.settings_dict["NAME"] = copy
    try:
        yield copy
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        drop(copy)


def keep_as_template(name: str) -> str:
    """A copy of what the connection is on, to make further copies of."""
    connections.close_all()
    return _copy(str(connection.settings_dict["NAME"]), name)


def _copy(template: str, suffix: str = "") -> str:
    suffix = suffix or f"copy{next(_numbers)}"
    if connection.vendor == "postgresql":
        copy = f"{template}_{suffix}"
        _administer(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        _administer(f'CREATE DATABASE "{copy}" TEMPLATE "{template}" STRATEGY file_copy')
        return copy
    _checkpoint(template)
    folder = Path(tempfile.mkdtemp(prefix="kopilka-db-"))
    shutil.copy(template, folder / f"{suffix}.sqlite3")
    return str(folder / f"{suffix}.sqlite3")


def _checkpoint(path: str) -> None:
    """Everything of the write-ahead log into the file, which alone is copied."""
    import sqlite3

    with sqlite3.connect(path) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    source.close()


def drop(copy: str) -> None:
    """For good; whoever is still connected is thrown out."""
    if connection.vendor == "postgresql":
        _administer(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
    else:
        shutil.rmtree(Path(copy).parent, ignore_errors=True)


def _administer(statement: str) -> None:
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)
