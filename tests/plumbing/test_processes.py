"""Work beside this process: in order, and whoever dies or fails is heard of."""

from __future__ import annotations

import os
import threading
from concurrent.futures.process import BrokenProcessPool

import pytest
from django.db import connection

from kopilka.plumbing.parallel.processes import answered_in_order

_LOCK = threading.Lock()


def _takes_the_lock(_: int) -> bool:
    return _LOCK.acquire(timeout=1)


def _square(number: int) -> int:
    return number * number


def _fail(number: int) -> int:
    raise ValueError(f"no {number}")


def _die(number: int) -> int:
    os._exit(number)


def _database(_: int) -> str:
    return str(connection.settings_dict["NAME"])


def test_answers_come_in_the_order_of_what_was_asked() -> None:
    asked = range(40)
    assert [*answered_in_order(_square, asked, processes=2)] == [each * each for each in asked]


def test_who_fails_says_why_and_who_dies_is_missed() -> None:
    with pytest.raises(ValueError, match="no 1"):
        list(answered_in_order(_fail, [1], processes=1))
    with pytest.raises(BrokenProcessPool):
        list(answered_in_order(_die, [1], processes=1))


def test_a_lock_that_is_held_here_is_free_there() -> None:
    with _LOCK:
        assert [*answered_in_order(_takes_the_lock, [0], processes=1)] == [True]


@pytest.mark.django_db
def test_they_ask_the_database_of_this_process() -> None:
    mine = str(connection.settings_dict["NAME"])
    assert [*answered_in_order(_database, [0], processes=1, database=True)] == [mine]
