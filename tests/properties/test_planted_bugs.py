"""The properties see every bug of the list: a property that nothing can break proves nothing."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from planted import BUGS, Bug
from support.programs import program_texts
from test_book import live

HUNT = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize(
    "bug",
    [pytest.param(bug, id=bug.name, marks=[pytest.mark.slow] if bug.rare else []) for bug in BUGS],
)
def test_a_planted_bug_is_seen(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    place: Any = _find(bug.module)
    monkeypatch.setattr(place, bug.attribute, bug.make(getattr(place, bug.attribute)))

    @HUNT
    @given(program_texts(**bug.terms), st.data())
    def hunt(text: str, data: st.DataObject) -> None:
        live(text, data, **bug.terms)

    with pytest.raises(Exception) as seen:
        hunt()
    assert _is_ours(seen.value), seen.value


def _find(path: str) -> Any:
    """A module, or a class in one."""
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError:
        module, _, name = path.rpartition(".")
        return getattr(importlib.import_module(module), name)


def _is_ours(problem: BaseException) -> bool:
    """An invariant or an assertion of the engine, alone or among others of one hunt."""
    if isinstance(problem, BaseExceptionGroup):
        return any(_is_ours(each) for each in problem.exceptions)
    return isinstance(problem, AssertionError | KeyError | ValueError)
