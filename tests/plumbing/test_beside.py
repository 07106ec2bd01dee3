"""What is made beside requests is kept, and stands while the next is made."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kopilka.plumbing.parallel.beside import Beside, Report

LONG = 30.0


def test_the_first_look_waits_no_longer_than_told_and_hears_how_far_it_is() -> None:
    beside: Beside[str] = Beside(most=9, fresh_seconds=LONG)
    begun, go_on = threading.Event(), threading.Event()

    def make(report: Report) -> str:
        report(3, 10)
        begun.set()
        go_on.wait(LONG)
        return "made"

    assert beside.get("owl", make) is None
    assert begun.wait(LONG)
    assert beside.progress("owl") == (3, 10)
    go_on.set()
    assert beside.get("owl", make, LONG) == "made"
    assert beside.progress("owl") == (0, 0)


def test_an_old_value_stands_while_the_next_is_made_once() -> None:
    beside: Beside[int] = Beside(most=9, fresh_seconds=0)
    made: list[int] = []
    go_on = threading.Event()
    go_on.set()

    def make(report: Report) -> int:
        go_on.wait(LONG)
        made.append(1)
        return len(made)

    assert beside.get("owl", make, LONG) == 1
    go_on.clear()
    assert [beside.get("owl", make) for _ in range(5)] == [1] * 5
    go_on.set()
    while beside.get("owl", make) == 1:
        pass
    assert len(made) >= 2


def test_what_is_kept_has_a_bound_and_the_latest_asked_for_stays() -> None:
    beside: Beside[int] = Beside(most=10, fresh_seconds=LONG, weigh=lambda value: value)

    def of(value: int) -> Callable[[Report], int]:
        return lambda report: value

    for key in "abc":
        beside.get(key, of(4), LONG)
    assert beside.get("a", of(5)) is None, "made first, it went first"
    assert beside.get("c", of(5)) == 4


def test_what_fails_is_tried_again() -> None:
    beside: Beside[int] = Beside(most=1, fresh_seconds=LONG)

    def fail(report: Report) -> int:
        raise ArithmeticError

    assert beside.get("owl", fail, LONG) is None
    assert beside.get("owl", lambda report: 1, LONG) == 1
