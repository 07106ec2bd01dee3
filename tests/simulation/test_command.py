"""`kopilka simulate`: figures, a page, two programs beside each other, and what it says no to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from simulation.examples import PROGRAMS
from support.owl_shop import OwlShop
from typer.testing import CliRunner

from kopilka.fronts.cli.main import app

OWL, SIMPLE = str(PROGRAMS / "owl-club.yaml"), str(PROGRAMS / "simple-points.yaml")


@pytest.fixture
def orders(tmp_path: Path) -> str:
    rows = [f"{n},{n % 3},2026-0{1 + n % 6}-05 12:00,{1000 + n}.00" for n in range(24)]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join(["order_id,member_id,placed_at,total", *rows]) + "\n")
    return str(file)


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["simulate", *words], catch_exceptions=False)


def test_figures_are_printed_as_json(orders: str) -> None:
    answer = run(OWL, orders, "--json", "-", "--margin", "0.3")
    report = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert (report["orders"], report["members"], report["executor"]) == (24, 3, "engine")
    assert report["break_even_uplift"] > 0


def test_figures_and_a_page_are_written(orders: str, tmp_path: Path) -> None:
    page, figures = tmp_path / "page.html", tmp_path / "figures.json"
    assert run(OWL, orders, "--html", str(page), "--json", str(figures)).exit_code == 0
    assert "<!doctype html>" in page.read_text()
    assert json.loads(figures.read_text())["currency"] == "RUB"


def test_two_programs_see_the_same_orders(orders: str) -> None:
    report = json.loads(run(OWL, orders, "--against", SIMPLE, "--json", "-").stdout)
    assert report["sales"] == report["against"]["sales"]
    assert report["reward_cost"] != report["against"]["reward_cost"]


def test_a_fixed_cost_raises_the_break_even(orders: str) -> None:
    options = ("--json", "-", "--margin", "0.3")
    without = json.loads(run(OWL, orders, *options).stdout)
    dearer = json.loads(run(OWL, orders, *options, "--fixed-cost", "500.50").stdout)
    assert dearer["break_even_uplift"] > without["break_even_uplift"]
    assert dearer["assumptions"]["fixed_cost"] == "500.50"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--redeem", "sometimes"),
        ("--redeem", "1.5"),
        ("--margin", "30%"),
        ("--margin", "0"),
        ("--margin", "3"),
        ("--fixed-cost", "-1"),
        ("--fixed-cost", "NaN"),
        ("--fixed-cost", "0.001"),
    ],
)
def test_an_option_that_means_nothing_is_named(orders: str, option: str, value: str) -> None:
    answer = run(OWL, orders, option, value)
    assert answer.exit_code == 2
    assert option in answer.output


def test_a_sample_that_is_not_there_is_named() -> None:
    answer = run(OWL, "sample:moon")
    assert answer.exit_code == 2
    assert "complete-journey" in answer.output


ASKING = """kopilka: 1
name: T
currency: RUB
timezone: Europe/Moscow
wallets: {points: {worth: 1}}
earn:
  - {id: purchase, give: 10%, except: {tag: [sale]}}
  - {id: regulars, give: 5%, when: {member.segment: [regular]}}
  - {id: review, on: review.approved, give: 5}
"""


def simulated(folder: Path, head: str, *rows: str) -> Any:
    program, file = folder / "program.yaml", folder / "orders.csv"
    program.write_text(ASKING)
    file.write_text("\n".join([head, *rows]) + "\n")
    return str(program), str(file)


def test_what_a_file_tells_of_lines_is_used(tmp_path: Path) -> None:
    head = "order_id,member_id,placed_at,total,tag,manager"
    words = simulated(tmp_path, head, "A,1,2026-03-05,100,sale,x", "B,1,2026-03-06,100,,y")
    report = json.loads(run(*words, "--json", "-").stdout)
    assert report["wallets"]["points"]["issued"] == 10
    assert (report["columns"]["tag"], report["unused"]) == ("tag", ["manager"])
    assert report["not_judged"] == {
        "regulars": ["member.segment"],
        "review": ["review.approved"],
    }


def test_what_a_file_cannot_tell_is_said(tmp_path: Path) -> None:
    words = simulated(tmp_path, "order_id,member_id,placed_at,total", "A,1,2026-03-05,100")
    said = run(*words).output
    assert "  placed_at = placed_at\n" in said
    assert "not judged: purchase (tag)\n" in said


def test_orders_that_a_file_calls_cancelled_are_no_sales(tmp_path: Path) -> None:
    head = "order_id,member_id,placed_at,total,status"
    words = simulated(tmp_path, head, "A,1,2026-03-05,100,paid", "B,1,2026-03-06,100,cancelled")
    report = json.loads(run(*words, "--json", "-").stdout)
    assert (report["orders"], report["wallets"]["points"]["issued"]) == (1, 10)
    none = simulated(tmp_path, head, "B,1,2026-03-06,100,cancelled")
    assert run(*none).exit_code == 2


def test_a_merchant_s_own_orders_are_simulated(owls: OwlShop) -> None:
    report = json.loads(run(OWL, "db:owl", "--json", "-", "--redeem", "never").stdout)
    assert (report["orders"], report["members"]) == (12, 2)
    assert "no merchant" in run(OWL, "db:moon").output
