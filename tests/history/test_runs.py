"""Runs of one content that overlap, or go on under another program: nothing is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.imports import run, write
from support.owl_shop import NOW, PROGRAM, OwlShop

from kopilka.loyalty.activity.models import OrderRow
from kopilka.loyalty.history import deciding, entering
from kopilka.loyalty.history.actions import digest_of, import_orders
from kopilka.loyalty.history.models import ImportRun
from kopilka.loyalty.history.orders import History, Lines, to_micros
from kopilka.loyalty.history.people import People, read_people
from kopilka.loyalty.ledger.check import check_books
from kopilka.loyalty.members.queries import ids_by_external
from kopilka.loyalty.programs.actions import publish
from kopilka.plumbing import clock
from kopilka.values.refusals import Refused

START = datetime(2026, 1, 10, 12, tzinfo=UTC)
MEMBERS, EACH = 4, 25
WHOLE = MEMBERS * EACH
SHARED = "  - {id: first-come, on: survey.done, give: 10, limit: {times: 5, per: program}}\n"


class CutOff(Exception):
    """As if the process had been killed."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "BATCH", 10)
    monkeypatch.setattr(entering, "BATCH", 10)


def history() -> History:
    return History(
        members=[f"K{number}" for number in range(MEMBERS)],
        member=np.repeat(np.arange(MEMBERS), EACH).astype(np.int64),
        order_ids=[f"H{number}" for number in range(WHOLE)],
        placed=to_micros(START) + np.tile(np.arange(EACH), MEMBERS) * 86_400_000_000,
        total=np.full(WHOLE, 10_000, dtype=np.int64),
        currency="RUB",
    )


def orders(owls: OwlShop, progress: Any = lambda done, whole: None) -> Any:
    return import_orders(
        merchant_id=owls.merchant_id,
        history=history(),
        name="orders.csv",
        shop="main",
        actor="cli",
        clock=clock.now,
        progress=progress,
    )


def people_of(folder: Path) -> People:
    file = write(folder / "members.csv", "member_id,name", *[f"P{n},N{n}" for n in range(60)])
    people, _ = read_people(file, timezone="UTC", region="RU", told={}, now=NOW)
    return people


def members(owls: OwlShop, people: People, progress: Any = lambda done, whole: None) -> Any:
    return entering.import_members(
        merchant_id=owls.merchant_id,
        people=people,
        name="members.csv",
        region="RU",
        clock=clock.now,
        progress=progress,
    )


def cut_off_at(most: int) -> Any:
    def progress(done: int, whole: int) -> None:
        if done >= most:
            raise CutOff

    return progress


def another_first(start: Any, most: int) -> Any:
    """While a run is about to write its first batch, another of the same content gets ahead."""
    ran: list[bool] = []

    def progress(done: int, whole: int) -> None:
        if not ran:
            ran.append(True)
            with pytest.raises(CutOff):
                start(cut_off_at(most))

    return progress


def count(owls: OwlShop) -> int:
    rows = OrderRow.objects.filter(merchant_id=owls.merchant_id, shop="main")
    return rows.filter(order_id__startswith="H").count()


def test_a_run_that_was_overtaken_stops_and_nothing_is_left_out(owls: OwlShop) -> None:
    with pytest.raises(Refused, match="import_overtaken"):
        orders(owls, another_first(lambda progress: orders(owls, progress), 50))
    assert orders(owls).skipped == 50
    assert count(owls) == WHOLE
    assert check_books(owls.merchant_id) == []


def test_members_that_two_runs_bring_are_all_there(owls: OwlShop, tmp_path: Path) -> None:
    people = people_of(tmp_path)
    with pytest.raises(Refused, match="import_overtaken"):
        members(owls, people, another_first(lambda told: members(owls, people, told), 30))
    members(owls, people)
    names = [person.external_id for person in people.people]
    assert len(ids_by_external(owls.merchant_id, "main", names)) == len(names)


@pytest.mark.parametrize("before", ["", SHARED])
def test_a_program_published_between_leaves_nothing_out(owls: OwlShop, before: str) -> None:
    """One side of the publishing goes by member, the other by time."""
    text, now = PROGRAM.read_text(encoding="utf-8"), clock.now()
    for place, added in enumerate((before, "" if before else SHARED)):
        publish(
            merchant_id=owls.merchant_id,
            text=text.replace("earn:\n", f"earn:\n{added}", 1),
            starts_at=now + timedelta(seconds=place),
            actor="t",
            now=now,
        )
        if not place:
            with pytest.raises(CutOff):
                orders(owls, cut_off_at(50))
    assert orders(owls).refused == ()
    assert count(owls) == WHOLE
    assert check_books(owls.merchant_id) == []


def test_orders_that_an_earlier_run_lost_are_brought_in(owls: OwlShop) -> None:
    """A run that counted what it had not written, as runs once could."""
    with pytest.raises(CutOff):
        orders(owls, cut_off_at(50))
    ImportRun.objects.filter(merchant_id=owls.merchant_id).update(done=80)
    orders(owls)
    assert count(owls) == WHOLE


def test_what_was_refused_is_named_again(owls: OwlShop, tmp_path: Path) -> None:
    header = "order_id,member_id,placed_at,total"
    run("orders", write(tmp_path / "a.csv", header, "H1,17,2026-03-05,100"))
    other = write(tmp_path / "b.csv", header, "H1,18,2026-03-05,100")
    for _ in range(2):
        told = run("orders", other, code=1)
        assert told["refused"] == ["H1: The order main/H1 belongs to another member."]


def test_the_shop_and_every_column_tell_contents_apart() -> None:
    zeros = np.zeros(WHOLE, dtype=np.int64)
    ones = np.ones(WHOLE, dtype=np.int64)
    plain = replace(
        history(),
        start=np.arange(WHOLE + 1),
        lines=Lines(zeros, [1] * WHOLE, zeros, zeros, zeros, ["", "tea"]),
    )
    assert plain.lines is not None
    changed = [
        replace(plain, channel=["app"] * WHOLE),
        replace(plain, known=plain.placed),
        replace(plain, start=None),
        replace(plain, lines=replace(plain.lines, brand=ones)),
        replace(plain, lines=replace(plain.lines, quantity=[2] * WHOLE)),
    ]
    digests = {digest_of(plain, "main"), digest_of(plain, "site")}
    assert len(digests | {digest_of(each, "main") for each in changed}) == 2 + len(changed)


def test_a_corrected_column_or_another_shop_is_brought_in(owls: OwlShop, tmp_path: Path) -> None:
    header = "order_id,member_id,placed_at,total,channel"
    file = write(tmp_path / "o.csv", header, "H1,K1,2026-03-05,1000,site")
    assert run("orders", file)["written"] == 1
    assert run("orders", file, "--shop", "second")["written"] == 1
    corrected = write(tmp_path / "o.csv", header, "H1,K1,2026-03-05,1000,app")
    assert run("orders", corrected)["written"] == 1
