"""A file of members: they join, or what is known of them is brought up to date."""

from __future__ import annotations

from pathlib import Path

from support.imports import count_messages, run, said, write
from support.owl_shop import OwlShop

from kopilka.loyalty.members.queries import find_member, list_cards, search_members

HEADER = "ID;ФИО;Телефон;E-mail;Дата рождения;Карта;Сегменты;Комментарий"


def test_members_join_with_all_that_the_file_says(owls: OwlShop, tmp_path: Path) -> None:
    file = write(
        tmp_path / "members.csv",
        HEADER,
        "К-1;Чёрная Вера;8 916 555-44-33;Vera@Owl.Test;31.12.1985;10001;чай, кофе;-",
        "К-2;;;;;;;",
    )
    told = run("members", file)
    assert (told["written"], told["changed"], told["bad_rows"]) == (2, 0, 0)
    assert told["unused"] == ["Комментарий"]
    vera = find_member(owls.merchant_id, "К-1")
    assert vera is not None
    assert (vera.name, vera.email, vera.phone) == ("Чёрная Вера", "vera@owl.test", "+79165554433")
    assert str(vera.birthday) == "1985-12-31"
    assert vera.segments == ("чай", "кофе")
    assert [card.number for card in list_cards(owls.merchant_id, vera.pk)] == ["10001"]
    for words in ("черная", "9165554433", "к-1", "10001"):
        found = search_members(owls.merchant_id, words).members
        assert [member.pk for member in found] == [vera.pk], words


def test_a_member_without_a_card_is_given_one(owls: OwlShop, tmp_path: Path) -> None:
    run("members", write(tmp_path / "members.csv", "member_id", "K1"))
    member = find_member(owls.merchant_id, "K1")
    assert member is not None
    assert len(list_cards(owls.merchant_id, member.pk)) == 1


def test_what_the_file_says_replaces_and_an_empty_cell_changes_nothing(
    owls: OwlShop, tmp_path: Path
) -> None:
    before = find_member(owls.merchant_id, "17")
    assert before is not None
    file = write(tmp_path / "members.csv", HEADER, "17;;;new@owl.test;;17-2;;")
    assert run("members", file)["changed"] == 1
    after = find_member(owls.merchant_id, "17")
    assert after is not None
    assert (after.email, after.name, after.phone) == ("new@owl.test", before.name, before.phone)
    assert "17-2" in [card.number for card in list_cards(owls.merchant_id, after.pk)]


def test_the_same_file_twice_changes_nothing(owls: OwlShop, tmp_path: Path) -> None:
    file = write(tmp_path / "members.csv", "member_id;name", "K1;Вера", "K2;Вера")
    run("members", file)
    again = run("members", file)
    assert (again["written"], again["skipped"]) == (0, 2)
    other = write(tmp_path / "other.csv", "member_id;name", "K2;Вера", "K1;Вера")
    again = run("members", other)
    assert (again["written"], again["changed"], again["skipped"]) == (0, 0, 0)


def test_bad_rows_are_named_and_nothing_is_written(owls: OwlShop, tmp_path: Path) -> None:
    file = write(
        tmp_path / "members.csv",
        HEADER,
        "K1;Вера;123;;;;;",
        "K2;;;no-address;;;;",
        "K3;;;;1850-01-01;;;",
        "K4;;;;;1000;;",
        "K4;;;;;;;",
        "K5;;;;;1000;;",
        ";;;;;;;x",
        "K6;;;;;;;",
    )
    told = run("members", file, code=1)
    assert [(fault["row"], fault["code"]) for fault in told["faults"]] == [
        (2, "bad_phone"),
        (3, "bad_email"),
        (4, "unlikely_date"),
        (6, "member_twice"),
        (7, "card_twice"),
        (8, "empty"),
    ]
    assert find_member(owls.merchant_id, "K6") is None
    told = run("members", file, "--skip-bad-rows")
    assert told["written"] == 2
    assert find_member(owls.merchant_id, "K6") is not None


def test_a_card_of_another_member_is_a_bad_row(owls: OwlShop, tmp_path: Path) -> None:
    anna = find_member(owls.merchant_id, "17")
    assert anna is not None
    (card,) = list_cards(owls.merchant_id, anna.pk)
    file = write(tmp_path / "members.csv", "member_id,card", f"K1,{card.number}")
    told = run("members", file, code=1)
    assert [fault["code"] for fault in told["faults"]] == ["card_taken"]
    own = write(tmp_path / "own.csv", "member_id,card", f"17,{card.number}")
    assert run("members", own)["changed"] == 0


def test_nobody_hears_of_an_import_and_other_merchants_stay_as_they_are(
    owls: OwlShop, tmp_path: Path
) -> None:
    before = count_messages()
    run("members", write(tmp_path / "members.csv", "member_id;name", "1;Вера"))
    assert count_messages() == before
    clara = search_members(owls.merchant_id + 1, "клара").members
    assert [member.name for member in clara] == ["Клара"]


def test_a_person_reads_what_was_understood_and_what_became_of_it(
    owls: OwlShop, tmp_path: Path
) -> None:
    file = write(tmp_path / "members.csv", "ID;ФИО;Цвет", "K1;Вера;red", ";;green")
    told = said("members", file, code=1)
    for line in (
        "members.csv: members 1",
        "member_id = ID",
        "name = ФИО",
        "not used: Цвет",
        "row 3, ID: the cell is empty",
        "Nothing was written: 1 bad row. Correct the file, or write its good rows with",
    ):
        assert line in told
    told = said("members", file, "--skip-bad-rows")
    assert "written 1, changed 0, bad rows left out 1" in told
    assert "The books are clean." in told
