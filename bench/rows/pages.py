"""List pages with a million members: queries and time."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bench.database import postgres, python, sqlite
from bench.measure import Plan, Row, at_most

MEMBERS = 1_000_000


def pages(plan: Plan) -> Iterator[Row]:
    members = MEMBERS if plan.rounds > 1 else 20_000
    with sqlite() as url:
        yield from _asked(url, members, "SQLite")
    with postgres() as server:
        yield from _asked(server.url("shop"), members, "PostgreSQL")


def _asked(url: str, members: int, where: str) -> Iterator[Row]:
    done = python("-m", "bench.processes.pages", url, str(members), url=url, KOPILKA_MODE="test")
    if done.returncode:
        raise RuntimeError(done.stderr)
    for path, found in json.loads(done.stdout).items():
        name = f"{path}, {members:,} members, {where}"
        yield at_most(f"{name}: queries", found["queries"], 8)
        yield at_most(f"{name}: p95", found["p95_ms"], 100, unit=" ms")
