"""Running a simulation over all cores, with progress; members are the unit of work."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kopilka.engine.program.model import Program
from kopilka.loyalty.history.orders import History, Progress, no_progress, to_instant
from kopilka.loyalty.simulation.members import Redeem, Work, simulate_members
from kopilka.loyalty.simulation.partial import Partial

_PARTS_PER_PROCESS = 16
_SMALL = 2000
_SHARED: dict[str, tuple[History, Work]] = {}


@dataclass(frozen=True, slots=True)
class Simulated:
    partial: Partial
    seconds: float


def simulate(
    history: History,
    program: Program,
    redeem: Redeem,
    *,
    until: datetime | None = None,
    progress: Progress = no_progress,
    processes: int | None = None,
) -> Simulated:
    """`until`: the end of the story, by default the last order's instant."""
    end = until or to_instant(int(history.placed.max()))
    work = Work(program, redeem, end)
    started = time.perf_counter()
    count = processes or os.cpu_count() or 1
    parts = _parts(len(history.members), count)
    if count == 1 or len(history) < _SMALL:
        partial = _alone(history, parts, work, progress)
    else:
        partial = _together(history, parts, work, progress, count)
    return Simulated(partial, time.perf_counter() - started)


def _parts(members: int, processes: int) -> list[range]:
    size = max(members // (processes * _PARTS_PER_PROCESS), 1)
    return [range(start, min(start + size, members)) for start in range(0, members, size)]


def _alone(history: History, parts: Sequence[range], work: Work, progress: Progress) -> Partial:
    whole = Partial()
    for part in parts:
        whole.add(simulate_members(history, part, work))
        progress(whole.orders, len(history))
    return whole


def _together(
    history: History, parts: Sequence[range], work: Work, progress: Progress, count: int
) -> Partial:
    """Forked processes share the history's memory; only partials travel."""
    whole = Partial()
    _SHARED["now"] = (history, work)
    try:
        with multiprocessing.get_context("fork").Pool(count) as pool:
            for partial in pool.imap_unordered(_run_part, parts):
                whole.add(partial)
                progress(whole.orders, len(history))
    finally:
        del _SHARED["now"]
    return whole


def _run_part(part: range) -> Partial:
    history, work = _SHARED["now"]
    return simulate_members(history, part, work)
