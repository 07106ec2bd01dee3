"""How the functions of this folder become machine code, and where that is kept."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])
_NUMBA: Any = numba  # its types know neither all of its options nor its settings
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""Without numba's run time no array is counted by reference, which is most of the time otherwise.
So compiled code makes no arrays; `run` hands over all that it needs."""


def compiled(function: Function) -> Function:
    """Machine code, made together with the entry that calls it, and callable by that alone.

    From Python it must not be called: there is no wrapper, which halves the time to compile.
    """
    wrappers = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Function, _NUMBA.njit(**_OPTIONS, **wrappers)(function))


def entry(function: Function) -> Function:
    """Machine code that is kept on disk for the next start, for as long as no source changes."""
    earlier = _NUMBA.config.CACHE_DIR
    _NUMBA.config.CACHE_DIR = str(_folder(earlier))
    try:
        code = _NUMBA.njit(**_OPTIONS, no_cfunc_wrapper=True, cache=True)(function)
    finally:
        _NUMBA.config.CACHE_DIR = earlier
    return cast(Function, code)


def _folder(told: str) -> Path:
    """numba looks at the entry's own file alone, so the folder's name stands for all of them."""
    here = Path(__file__).parent
    sources = b"".join(path.read_bytes() for path in sorted(here.rglob("*.py")))
    name = f"kopilka-fast-{hashlib.sha256(sources).hexdigest()[:12]}"
    places = [Path(told)] if told else [here / "__pycache__", Path.home() / ".cache"]
    for place in (*places, Path(tempfile.gettempdir())):
        folder = place / name
        if _writable(folder):
            return folder
    raise OSError(f"no place to keep compiled code: {', '.join(map(str, places))}")


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
