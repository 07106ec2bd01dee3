"""Dates with slashes are read in the one order that all of a file's rows are in."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from support.imports import book, run, said, write
from support.owl_shop import PROGRAM, OwlShop
from typer.testing import CliRunner

from kopilka.fronts.cli.main import app
from kopilka.loyalty.history.files.dates import date_order
from kopilka.values.refusals import Refused

HEADER = "order_id,member_id,placed_at,total"


def file_of(folder: Path, *days: str) -> Path:
    rows = [f"H{place},K1,{day},1000" for place, day in enumerate(days)]
    return write(folder / "orders.csv", HEADER, *rows)


def placed() -> list[str]:
    return sorted(str(row[3])[:10] for row in book("owl")["orders"] if row[0] == "K1")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("02/13/2026", "02/12/2026"), ["2026-02-12", "2026-02-13"]),
        (("13/02/2026", "12/02/2026 18:00"), ["2026-02-12", "2026-02-13"]),
        (("02/28/2026", "03/02/2026 18:00:00"), ["2026-02-28", "2026-03-02"]),
        (("02/02/2026", "12.02.2026"), ["2026-02-02", "2026-02-12"]),
    ],
)
def test_one_row_tells_of_all(
    owls: OwlShop, tmp_path: Path, days: tuple[str, ...], expected: list[str]
) -> None:
    assert run("orders", file_of(tmp_path, *days))["bad_rows"] == 0
    assert placed() == expected


def test_where_no_row_tells_a_person_does(owls: OwlShop, tmp_path: Path) -> None:
    file = file_of(tmp_path, "02/03/2026", "02.03.2026")
    assert "02/03/2026 may be day first or month first" in said("orders", file, code=2)
    run("orders", file, "--dates", "month-first")
    assert placed() == ["2026-02-03", "2026-03-02"]
    assert "--dates is day-first or month-first" in said("orders", file, "--dates", "us", code=2)


def test_rows_in_two_orders_are_refused(owls: OwlShop, tmp_path: Path) -> None:
    file = file_of(tmp_path, "13/02/2026", "02/14/2026")
    words = said("orders", file, code=2)
    assert "13/02/2026 is day first, 02/14/2026 is month first" in words
    assert run("orders", file, "--dates", "day-first", code=1)["bad_rows"] == 1


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (["02/03/2026"], "dates_unclear"),
        (["13/02/2026", "02/14/2026"], "dates_in_both_orders"),
    ],
)
def test_what_rows_leave_open_is_refused(days: list[str], code: str) -> None:
    with pytest.raises(Refused) as no:
        date_order([pa.chunked_array([days])], None)
    assert [refusal.code for refusal in no.value.refusals] == [code]


def test_a_simulation_asks_as_well(tmp_path: Path) -> None:
    file = str(file_of(tmp_path, "02/03/2026"))
    answer = CliRunner().invoke(app, ["simulate", str(PROGRAM), file])
    assert answer.exit_code == 2
    assert "may be day first or month first" in answer.output
    told = CliRunner().invoke(app, ["simulate", str(PROGRAM), file, "--dates", "day-first"])
    assert told.exit_code == 0


def test_birthdays_and_lots_have_an_order_too(owls: OwlShop, tmp_path: Path) -> None:
    people = write(tmp_path / "m.csv", "member_id,birthday", "K1,03/14/1990", "K2,03/04/1990")
    assert run("members", people)["bad_rows"] == 0
    lots = write(tmp_path / "b.csv", "member_id,units,expires_at", "K1,5,01/02/2099")
    assert "01/02/2099 may be day first" in said("balances", lots, "--map", "units=units", code=2)
