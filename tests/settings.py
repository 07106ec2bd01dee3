"""Settings of the tests: SQLite in a file, or with TEST_DATABASE=postgres a server of our own."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ["KOPILKA_MODE"] = "test"
if os.environ.get("TEST_DATABASE") == "postgres":
    from support.postgres import NoPostgres, start_for_tests

    try:
        os.environ["DATABASE_URL"] = start_for_tests()
    except NoPostgres as problem:
        if os.environ.get("CI"):
            raise
        print(f"\n{'!' * 60}\nSKIPPED, every test on PostgreSQL: {problem}\n{'!' * 60}")
        sys.exit(0)
else:
    _folder = Path(tempfile.gettempdir()) / f"kopilka-tests-{os.getuid()}"
    os.environ["DATABASE_URL"] = f"sqlite:///{_folder / 'unused.sqlite3'}"

from kopilka.settings import *  # noqa: F403
from kopilka.settings import DATABASES

_database = DATABASES["default"]
_database["CONN_MAX_AGE"] = 0
if os.environ.get("TEST_DATABASE") != "postgres":
    _database["TEST"] = {"NAME": str(_folder / f"template-{os.getppid()}.sqlite3")}
