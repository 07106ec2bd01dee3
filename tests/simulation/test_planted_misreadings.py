"""The comparison sees each word that the fast executor reads wrongly."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from simulation.histories import histories
from simulation.programs import programs
from simulation.test_fast_executor import differences, ends, policies, work_of

from kopilka.engine import fast
from kopilka.engine.fast.codes import DOWN

pytestmark = pytest.mark.xdist_group("compiled")  # one process makes the code, once

HUNT = settings(
    max_examples=3000,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
BUGS: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    "halves always down": ("wallets", "rounding", lambda was: was * 0 + DOWN),
    "any number of units redeems": ("wallets", "step", lambda was: was * 0 + 1),
    "no least balance": ("wallets", "min_balance", lambda was: was * 0),
    "the whole order may be paid": ("shares", "part", lambda was: was * 0 + 1000),
    "a day too long": ("terms", "length", lambda was: was + 1),
    "nothing waits": ("terms", "pending", lambda was: was * 0),
    "all groups are one": ("rules", "group", lambda was: was * 0),
    "multipliers look at everything": ("rules", "targets", lambda was: was * 0 - 1),
    "rules have the wallet's dates": ("rules", "term", lambda was: was * 0 - 1),
    "thresholds one too high": ("levels", "start", lambda was: was + 1),
    "drops to what is deserved": ("conf", "one_step", lambda was: was * 0),
    "no grace": ("conf", "grace", lambda was: was * 0 - 1),
    "limits for ever": ("limits", "period", lambda was: was * 0),
    "brackets one too high": ("steps", "start", lambda was: was + 1),
    "one lane": ("discounts", "lane", lambda was: was * 0),
    "units beside any discount": ("discounts", "allowed", lambda was: was * 0 + 1),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BUGS)
def test_a_wrong_table_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    table, field, wrong = BUGS[name]
    module: Any = sys.modules["kopilka.engine.fast.run"]
    right = module._tables

    def planted(*arguments: Any) -> Any:
        tables, months = right(*arguments)
        column = getattr(tables, table)[field]
        column[:] = wrong(column)
        return tables, months

    monkeypatch.setattr(module, "_tables", planted)

    @HUNT
    @given(histories(), programs(), policies, ends)
    def hunt(history: Any, program: Any, redeem: Any, days: int) -> None:
        if fast.can_run(program):
            assert not differences(history, work_of(history, program, redeem, days))

    with pytest.raises(AssertionError):
        hunt()
