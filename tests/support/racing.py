"""Threads that start at the same instant, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def at_once(*acts: Callable[[], Result]) -> list[Result | Exception]:
    """Results in the order of the acts; what an act raised stands in its place."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Result]) -> Result | Exception:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            return act()
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def raised(results: Sequence[object]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]
