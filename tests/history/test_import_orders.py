"""Past orders by the command: what is shown, what is left out, what repeating changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.imports import book, count_messages, run, said, write
from support.owl_shop import PROGRAM, OwlShop
from typer.testing import CliRunner

from kopilka.fronts.cli.main import app

HEADER = "Заказ;Клиент;Дата;Сумма;Менеджер"
GOOD = ("H1;17;05.03.2026 12:00;1 000,00;x", "H2;K1;06.03.2026;2000;y", "H3;K1;07.03.2026;300;z")


def test_orders_are_awarded_and_unknown_members_join(owls: OwlShop, tmp_path: Path) -> None:
    before = count_messages()
    told = run("orders", write(tmp_path / "orders.csv", HEADER, *GOOD))
    assert (told["written"], told["joined"], told["skipped"], told["differences"]) == (3, 1, 0, 0)
    assert told["columns"] == {
        "order_id": "Заказ",
        "member_id": "Клиент",
        "placed_at": "Дата",
        "total": "Сумма",
    }
    assert told["unused"] == ["Менеджер"]
    earned = [row[-1] for row in book("owl")["entries"] if row[:3] == ("K1", "points", "earned")]
    assert earned == [100, 15]
    assert count_messages() == before


def test_the_same_orders_twice_change_nothing(owls: OwlShop, tmp_path: Path) -> None:
    file = write(tmp_path / "orders.csv", HEADER, *GOOD)
    run("orders", file)
    before = book("owl")
    assert run("orders", file)["skipped"] == 3
    reordered = write(tmp_path / "again.csv", HEADER, *reversed(GOOD))
    run("orders", reordered)
    assert book("owl") == before


def test_an_order_that_became_known_late_says_so_in_the_book(owls: OwlShop, tmp_path: Path) -> None:
    header = "order_id,member_id,placed_at,known_at,total"
    run("orders", write(tmp_path / "o.csv", header, "H1,K1,2026-03-05,2026-03-09,1000"))
    (entry,) = (row for row in book("owl")["entries"] if row[0] == "K1")
    at, known = entry[5], entry[6]
    assert (str(at)[:10], str(known)[:10]) == ("2026-03-05", "2026-03-09")


def test_lines_that_were_corrected_are_another_file(owls: OwlShop, tmp_path: Path) -> None:
    header = "order_id,member_id,placed_at,amount,category"
    run("orders", write(tmp_path / "wrong.csv", header, "H1,K1,2026-03-05,1000,tobacco"))
    assert not [row for row in book("owl")["entries"] if row[0] == "K1"]
    told = run("orders", write(tmp_path / "right.csv", header, "H1,K1,2026-03-05,1000,tea"))
    assert (told["written"], told["skipped"]) == (1, 0)
    assert [row[-1] for row in book("owl")["entries"] if row[:3:2] == ("K1", "earned")] == [50]


def test_bad_rows_stop_everything_unless_they_are_skipped(owls: OwlShop, tmp_path: Path) -> None:
    file = write(tmp_path / "orders.csv", HEADER, *GOOD, "H4;K1;07.03.2026;-5;", "H5;K1;x;y;")
    before = book("owl")
    told = run("orders", file, code=1)
    assert (told["written"], told["bad_rows"], len(told["faults"])) == (0, 2, 3)
    assert book("owl") == before
    told = run("orders", file, "--skip-bad-rows")
    assert (told["written"], told["bad_rows"]) == (3, 2)


def test_a_file_of_bad_rows_alone_is_named_row_by_row(owls: OwlShop, tmp_path: Path) -> None:
    file = write(tmp_path / "orders.csv", HEADER, "H4;K1;07.03.2026;-5;")
    assert "row 2, Сумма: “-5” is negative" in said("orders", file, code=1)
    assert run("orders", file, "--skip-bad-rows")["written"] == 0


def test_a_simulation_needs_one_good_row(tmp_path: Path) -> None:
    file = write(tmp_path / "orders.csv", HEADER, "H4;K1;07.03.2026;-5;")
    result = CliRunner().invoke(app, ["simulate", str(PROGRAM), str(file)])
    assert result.exit_code == 2
    assert "no_good_rows" in result.output
    assert "row 2, Сумма: “-5” is negative" in result.output


def test_an_order_of_another_member_is_refused_by_the_book(owls: OwlShop, tmp_path: Path) -> None:
    run("orders", write(tmp_path / "orders.csv", HEADER, *GOOD))
    other = write(tmp_path / "other.csv", HEADER, "H1;18;05.03.2026 12:00;1 000,00;x")
    told = run("orders", other, code=1)
    assert told["refused"] == ["H1: The order main/H1 belongs to another member."]


def test_columns_may_be_told(owls: OwlShop, tmp_path: Path) -> None:
    file = write(tmp_path / "orders.csv", "a;b;c;d", "H1;17;05.03.2026;1000")
    words = ["order_id=a", "member_id=b", "placed_at=c", "total=d"]
    told = run("orders", file, *[part for word in words for part in ("--map", word)])
    assert told["written"] == 1
    assert "no column for: member_id, placed_at, total / amount" in said("orders", file, code=2)


def test_a_file_without_a_kind_is_of_orders(owls: OwlShop, tmp_path: Path) -> None:
    file = write(tmp_path / "orders.csv", HEADER, *GOOD)
    result = CliRunner().invoke(app, ["import", str(file), "--merchant", "owl", "--dry-run"])
    assert result.exit_code == 0
    assert "orders 3, members 2" in result.output


def test_faults_are_said_in_the_language_of_the_terminal(
    owls: OwlShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    file = write(tmp_path / "orders.csv", HEADER, "H4;K1;07.03.2026;-5;")
    assert "строка 2, Сумма: «-5» — отрицательное число" in said("orders", file, code=1)
