"""Running a simulation over all cores, with progress; members are the unit of work.

The fast executor runs what it has the words for; the engine runs the rest, and small histories,
for which compiled code would not be ready sooner.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import numpy as np

from kopilka.engine import fast
from kopilka.engine.program.model import Program
from kopilka.loyalty.history.orders import History, Progress, no_progress
from kopilka.loyalty.simulation.asked import told_apart
from kopilka.loyalty.simulation.compiled import simulate_compiled
from kopilka.loyalty.simulation.members import Redeem, Work, simulate_members
from kopilka.loyalty.simulation.partial import Partial
from kopilka.plumbing.parallel.processes import answered_in_order, cores

_PARTS_PER_PROCESS = 16
_SMALL = 2000
FAST_FROM = 20_000
"""Orders from which the fast executor is worth getting ready."""
Executor = Literal["engine", "fast"]


@dataclass(frozen=True, slots=True)
class Simulated:
    """`lacking`: why the engine ran a history that is large enough for the fast executor."""

    partial: Partial
    seconds: float
    executor: Executor = "engine"
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """A history in two: `others` are the members of whom only the engine can judge `words`."""

    plain: History | None
    others: History | None
    words: tuple[str, ...]
    last: datetime

    def __len__(self) -> int:
        return len(self.plain or ()) + len(self.others or ())

    def thinned(self, every: int) -> Split:
        """One member of so many, in both parts."""
        if every < 2:
            return self
        return replace(self, plain=_thinned(self.plain, every), others=_thinned(self.others, every))


def _thinned(history: History | None, every: int) -> History | None:
    if history is None:
        return None
    return history.only(np.flatnonzero(history.member % every == 0))


def simulate(
    history: History,
    program: Program,
    redeem: Redeem,
    *,
    until: datetime | None = None,
    progress: Progress = no_progress,
    processes: int | None = None,
    executor: Executor | None = None,
) -> Simulated:
    """`until`: the end of the story, by default the last instant told, and never before it.

    `executor` None: whichever answers sooner. Getting compiled code ready is no part of `seconds`.
    """
    history = history.paid()
    last = history.last()
    work = Work(program, redeem, max(until or last, last))
    wanted = executor or ("fast" if len(history) >= FAST_FROM else "engine")
    lacking = fast.lacking(program) if wanted == "fast" else ()
    if wanted == "fast" and not lacking:
        try:
            return _by_both(split(history, program), work, progress, processes)
        except fast.TooLarge as reason:
            lacking = (str(reason),)
    started = time.perf_counter()
    partial = _by_engine(history, work, progress, processes)
    return Simulated(partial, time.perf_counter() - started, "engine", lacking)


def simulate_split(parts: Split, program: Program, redeem: Redeem, *, until: datetime) -> Simulated:
    """One whose parts are kept; raises fast.TooLarge where only the engine is safe."""
    return _by_both(parts, Work(program, redeem, max(until, parts.last)), no_progress, 1)


def split(history: History, program: Program) -> Split:
    apart = told_apart(history, program)
    if not apart.members:
        return Split(history, None, (), history.last())
    known = np.isin(history.member, list(apart.members))
    others = history.only(np.flatnonzero(known))
    plain = None if known.all() else history.only(np.flatnonzero(~known))
    return Split(plain, others, apart.words, history.last())


def _by_both(parts: Split, work: Work, progress: Progress, threads: int | None) -> Simulated:
    """By the fast executor, but for members who have what only the engine can judge."""
    if parts.others is None:
        assert parts.plain is not None
        return _by_fast(parts.plain, work, progress, threads)
    started = time.perf_counter()
    partial = _by_engine(parts.others, work, lambda done, _: progress(done, len(parts)), threads)
    seconds = time.perf_counter() - started
    if parts.plain is not None:
        plain = _by_fast(parts.plain, work, no_progress, threads)
        partial.add(plain.partial)
        seconds += plain.seconds
    return Simulated(partial, seconds, "engine", parts.words)


def _by_fast(history: History, work: Work, progress: Progress, threads: int | None) -> Simulated:
    fast.prepare(work.program)
    started = time.perf_counter()

    def report(done: int) -> None:
        progress(done, len(history))

    partial = simulate_compiled(history, work, threads=threads, progress=report)
    return Simulated(partial, time.perf_counter() - started, "fast")


def simulate_parts(
    parts: Iterable[History],
    program: Program,
    redeem: Redeem,
    *,
    until: datetime,
    progress: Progress = no_progress,
    orders: int = 0,
) -> Simulated:
    """A history that no memory holds: whole members in each part, one part at a time.

    `until` must not be before any part's last order; `orders`: of all parts, for `progress`.
    """
    whole, seconds, ran, lacking = Partial(), 0.0, set[Executor](), fast.lacking(program)
    for history in parts:
        executor: Executor = "engine" if fast.lacking(program) else "fast"
        found = simulate(history, program, redeem, until=until, executor=executor)
        whole.add(found.partial)
        seconds += found.seconds
        ran.add(found.executor)
        lacking = found.lacking or lacking
        progress(whole.orders, orders)
    return Simulated(whole, seconds, "engine" if "engine" in ran else "fast", lacking)


def _by_engine(history: History, work: Work, progress: Progress, processes: int | None) -> Partial:
    count = processes or cores()
    parts = _parts(len(history.members), count)
    if count == 1 or len(history) < _SMALL:
        return _alone(history, parts, work, progress)
    return _together(history, parts, work, progress, count)


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
    """Each process is sent a part's own orders; only partials come back."""
    whole, bounds = Partial(), history.bounds()
    sent = (
        (history.between(int(bounds[part.start]), int(bounds[part.stop])), work) for part in parts
    )
    for partial in answered_in_order(_run_part, sent, processes=count):
        whole.add(partial)
        progress(whole.orders, len(history))
    return whole


def _run_part(sent: tuple[History, Work]) -> Partial:
    history, work = sent
    return simulate_members(history, range(len(history.members)), work)
