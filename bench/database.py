"""Databases to measure on, each fresh: PostgreSQL as it comes, durable; or a SQLite file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measure import cpu_seconds
from tests.support.postgres import Server, new_server

SQL = Path(__file__).parent / "sql"
_OPTIONS = ("shared_buffers=512MB", "max_wal_size=4GB", "max_connections=300")


@dataclass(frozen=True, slots=True)
class Postgres:
    server: Server

    def url(self, database: str) -> str:
        """Of a new, empty database."""
        self.run("postgres", "-c", f"CREATE DATABASE {database}")
        return self.address(database)

    def address(self, database: str) -> str:
        return self.server.url.rpartition("/")[0] + f"/{database}"

    def run(self, database: str, *arguments: str) -> str:
        command = ["psql", "-qtA", "-v", "ON_ERROR_STOP=1", self.address(database), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def copy(self, source: str, target: str) -> None:
        """A second database with the same rows."""
        self.run("postgres", "-c", f"CREATE DATABASE {target} TEMPLATE template0")
        dump = subprocess.run(
            ["pg_dump", self.address(source)], capture_output=True, text=True, check=True
        )
        command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", self.address(target)]
        subprocess.run(command, input=dump.stdout, capture_output=True, text=True, check=True)

    def pgbench(self, database: str, script: str, clients: int, seconds: int, **sets: int) -> float:
        """Calls a second."""
        defined = [part for name, value in sets.items() for part in ("-D", f"{name}={value}")]
        command = ["pgbench", "-n", "-M", "prepared", f"-c{clients}", "-j2", f"-T{seconds}"]
        command += [*defined, "-f", str(SQL / script), self.address(database)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = re.search(r"tps = ([\d.]+)", done.stdout)
        assert found, done.stdout
        return float(found[1])

    def cpu(self) -> float:
        head = (self.server.data / "postmaster.pid").read_text().split()[0]
        return cpu_seconds(int(head))


@contextmanager
def postgres() -> Iterator[Postgres]:
    server = new_server(*_OPTIONS)
    try:
        yield Postgres(server)
    finally:
        server.remove()


@contextmanager
def sqlite() -> Iterator[str]:
    """The URL of a new file; on the disk that the project is on."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=_var()) as folder:
        yield f"sqlite:///{Path(folder).relative_to(_root())}/bench.sqlite3"


def _root() -> Path:
    return Path(__file__).resolve().parent.parent


def _var() -> Path:
    (_root() / "var").mkdir(exist_ok=True)
    return _root() / "var"


def python(*arguments: str, url: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """This Python in a process of its own, on that database; its output is kept."""
    settings = {"DATABASE_URL": url, "KOPILKA_MODE": "demo", **environ}
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **settings},
        cwd=_root(),
        check=False,
    )
