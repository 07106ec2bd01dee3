"""Orders decided beside the writer, without the lock: the same book, whatever comes in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np
import pytest
from support.owl_shop import OwlShop

from kopilka.loyalty.history import deciding
from kopilka.loyalty.history.actions import import_orders
from kopilka.loyalty.history.deciding import Job
from kopilka.loyalty.history.orders import History, to_micros
from kopilka.loyalty.ledger.check import check_books, count_book
from kopilka.loyalty.ledger.deciding import ahead
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.ledger.queries import get_balances
from kopilka.loyalty.members.actions import enrol_many
from kopilka.plumbing import clock

START = datetime(2026, 1, 10, 12, tzinfo=UTC)
MEMBERS, EACH = 6, 40


def _history() -> History:
    member = np.repeat(np.arange(MEMBERS), EACH)
    days = np.tile(np.arange(EACH), MEMBERS)
    return History(
        members=[f"K{number}" for number in range(MEMBERS)],
        member=member.astype(np.int64),
        order_ids=[f"H{number}" for number in range(MEMBERS * EACH)],
        placed=to_micros(START) + days.astype(np.int64) * 86_400_000_000,
        total=(10_000 + days * 7_77).astype(np.int64),
        currency="RUB",
    )


def _import(owls: OwlShop) -> list[dict[str, int]]:
    """Each member's units, after the import."""
    import_orders(
        merchant_id=owls.merchant_id,
        history=_history(),
        name="orders.csv",
        shop="main",
        actor="cli",
        clock=clock.now,
    )
    assert check_books(owls.merchant_id) == []
    return _units(owls)


def _units(owls: OwlShop) -> list[dict[str, int]]:
    keys = _keys(owls)
    balances = get_balances(owls.merchant_id, keys, START + timedelta(days=EACH))
    return [{name: w.available + w.pending for name, w in balances[k].items()} for k in keys]


def _keys(owls: OwlShop) -> list[int]:
    from kopilka.loyalty.members.queries import ids_by_external

    names = [f"K{number}" for number in range(MEMBERS)]
    found = ids_by_external(owls.merchant_id, "main", names)
    return [found[name] for name in names]


def test_processes_decide_what_one_would(owls: OwlShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(deciding, "BATCH", 50)
    seen = []
    beside = deciding.answered_in_order

    def counted(*given: Any, **named: Any) -> Any:
        seen.append(1)
        return beside(*given, **named)

    monkeypatch.setattr(deciding, "answered_in_order", counted)
    units = _import(owls)
    assert seen
    assert all(each["points"] > 0 for each in units)
    assert len({tuple(each.items()) for each in units}) == 1  # all bought the same
    assert count_book(owls.merchant_id)["entry"] >= MEMBERS * EACH


def test_what_came_in_between_is_decided_anew(owls: OwlShop) -> None:
    history, joined = _history(), {f"K{number}": START for number in range(MEMBERS)}
    keys = enrol_many(merchant_id=owls.merchant_id, externals=joined)
    job = Job(owls.merchant_id, history, keys, "main", "cli")
    first = list(range(EACH))
    decided = ahead.decide_ahead(owls.merchant_id, job.intents(first), clock.now())
    post(owls.merchant_id, job.intents(first[:1]), clock.now())
    assert not ahead.write(owls.merchant_id, decided)
    assert ahead.write(
        owls.merchant_id, ahead.decide_ahead(owls.merchant_id, job.intents(first), clock.now())
    )
    assert check_books(owls.merchant_id) == []


def test_a_member_with_very_many_orders_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(deciding._batches(_history(), 0))
    monkeypatch.setattr(deciding, "BATCH", 10)
    monkeypatch.setattr(deciding, "MOST", 15)
    parts = list(deciding._batches(_history(), 0))
    everything = list(range(MEMBERS * EACH))
    assert [*chain(*whole)] == [*chain(*parts)] == everything
    assert max(map(len, parts)) == 15
