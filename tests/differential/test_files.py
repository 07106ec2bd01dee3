"""A file of orders: imported, simulated or told one by one, it ends in the same book."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from differential.dumps import of_database, of_memory
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.databases import copy_of
from support.memory_shop import NAMES, START, Shop
from support.programs import program_texts, read

from kopilka.engine.settle import view
from kopilka.engine.tiers import tier_at
from kopilka.loyalty.history.actions import import_orders
from kopilka.loyalty.history.orders import History
from kopilka.loyalty.history.reading import read_history
from kopilka.loyalty.ledger.check import check_books
from kopilka.loyalty.members.queries import ids_by_external
from kopilka.loyalty.merchants import actions as merchants
from kopilka.loyalty.programs import actions as programs
from kopilka.loyalty.simulation.members import Work, simulate_members
from kopilka.plumbing.models import OutboxRow

DrawnLine = tuple[int, int, str, str]
Order = tuple[str, int, int, str, list[DrawnLine]]
"""Member, hours until it was placed, and until it was known; its status; its lines."""
lines = st.tuples(
    st.sampled_from((0, 990, 4_900, 10_000, 100_000, 333_333)),
    st.sampled_from((1, 1, 2, 3)),
    st.sampled_from(("tea", "cups", "tobacco", "")),
    st.sampled_from(("", "", "sale")),
)
orders = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.integers(0, 120),
        st.sampled_from((0, 0, 0, 30, 24 * 9)),
        st.sampled_from(("", "paid", "paid", "cancelled", "pending")),
        st.lists(lines, min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=25,
)
MODEST = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
END = datetime(2026, 7, 1, tzinfo=UTC)


def file_of(folder: Path, drawn: list[Order]) -> Path:
    """Orders of some lines, some hours after the program's start, known then or later."""
    text = io.StringIO()
    writer = csv.writer(text)
    named = "order_id member_id placed_at known_at status amount quantity category tag"
    writer.writerow(named.split())
    for number, (name, hours, late, status, own) in enumerate(drawn):
        placed = START + timedelta(hours=24 * (hours // 8) + number % 8, minutes=number)
        known = placed + timedelta(hours=late)
        for minor, quantity, category, tag in own:
            money = f"{minor // 100}.{minor % 100:02}"
            when = (placed.isoformat(), known.isoformat())
            row = [f"F{number:03}", name, *when, status, money, quantity, category, tag]
            writer.writerow(row)
    path = folder / "orders.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def history_of(folder: Path, drawn: list[Order], now: datetime | None = None) -> History:
    history, _ = read_history(file_of(folder, drawn), currency="RUB", timezone="UTC", now=now)
    assert history.faults == []
    return history


def told(text: str, history: History, *, stated: bool) -> Shop:
    """In memory, each order when it became known."""
    shop = Shop(text)
    for place in history.by_time():
        order = history.order(int(place), stated=stated)
        shop.now = history.known_at(int(place))
        shop.do("record_order", history.members[int(history.member[place])], order)
    return shop


@MODEST
@given(program_texts(), orders)
def test_an_import_does_what_the_engine_does(
    bare: str, django_db_blocker: Any, tmp_path_factory: Any, text: str, drawn: list[Order]
) -> None:
    history = history_of(tmp_path_factory.mktemp("files"), drawn, END)
    shop = told(text, history, stated=True)
    with django_db_blocker.unblock(), copy_of(bare):
        merchant = _import(text, history)
        keys = ids_by_external(merchant, "main", list(NAMES))
        found = of_database(merchant, keys, shop.now)
        expected = of_memory(shop)
        assert found == {name: expected[name] for name in keys}
        assert_clean_of_messages(merchant)


def assert_clean_of_messages(merchant: int) -> None:
    """History sends none; so the book is clean but for the outbox, which is empty."""
    assert check_books(merchant) == []
    assert not OutboxRow.objects.filter(merchant_id=merchant).exists()


def _import(text: str, history: History) -> int:
    merchant = merchants.open_merchant(
        slug="m", name="M", currency="RUB", timezone="UTC", language="ru", now=START
    )
    programs.publish(merchant_id=merchant.pk, text=text, starts_at=START, actor="t", now=START)
    import_orders(
        merchant_id=merchant.pk,
        history=history,
        name="orders.csv",
        shop="main",
        actor="test",
        clock=lambda: END,
    )
    return merchant.pk


@MODEST
@given(program_texts(), orders)
def test_a_simulation_does_what_the_engine_does(
    tmp_path_factory: Any, text: str, drawn: list[Order]
) -> None:
    history = history_of(tmp_path_factory.mktemp("files"), drawn).paid()
    shop = told(text, history, stated=False)
    work = Work(read(text), None, END)
    for place, name in enumerate(history.members):
        partial = simulate_members(history, [place], work)
        standing = view(shop.members[name], shop.versions, END)
        for account in standing.accounts.values():
            for balance in ("available", "pending", "held", "debt"):
                assert partial.ends[account.wallet, balance] == getattr(account, balance)
        issued: Counter[str] = Counter()
        for entry in shop.entries[name]:
            moved = [post.amount for post in entry.postings if post.source == "issued"]
            issued[entry.wallet] += sum(moved)
        for wallet, units in issued.items():
            assert partial.moved(wallet, "issued") == units
        tier = tier_at(standing, shop.versions, END)
        assert partial.tiers == ({tier: 1} if tier else {})
