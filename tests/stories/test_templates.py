"""A template can be simulated and opened with as it stands, and is said in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.utils import translation
from typer.testing import CliRunner

from kopilka.fronts.cli.main import app
from kopilka.fronts.wording.voice import Voice
from kopilka.loyalty.programs.library import TEMPLATES
from kopilka.loyalty.programs.queries import read_program

PROGRAMS = sorted(TEMPLATES.glob("*.yaml"))
ORDERS = """order_id,member_id,placed_at,total
1,anna,2026-01-05 12:00,3000.00
2,anna,2026-02-05 12:30,900.00
3,boris,2026-02-06 18:00,250.00
4,anna,2026-03-07 12:00,6000.00
"""


def named(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("program", PROGRAMS, ids=named)
def test_a_template_can_be_simulated(program: Path, tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text(ORDERS, encoding="utf-8")
    words = ["simulate", str(program), str(orders), "--json", "-"]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["orders"], told["members"]) == (4, 2)
    for sums in told["wallets"].values():
        gone = sums["redeemed"] + sums["lapsed"] + sums["taken_back"]
        assert sums["issued"] == gone + sums["outstanding"]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("path", PROGRAMS, ids=named)
def test_a_template_s_wallets_and_rules_have_names(path: Path, language: str) -> None:
    program = read_program(path.read_text(encoding="utf-8"))
    voice = Voice(language, program.currency, program.timezone, program.wallets)
    with translation.override(language):
        assert voice.text(program.name)
        assert all(voice.units(wallet, 2) for wallet in program.wallets)
