"""What became of past orders: units that paid for them, and what of them came back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.imports import book, run, said, write
from support.owl_shop import OwlShop

from kopilka.loyalty.history.actions import digest_of
from kopilka.loyalty.history.reading import read_history
from kopilka.loyalty.ledger.check import check_books

HEADER = "order_id,member_id,placed_at,total,redeemed_points,returned,returned_at"
EARNED = "H1,K1,2026-03-05,6000,,,"
PAID = "H2,K1,2026-04-05,1000,200,,"
BACK = "H2,K1,2026-04-05,1000,200,500,2026-04-20"


def moves(kind: str) -> list[tuple[Any, ...]]:
    """(order, from, to, units) of the member's entries of the kind."""
    rows = [row for row in book("owl")["entries"] if row[0] == "K1" and row[2] == kind]
    return [(row[7], row[8], row[9]) for row in rows]


def account() -> tuple[Any, ...]:
    (row,) = (row for row in book("owl")["accounts"] if row[0] == "K1")
    return tuple(row[2:6])


def test_units_that_paid_for_an_order_are_redeemed(owls: OwlShop, tmp_path: Path) -> None:
    told = run("orders", write(tmp_path / "o.csv", HEADER, EARNED, PAID))
    assert (told["written"], told["refused"], told["differences"]) == (2, [], 0)
    assert told["columns"]["redeemed_points"] == "redeemed_points"
    assert moves("redeemed") == [("available", "redeemed", 200)]
    assert ("issued", "pending", 40) in moves("earned"), "5 % of the 800 that were money"


def test_what_came_back_is_taken_back_when_it_came(owls: OwlShop, tmp_path: Path) -> None:
    run("orders", write(tmp_path / "o.csv", HEADER, EARNED, BACK))
    rows = book("owl")["entries"]
    returned = {(row[2], row[9]) for row in rows if str(row[5])[:10] == "2026-04-20"}
    assert ("given_back", 100) in returned, "half of the 200"
    assert check_books(owls.merchant_id) == []


def test_the_same_file_again_moves_nothing(owls: OwlShop, tmp_path: Path) -> None:
    run("orders", write(tmp_path / "o.csv", HEADER, EARNED, BACK))
    before = book("owl")
    run("orders", write(tmp_path / "again.csv", HEADER, BACK, EARNED))
    assert book("owl") == before


def test_a_file_that_now_says_what_came_back_is_another(owls: OwlShop, tmp_path: Path) -> None:
    run("orders", write(tmp_path / "o.csv", HEADER, EARNED, PAID))
    told = run("orders", write(tmp_path / "later.csv", HEADER, EARNED, BACK))
    assert told["skipped"] == 0
    assert account()[3] == 0


def test_lines_say_what_of_them_came_back(owls: OwlShop, tmp_path: Path) -> None:
    header = "order_id,member_id,placed_at,amount,redeemed_points,returned"
    rows = ("H1,K1,2026-03-05,4000,,", "H1,K1,2026-03-05,2000,,2000")
    run("orders", write(tmp_path / "o.csv", header, *rows))
    earned = sum(row[2] for row in moves("earned"))
    back = sum(row[2] for row in book_taken_back())
    assert (earned, earned - back) == (600, 200), "10 % of 6,000, and of what is left 5 % of 4,000"


def book_taken_back() -> list[tuple[Any, ...]]:
    rows = [row for row in book("owl")["entries"] if row[0] == "K1" and row[8] == "issued"]
    return [(row[7], row[8], row[9]) for row in rows]


def test_rows_that_cannot_be_are_named(owls: OwlShop, tmp_path: Path) -> None:
    rows = (
        "H1,K1,2026-03-05,100,,200,",
        "H2,K1,2026-03-05,100,,50,2026-03-01",
        "H3,K1,2026-03-05,100,x,,",
    )
    told = said("orders", write(tmp_path / "o.csv", HEADER, *rows), "--dry-run", code=1)
    assert "row 2, returned: " in told
    assert "row 3, returned_at: it came back before the order was placed" in told
    assert "row 4, redeemed_points: “x” is no number" in told
    header = "order_id,member_id,placed_at,amount,redeemed_points"
    lines = ("H1,K1,2026-03-05,100,50", "H1,K1,2026-03-05,100,", "H1,K1,2026-03-05,100,60")
    told = said("orders", write(tmp_path / "l.csv", header, *lines), "--dry-run", code=1)
    assert "row 4, redeemed_points: another row says that order H1 was paid with 50" in told


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("more_back_than_bought", ["H1,K1,2026-03-05,100,,200,"]),
        ("returned_before_placed", ["H1,K1,2026-03-05,100,,50,2026-03-01"]),
        ("order_paid_differently", ["H1,K1,2026-03-05,100,50,,", "H1,K1,2026-03-05,100,60,,"]),
    ],
)
def test_a_row_that_cannot_be_leaves_its_order_out(
    tmp_path: Path, code: str, rows: list[str]
) -> None:
    file = write(tmp_path / "o.csv", HEADER.replace("total", "amount"), *rows)
    history, _ = read_history(file, currency="RUB", timezone="UTC", wallets={"points": 0})
    assert [fault.problem.code for fault in history.faults] == [code]
    assert len(history) == 0


def test_a_simulation_of_the_file_knows_what_came_back(tmp_path: Path) -> None:
    file = write(tmp_path / "o.csv", HEADER, EARNED, BACK)
    history, _ = read_history(file, currency="RUB", timezone="UTC")
    assert [bool(history.returned_at(place)) for place in range(2)] == [False, True]
    assert [line.returned for line in history.order(1).lines] == [50_000]


def test_what_units_paid_makes_another_content_and_who_would_redeem_does_not(
    tmp_path: Path,
) -> None:
    file = write(tmp_path / "o.csv", HEADER, EARNED, PAID)
    history, _ = read_history(file, currency="RUB", timezone="UTC", wallets={"points": 0})
    one = digest_of(history, "main")
    history.willing = history.redeemed["points"]
    assert digest_of(history, "main") == one, "it says what a simulation does"
    history.redeemed = {"stars": history.redeemed["points"]}
    assert digest_of(history, "main") != one
