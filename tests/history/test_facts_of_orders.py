"""What a file says of orders beside sums: cancelled ones, tags, gift cards, how they were paid."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.imports import book, run, said, write
from support.owl_shop import NOW, OwlShop

from kopilka.loyalty.activity.queries import get_order
from kopilka.loyalty.history.files.faults import BadCell
from kopilka.loyalty.history.files.statuses import read_state
from kopilka.loyalty.history.orders import History
from kopilka.loyalty.history.reading import read_history
from kopilka.loyalty.ledger.check import check_books

STATUS = "order_id,member_id,placed_at,total,status"


def test_orders_that_were_not_paid_earn_nothing(owls: OwlShop, tmp_path: Path) -> None:
    states = ("Paid", "completed", "", "Отменён", "refunded", "pending", "On-hold")
    rows = [f"H{n},K1,2026-03-0{n + 1},1000,{state}" for n, state in enumerate(states)]
    run("orders", write(tmp_path / "o.csv", STATUS, *rows))
    found = {row[1]: (row[2], row[6]) for row in book("owl")["orders"] if row[0] == "K1"}
    assert [found[f"main/H{n}"][0] for n in range(7)] == [
        *["paid"] * 3,
        *["cancelled"] * 2,
        *["placed"] * 2,
    ]
    assert all(found[f"main/H{n}"][1] == "{}" for n in range(3, 7))
    assert check_books(owls.merchant_id) == []


def test_an_order_that_a_later_file_cancels_is_taken_back(owls: OwlShop, tmp_path: Path) -> None:
    run("orders", write(tmp_path / "o.csv", STATUS, "H1,K1,2026-03-05,1000,paid"))
    run("orders", write(tmp_path / "o.csv", STATUS, "H1,K1,2026-03-05,1000,cancelled"))
    accounts = [row for row in book("owl")["accounts"] if row[:2] == ("K1", "points")]
    assert [row[2:6] for row in accounts] == [(0, 0, 0, 0)]


def test_a_word_that_nobody_knows_has_its_code() -> None:
    with pytest.raises(BadCell) as bad:
        read_state("partially_refunded")
    assert bad.value.problem.code == "unknown_status"


def test_a_status_that_nobody_knows_is_a_fault(owls: OwlShop, tmp_path: Path) -> None:
    file = write(tmp_path / "o.csv", STATUS, "H1,K1,2026-03-05,1000,partially_refunded")
    assert "row 2, status: “partially_refunded” is no known status" in said("orders", file, code=1)
    assert run("orders", file, "--map", "status=")["written"] == 1


def history(folder: Path, *rows: str) -> History:
    found, _ = read_history(
        write(folder / "o.csv", *rows), currency="RUB", timezone="UTC", told={}, now=NOW
    )
    return found


def test_lines_of_one_order_have_one_status(tmp_path: Path) -> None:
    head = "order_id,member_id,placed_at,amount,status"
    read = history(tmp_path, head, "A,K1,2026-03-05,10,paid", "A,K1,2026-03-05,10,cancelled")
    assert [fault.problem.code for fault in read.faults] == ["order_in_two_states"]
    assert len(read) == 0


@pytest.mark.parametrize("money", ["total", "amount"])
def test_a_line_is_all_that_the_columns_say(tmp_path: Path, money: str) -> None:
    told = "category,tags,vendor,list_amount,gift_card,payment"
    head = f"order_id,member_id,placed_at,{money},{told}"
    read = history(
        tmp_path,
        head,
        'A,K1,2026-03-05,100,tea,"sale, new",Hill,120,no,card',
        "B,K1,2026-03-06,100,,,,,yes,cash",
    )
    first, second = read.order(0), read.order(1)
    line = first.lines[0]
    assert (line.categories, line.tags, line.vendor) == (("tea",), ("sale", "new"), "Hill")
    assert (line.list_amount, line.discounted, first.payment) == (12000, True, "card")
    assert (second.lines[0].gift_card, second.lines[0].discounted, second.payment) == (
        True,
        False,
        "cash",
    )


def test_a_gift_card_is_yes_or_no(tmp_path: Path) -> None:
    head = "order_id,member_id,placed_at,total,gift_card"
    read = history(tmp_path, head, "A,K1,2026-03-05,100,maybe")
    assert [fault.problem.code for fault in read.faults] == ["not_yes_or_no"]


def test_the_book_keeps_what_the_file_said(owls: OwlShop, tmp_path: Path) -> None:
    head = "order_id,member_id,placed_at,total,tag,payment"
    run("orders", write(tmp_path / "o.csv", head, "H1,K1,2026-03-05,1000,sale,card"))
    found = get_order(owls.merchant_id, "main", "H1")
    assert found is not None
    assert (found.record.order.payment, found.record.order.lines[0].tags) == ("card", ("sale",))
