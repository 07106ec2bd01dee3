"""`now` is handed in: a test stands at any moment, and a replay decides as the first time."""

from __future__ import annotations

import re

from tidy.house import modules

CLOCK = "kopilka/plumbing/clock.py"
LOOPS = {"kopilka/plumbing/jobs.py", "kopilka/loyalty/ledger/writer.py"}
"""Threads of their own, which nobody hands an instant to: they take one for what they start."""
BELOW_FRONTS = ("kopilka/values", "kopilka/engine", "kopilka/plumbing", "kopilka/loyalty")
READS_THE_CLOCK = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|timezone\.(now|localdate|localtime)"
    r"|time\.(time|time_ns|localtime|gmtime)|clock\.now|utcnow|localdate)$"
)


def test_nothing_below_the_fronts_asks_what_time_it_is() -> None:
    asked = [
        module.at(call)
        for module in modules(*BELOW_FRONTS)
        for name, call in module.calls()
        if READS_THE_CLOCK.search(name)
        and module.place != CLOCK
        and not (module.place in LOOPS and name == "clock.now")
    ]
    assert not asked


def test_fronts_ask_the_one_clock_and_no_other() -> None:
    asked = [
        module.at(call)
        for module in modules("kopilka/fronts")
        for name, call in module.calls()
        if READS_THE_CLOCK.search(name) and name != "clock.now"
    ]
    assert not asked
