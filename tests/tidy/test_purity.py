"""What thinks runs in two worlds, live and simulated: it knows no library, no clock and no disk.

import-linter sees our own modules; it is here that other people's are kept out.
"""

from __future__ import annotations

import sys

from tidy.house import Module, modules

FAST = "kopilka/engine/fast/"
"""The compiled executor of simulation: the one part of the engine that may know numpy and numba."""
FAST_KNOWS = {"numpy", "numba"}
OUTSIDE = {
    "asyncio", "ctypes", "io", "logging", "multiprocessing", "os", "pathlib", "random", "shutil",
    "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "warnings",
}  # fmt: skip
"""Parts of the standard library that reach the world or the clock."""
ACTS = {"open", "print", "input", "eval", "exec", "__import__"}


def pure() -> list[Module]:
    return [m for m in modules("kopilka/values", "kopilka/engine") if FAST not in m.place]


def _roots(module: Module) -> set[tuple[str, str]]:
    return {(name.partition(".")[0], module.at(node)) for name, node in module.imports()}


def test_the_engine_and_the_values_import_the_standard_library_only() -> None:
    known = {*sys.stdlib_module_names, "kopilka"}
    foreign = [where for m in pure() for root, where in _roots(m) if root not in known]
    assert not foreign


def test_the_fast_executor_imports_numpy_and_numba_besides() -> None:
    known = {*sys.stdlib_module_names, "kopilka", *FAST_KNOWS}
    foreign = [
        where
        for module in modules("kopilka/engine")
        for root, where in _roots(module)
        if root not in known
    ]
    assert not foreign


def test_the_engine_and_the_values_reach_no_disk_no_network_and_no_clock() -> None:
    reached = [where for m in pure() for root, where in _roots(m) if root in OUTSIDE]
    reached += [m.at(call) for m in pure() for name, call in m.calls() if name in ACTS]
    assert not reached


def test_only_the_simulation_and_the_fast_executor_itself_know_the_fast_executor() -> None:
    """Live orders are decided by the traced engine, which is the reference."""
    knowing = [
        module.at(node)
        for module in modules("kopilka")
        for name, node in module.imports()
        if name.startswith("kopilka.engine.fast") and FAST not in module.place
    ]
    assert all(where.startswith("kopilka/loyalty/simulation/") for where in knowing), knowing
