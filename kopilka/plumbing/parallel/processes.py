"""Work done in processes beside this one, as many as there are cores.

They begin from nothing: one that was copied from a process with threads may wait for ever for a
lock that nobody holds there. One that dies, or an answer that cannot be read, is raised here.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any, TypeVar

import django
from django.db import connection

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def answered_in_order(
    work: Callable[[Asked], Answer],
    asked: Iterable[Asked],
    *,
    processes: int | None = None,
    database: bool = False,
) -> Iterator[Answer]:
    """`work(each)` for each, in their order; never more under way than keeps everybody busy.

    `work` is a function of a module, and what travels to it and back can be pickled. `database`:
    it asks the one that this process has, and sees what has been committed there.
    """
    count = processes or cores()
    begin = partial(_begin, dict(connection.settings_dict) if database else {})
    with ProcessPoolExecutor(count, get_context("spawn"), begin) as pool:
        under_way: deque[Future[Answer]] = deque()
        for each in asked:
            under_way.append(pool.submit(work, each))
            if len(under_way) == count + 2:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(database: dict[str, Any]) -> None:
    """What is done there makes no circles of objects; looking for some took a tenth of its time."""
    gc.disable()
    if database:
        django.setup()
        connection.settings_dict.update(database)
