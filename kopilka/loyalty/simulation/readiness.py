"""Getting the fast executor ready beside the requests: half a minute, once on a machine.

Another process compiles and leaves the machine code on disk, so that pages stay quick meanwhile.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from fractions import Fraction

import numpy as np

from kopilka.engine.program.model import EarnRule, Percent, Program, Wallet
from kopilka.loyalty.history.orders import History
from kopilka.loyalty.simulation.run import simulate

_ready = threading.Event()
_started = threading.Lock()


def is_ready(wait_seconds: float = 0) -> bool:
    """The first call starts the work; none waits longer than told."""
    if _started.acquire(blocking=False):
        threading.Thread(target=_get_ready, name="fast executor", daemon=True).start()
    return _ready.wait(wait_seconds)


def _get_ready() -> None:
    """What another process has left on disk is loaded in a second."""
    subprocess.run([sys.executable, "-m", __name__], check=False)  # noqa: S603 - our own module
    compile_now()
    _ready.set()


def compile_now() -> None:
    program = Program(
        name="any",
        currency="USD",
        timezone="UTC",
        wallets={"points": Wallet("points")},
        earn=(EarnRule("any", "order.paid", "points", Percent(Fraction(1, 100))),),
    )
    one = np.zeros(1, dtype=np.int64)
    history = History(["one"], one, ["one"], one, one, "USD")
    simulate(history, program, None, processes=1, executor="fast")


if __name__ == "__main__":
    compile_now()
