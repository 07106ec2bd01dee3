"""The shop's own orders simulated under the program in force end as they ended in its books."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from kopilka.engine.facts import Line, Order, StatedDiscount
from kopilka.engine.tiers import tier_at
from kopilka.loyalty.earning import operations as _earning  # noqa: F401 - registers
from kopilka.loyalty.history.orders import History
from kopilka.loyalty.ledger.models import Posting
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.ledger.queries import get_balances, get_state
from kopilka.loyalty.members import actions as members
from kopilka.loyalty.merchants.actions import open_merchant
from kopilka.loyalty.programs.actions import publish
from kopilka.loyalty.programs.queries import get_versions, read_program
from kopilka.loyalty.simulation.asked import told_apart
from kopilka.loyalty.simulation.members import Work, simulate_members
from kopilka.loyalty.simulation.queries import simulate_own_orders
from kopilka.loyalty.simulation.run import simulate
from kopilka.loyalty.simulation.sample import take_sample

START = datetime(2026, 1, 10, 9, tzinfo=UTC)
END = START + timedelta(days=120)
PROGRAM = """
kopilka: 1
name: Tea house
currency: RUB
timezone: Europe/Moscow
never: {category: [tobacco]}
wallets: {points: {worth: 1}}
tiers:
  by: spend
  window: lifetime
  levels: [{id: leaf, from: 0}, {id: bud, from: 2000}]
earn:
  - {id: purchase, give: 10%, except: {tag: [sale]}}
  - {id: dear, give: 3%, lines: {vendor: [Hill]}}
  - {id: full, give: 2%, except: {discounted: true}}
  - {id: regulars, give: 5%, when: {member.segment: [regular]}}
  - {id: card, give: 4%, when: {order.payment: card}}
  - {id: bud, give: 1%, when: {member.tier: bud}}
"""


@pytest.fixture
def shop(db: Any) -> dict[str, int]:
    """Anna is a regular, Boris is not."""
    merchant = open_merchant(
        slug="m", name="M", currency="RUB", timezone="Europe/Moscow", language="ru", now=START
    )
    publish(merchant_id=merchant.pk, text=PROGRAM, starts_at=START, actor="t", now=START)

    def enrol(name: str, **profile: Any) -> int:
        made = members.enrol(
            merchant_id=merchant.pk,
            profile=members.Profile(**profile),
            external_id=name,
            region="RU",
            now=START,
        )
        return made.pk

    anna = enrol("anna", segments=("regular",), birthday=date(1990, 3, 14))
    return {"merchant": merchant.pk, "anna": anna, "boris": enrol("boris")}


def told(shop: dict[str, int], name: str, at: datetime, order: Order) -> None:
    post(shop["merchant"], [Intent("record_order", shop[name], order)], at)


def an_order(order_id: str, days: int, *lines: Line, **more: Any) -> Order:
    at = START + timedelta(days=days)
    facts = {"paid_at": at, "stated": ()} | more
    return Order(facts.pop("shop", "site"), order_id, at, lines, **facts)


ORDERS = {
    "plain": an_order("plain", 1, Line(1, 100_000)),
    "sale": an_order("sale", 2, Line(1, 50_000, tags=("sale",)), Line(2, 30_000)),
    "gift": an_order("gift", 3, Line(1, 90_000, gift_card=True)),
    "second": an_order("second", 4, Line(1, 70_000, categories=("gifts", "tobacco"))),
    "hill": an_order("hill", 5, Line(1, 40_000, vendor="Hill", list_amount=50_000)),
    "card": an_order("card", 6, Line(1, 60_000), payment="card", channel="app"),
    "unpaid": an_order("unpaid", 7, Line(1, 500_000), paid_at=None),
    "free": an_order("free", 8, Line(1, 0, Fraction(0))),
    "plain2": an_order("plain", 9, Line(1, 33_300, Fraction(1, 3)), shop="second"),
    "off": an_order("off", 10, Line(1, 80_000), stated=(StatedDiscount(1, "flyer", 12_345),)),
}


def live(shop: dict[str, int], name: str) -> None:
    """Each order as it comes; then one paid late, one cancelled, one returned in part."""
    for order in ORDERS.values():
        mine = replace(order, id=f"{order.id}-{name}")
        told(shop, name, order.placed_at, mine)
    late = an_order(f"late-{name}", 12, Line(1, 210_000), paid_at=None)
    told(shop, name, late.placed_at, late)
    between = an_order(f"between-{name}", 13, Line(1, 10_000))
    told(shop, name, between.placed_at, between)
    paid_at = START + timedelta(days=14)
    told(shop, name, paid_at, replace(late, paid_at=paid_at))
    gone = an_order(f"gone-{name}", 15, Line(1, 44_000))
    told(shop, name, gone.placed_at, gone)
    gone_at = START + timedelta(days=20)
    back = an_order(f"back-{name}", 16, Line(1, 60_000), Line(2, 20_000))
    told(shop, name, back.placed_at, back)
    told(shop, name, gone_at, replace(gone, cancelled_at=gone_at))
    back_at = START + timedelta(days=21)
    lines = (replace(back.lines[0], returned=15_000), back.lines[1])
    told(shop, name, back_at, replace(back, lines=lines, returned_at=back_at))


def history_of(shop: dict[str, int]) -> History:
    sample = take_sample(shop["merchant"], read_program(PROGRAM), 10_000)
    assert sample is not None
    return sample.history


def issued(shop: dict[str, int]) -> int:
    rows = Posting.objects.filter(merchant_id=shop["merchant"], source="issued")
    return sum(rows.values_list("amount", flat=True))


def test_own_orders_end_as_they_did(shop: dict[str, int]) -> None:
    for name in ("anna", "boris"):
        live(shop, name)
    program = read_program(PROGRAM)
    report = simulate_own_orders(shop["merchant"], program, redeem=None, margin=None)
    assert report["wallets"]["points"]["issued"] == issued(shop)
    assert report["wallets"]["points"]["taken_back"] > 0
    history, keys = history_of(shop), [shop["anna"], shop["boris"]]
    assert history.members == [str(key) for key in keys]
    balances = get_balances(shop["merchant"], keys, END)
    tiers: Counter[str | None] = Counter()
    for place, key in enumerate(keys):
        ends = simulate_members(history, [place], Work(program, None, END)).ends
        assert ends["points", "available"] == balances[key]["points"].available > 0
        state = get_state(shop["merchant"], key, END)
        assert state is not None
        tiers[tier_at(state, get_versions(shop["merchant"]), END)] += 1
    assert report["tiers"] == {"leaf": 0, "bud": 0} | tiers


@pytest.mark.parametrize("key", [key for key in ORDERS if key != "unpaid"])
def test_each_order_earns_what_it_earned(shop: dict[str, int], key: str) -> None:
    told(shop, "anna", ORDERS[key].placed_at, ORDERS[key])
    program = read_program(PROGRAM)
    report = simulate_own_orders(shop["merchant"], program, redeem=None, margin=None)
    assert report["wallets"]["points"]["issued"] == issued(shop)


def test_orders_that_were_never_paid_are_no_sales(shop: dict[str, int]) -> None:
    told(shop, "anna", ORDERS["unpaid"].placed_at, ORDERS["unpaid"])
    program = read_program(PROGRAM)
    report = simulate_own_orders(shop["merchant"], program, redeem=None, margin=None)
    assert report == {"orders": 0}


def test_the_engine_takes_only_members_who_need_it_and_says_why(shop: dict[str, int]) -> None:
    simple = read_program(PROGRAM.split("earn:")[0] + "earn:\n  - {id: all, give: 10%}\n")
    told(shop, "anna", ORDERS["gift"].placed_at, ORDERS["gift"])
    for key in ("sale", "card", "hill"):
        told(shop, "boris", ORDERS[key].placed_at, ORDERS[key])
    history = history_of(shop)
    apart = told_apart(history, simple)
    assert apart.members == {0}
    found = simulate(history, simple, None, executor="fast")
    whole = simulate(history, simple, None, executor="engine")
    assert (found.executor, found.lacking) == ("engine", ("gift cards",))
    assert found.partial.moves == whole.partial.moves
    assert found.partial.ends == whole.partial.ends
    assert found.partial.sales == whole.partial.sales
