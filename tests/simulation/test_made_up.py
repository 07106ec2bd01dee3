"""The demo's made-up redemptions and returns: all there, the same every time, none of them owed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from simulation.examples import owl_club
from support.owl_shop import NOW, START, OwlShop

from kopilka.loyalty.history.actions import import_orders
from kopilka.loyalty.history.orders import History, to_micros
from kopilka.loyalty.ledger.check import check_books
from kopilka.loyalty.ledger.models import Account, Entry
from kopilka.loyalty.members.queries import ids_by_external
from kopilka.loyalty.simulation import made_up
from kopilka.loyalty.simulation.run import simulate

DAY = 86_400_000_000


def a_year(members: int = 12) -> History:
    """Each member's order every ten days."""
    count = 36
    day = np.tile(np.arange(count), members)
    return History(
        members=[f"M{n}" for n in range(members)],
        member=np.repeat(np.arange(members), count),
        order_ids=[f"O{n}" for n in range(members * count)],
        placed=to_micros(START) + day * 10 * DAY,
        total=50_000 + 30_000 * (np.arange(members * count) % 7),
        currency="RUB",
    )


def test_they_are_the_same_every_time() -> None:
    one, other = (made_up.make_up(a_year(), owl_club()) for _ in range(2))
    assert one.redeemed["points"].tolist() == other.redeemed["points"].tolist()
    assert one.facts == other.facts


def test_some_members_redeem_at_some_orders_as_much_as_they_may() -> None:
    history = a_year()
    units = made_up.make_up(history, owl_club()).redeemed["points"]
    history.willing = made_up.willing(history)
    asked = set(history.member[history.willing > 0])
    assert 0 < len(asked) < len(history.members)
    assert set(np.flatnonzero(units)) <= set(np.flatnonzero(history.willing))
    found = simulate(history, owl_club(), Fraction(1), processes=1, executor="engine").partial
    assert found.moved("points", "redeemed") == units.sum() > 0


@pytest.mark.xdist_group("compiled")
def test_both_executors_make_up_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    by_engine = made_up.redeemed(a_year(3), owl_club())
    monkeypatch.setattr(made_up, "FAST_FROM", 1)
    compiled = made_up.redeemed(a_year(3), owl_club())
    assert compiled["points"].tolist() == by_engine["points"].tolist()


def test_the_book_takes_all_of_it_and_nobody_owes(owls: OwlShop) -> None:
    history = made_up.make_up(a_year(), owl_club())
    back = [facts for facts in history.facts if facts.returned_at]
    done = import_orders(
        merchant_id=owls.merchant_id,
        history=history,
        name="a year",
        shop="main",
        actor="cli",
        clock=lambda: NOW,
    )
    assert (done.refused, check_books(owls.merchant_id)) == ((), [])
    theirs = ids_by_external(owls.merchant_id, "main", history.members).values()
    rows = Entry.objects.filter(merchant_id=owls.merchant_id, member_id__in=theirs)
    assert rows.filter(kind="redeemed").count() == np.count_nonzero(history.redeemed["points"])
    assert rows.filter(kind="taken_back").count() >= len(back) > 0
    assert not Account.objects.filter(merchant_id=owls.merchant_id, debt__gt=0).exists()
