"""A file of opening balances: dated lots, brought in once, by the one write path."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.imports import book, count_messages, run, said, write
from support.owl_shop import NOW, OwlShop

from kopilka.engine.program.model import Program, Wallet
from kopilka.loyalty.history import runs
from kopilka.loyalty.history.balances import read_openings
from kopilka.loyalty.ledger.check import check_books
from kopilka.loyalty.ledger.queries import Balance, get_balances
from kopilka.loyalty.members.queries import find_member
from kopilka.plumbing.clock import FixedClock
from kopilka.values.refusals import Refused

HEADER = "member_id,points,available_at,expires_at"


def balance(owls: OwlShop, member: str, now: datetime = NOW) -> Balance:
    found = find_member(owls.merchant_id, member)
    assert found is not None
    balances = get_balances(owls.merchant_id, [found.pk], now)
    return balances.get(found.pk, {}).get("points", Balance())


def newcomers(folder: Path, *members: str) -> None:
    run("members", write(folder / "members.csv", "member_id", *members))


def test_lots_are_brought_with_their_own_dates(owls: OwlShop, tmp_path: Path) -> None:
    newcomers(tmp_path, "K1")
    file = write(
        tmp_path / "balances.csv",
        HEADER,
        "K1,100,2026-01-05,2026-12-31",
        "K1,200,,never",
        "K1,50,2026-12-01 12:00,2027-06-01",
        "K1,0,,",
    )
    told = run("balances", file)
    assert (told["written"], told["lots"], told["rows_without_units"]) == (3, 3, 1)
    assert balance(owls, "K1") == Balance(available=300, pending=50)
    noon = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert balance(owls, "K1", noon) == Balance(available=350)
    assert balance(owls, "K1", noon - timedelta(seconds=1)) == Balance(available=300, pending=50)
    last_second = datetime(2026, 12, 31, 20, 59, 59, tzinfo=UTC)
    assert balance(owls, "K1", last_second).available == 350
    assert balance(owls, "K1", last_second + timedelta(seconds=1)).available == 250
    assert balance(owls, "K1", datetime(2040, 1, 1, tzinfo=UTC)) == Balance(available=200)
    assert check_books(owls.merchant_id) == []


def test_the_same_file_twice_brings_nothing_twice(
    owls: OwlShop, tmp_path: Path, noon: FixedClock
) -> None:
    newcomers(tmp_path, "K1")
    file = write(tmp_path / "balances.csv", HEADER, "K1,100,,", "K1,100,2026-01-05,", "K1,7,,")
    assert run("balances", file)["written"] == 3
    before = book("owl")
    noon.move(timedelta(days=100))
    again = run("balances", file)
    assert (again["written"], again["skipped"], again["refused"]) == (0, 3, [])
    assert book("owl") == before


def test_a_corrected_file_under_the_same_id_brings_only_what_is_missing(
    owls: OwlShop, tmp_path: Path
) -> None:
    newcomers(tmp_path, "K1", "K2")
    first = write(tmp_path / "balances.csv", HEADER, "K1,100,,", "K2,1x,,")
    assert run("balances", first, code=1)["written"] == 0
    told = run("balances", first, "--skip-bad-rows")
    assert told["written"] == 1
    corrected = write(tmp_path / "balances.csv", HEADER, "K2,10,,", "K1,100,,")
    again = run("balances", corrected, "--file-id", told["file_id"])
    assert (again["written"], again["skipped"]) == (1, 1)
    assert balance(owls, "K1").available == 100
    assert balance(owls, "K2").available == 10


def test_other_units_for_a_lot_brought_in_before_are_refused(owls: OwlShop, tmp_path: Path) -> None:
    newcomers(tmp_path, "K1")
    file = write(tmp_path / "balances.csv", HEADER, "K1,100,,")
    run("balances", file, "--file-id", "moving")
    other = write(tmp_path / "balances.csv", HEADER, "K1,900,,")
    told = run("balances", other, "--file-id", "moving", code=1)
    assert told["written"] == 0
    assert len(told["refused"]) == 1
    assert balance(owls, "K1").available == 100


def test_a_file_may_replace_what_members_have(owls: OwlShop, tmp_path: Path) -> None:
    newcomers(tmp_path, "K1", "K2")
    old = ("K1,100,,", "K1,30,,2027-01-01", "K1,50,2026-12-01,2027-06-01", "K2,5,,")
    run("balances", write(tmp_path / "old.csv", HEADER, *old))
    new = write(tmp_path / "new.csv", HEADER, "K1,7,,", "K1,8,,2027-01-01")
    assert run("balances", new, "--replace")["written"] == 2
    assert balance(owls, "K1") == Balance(available=15, pending=50)
    assert balance(owls, "K2") == Balance(available=5)
    assert run("balances", new, "--replace")["skipped"] == 2
    assert balance(owls, "K1") == Balance(available=15, pending=50)
    assert check_books(owls.merchant_id) == []


def test_each_bad_row_is_named(owls: OwlShop, tmp_path: Path) -> None:
    newcomers(tmp_path, "K1")
    file = write(
        tmp_path / "balances.csv",
        "member_id;wallet;units;available_at;expires_at",
        "K9;points;1;;",
        "K1;coins;1;;",
        "K1;points;-1;;",
        "K1;points;1,5;;",
        "K1;points;NaN;;",
        "K1;points;1;;2026-11-19",
        "K1;points;1;2027-02-01;2027-01-01",
        "K1;points;1;2027-02-01;",
        "K1;points;5;;",
        "K1;points;5;;",
    )
    told = run("balances", file, "--dry-run", code=1)
    assert [(fault["row"], fault["code"]) for fault in told["faults"]] == [
        (2, "no_such_member"),
        (3, "no_such_wallet"),
        (4, "negative"),
        (5, "more_places"),
        (6, "not_a_number"),
        (7, "already_lapsed"),
        (8, "lapses_before_available"),
        (9, "expiry_missing"),
        (11, "row_twice"),
    ]
    assert balance(owls, "K1") == Balance()


def test_where_there_are_several_wallets_each_row_names_its_own(tmp_path: Path) -> None:
    wallets = {name: Wallet(name, decimals=places) for name, places in (("coins", 2), ("stars", 0))}
    program = Program("", "RUB", "Europe/Moscow", wallets)
    rows = ("K1,coins,1.5", "K1,stars,1.5", "K1,,1")
    file = write(tmp_path / "balances.csv", "member_id,wallet,units", *rows)
    openings, _ = read_openings(file, program=program, told={}, now=NOW)
    assert [(opening.wallet, opening.units) for opening in openings.openings] == [("coins", 150)]
    codes = [(fault.row, fault.problem.code) for fault in openings.faults]
    assert codes == [(3, "more_places"), (4, "which_wallet")]


def test_a_dry_run_writes_nothing(owls: OwlShop, tmp_path: Path) -> None:
    newcomers(tmp_path, "K1")
    before = book("owl")
    file = write(tmp_path / "balances.csv", HEADER, "K1,100,,")
    assert run("balances", file, "--dry-run")["written"] == 0
    assert book("owl") == before


def test_an_opening_pays_a_debt_and_nobody_is_told(owls: OwlShop, tmp_path: Path) -> None:
    before = count_messages()
    had = balance(owls, "17")
    run("balances", write(tmp_path / "balances.csv", HEADER, "17,40,,2027-01-01"))
    assert balance(owls, "17").available - balance(owls, "17").debt == (
        had.available - had.debt + 40
    )
    assert count_messages() == before


def test_a_file_s_id_is_short_and_one_word(owls: OwlShop, tmp_path: Path) -> None:
    newcomers(tmp_path, "K1")
    file = write(tmp_path / "balances.csv", HEADER, "K1,100,,")
    for bad in ("two words", "x" * 41):
        with pytest.raises(Refused, match="bad_file_id"):
            runs.checked(bad)
        assert "at most 40" in said("balances", file, "--file-id", bad, code=2)
