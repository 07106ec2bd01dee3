"""A made shop on a database: its site is asked, its books are checked at the end."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.database import python
from bench.site import KOPILKA, Asked, Site, serving


@dataclass(slots=True)
class Made:
    """`run` tells one run's orders from another's; `answers` counts what was acknowledged."""

    url: str
    members: int
    keys: Path
    site: Site
    run: int = 0
    answers: int = 0

    def ask(self, script: str, clients: int, seconds: int, *, members: int = 0) -> Asked:
        self.run += 1
        of = str(members or self.members)
        asked = self.site.ask(script, clients, seconds, f"r{self.run}", of, str(self.keys))
        self.answers += asked.answers - asked.bad
        return asked

    def ask_at(self, rate: float, kind: str, seconds: int) -> Asked:
        """At a steady rate, whatever the answers take."""
        self.run += 1
        where = str(self.members), str(self.keys)
        return self.site.ask_at(rate, kind, seconds, f"r{self.run}", *where)


@contextmanager
def made_shop(
    url: str, members: int, *, balance: int = 0, clients: int = 16, **environ: str
) -> Iterator[Made]:
    """Warm, and clean at the end: nothing lost, nothing overspent, or RuntimeError."""
    done = python("-m", "bench.shop", url, str(members), str(balance), url=url)
    if done.returncode:
        raise RuntimeError(done.stderr)
    with tempfile.NamedTemporaryFile("w", suffix=".keys") as keys:
        keys.write("\n".join(json.loads(done.stdout)["keys"]) + "\n")
        keys.flush()
        with serving(url, **environ) as site:
            yield Made(url, members, Path(keys.name), site)
    check(url)


def check(url: str) -> None:
    done = python("-c", KOPILKA[-1], "check-books", url=url)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def count(url: str, table: str) -> int:
    """Rows of a table, to see that nothing acknowledged was lost."""
    done = python("-m", "bench.processes.count", table, url=url)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return int(done.stdout)
