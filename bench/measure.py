"""Figures, their goals, and what processes cost."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `met` None: there is no goal, or it was not measured."""

    name: str
    figure: str
    goal: str = ""
    met: bool | None = None
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how often: rounds go in turns, reference and subject, reference and subject."""

    rounds: int
    seconds: int
    scale: int  # members, and everything else in proportion

    @classmethod
    def quick(cls) -> Plan:
        return cls(rounds=1, seconds=3, scale=5_000)


def at_least(name: str, value: float, goal: float, *, unit: str = "", note: str = "") -> Row:
    figure = f"{value:,.2f}{unit}" if value < 100 else f"{value:,.0f}{unit}"
    return Row(name, f"{figure} {note}".strip(), f"≥ {goal:,g}{unit}", value >= goal, value)


def at_most(name: str, value: float, goal: float, *, unit: str = "", note: str = "") -> Row:
    return Row(
        name, f"{value:,.2f}{unit} {note}".strip(), f"≤ {goal:,g}{unit}", value <= goal, value
    )


def plain(name: str, value: float, unit: str = "", note: str = "") -> Row:
    figure = f"{value:,.2f}{unit}" if value < 100 else f"{value:,.0f}{unit}"
    return Row(name, f"{figure} {note}".strip(), value=value)


def median(values: Iterable[float]) -> float:
    return statistics.median(list(values))


def family(root: int) -> list[int]:
    """The process and all that came of it."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (stat := _stat(int(folder.name))):
            parents[int(folder.name)] = int(stat[1])
    found = [root]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def cpu_seconds(root: int) -> float:
    """Of the process and its children, those that have ended included."""
    ticks = 0
    for process in family(root):
        stat = _stat(process)
        ticks += sum(int(part) for part in stat[11 : 15 if process == root else 13])
    return ticks / _TICK


def _stat(process: int) -> list[str]:
    """Fields of /proc/PID/stat after the name; nothing where it has just gone."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()


def memory(root: int) -> int:
    """Bytes that the process and its children hold, what they share counted once."""
    return sum(_share_of_memory(process) for process in family(root))


def _share_of_memory(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


class Stopwatch:
    """`seconds` of wall time inside `with`."""

    seconds = 0.0

    def __enter__(self) -> Stopwatch:
        self._started = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._started
