"""Whatever becomes of claims and their orders, units and counters are as they say."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from properties.planted import Bug, Function
from support.memory_shop import Shop

from kopilka.engine.facts import Line, Order
from kopilka.engine.ledger.model import Journal
from kopilka.engine.ledger.replay import check
from kopilka.engine.mechanics.rewards.claims import Claim, ClaimWish, claims_of
from kopilka.engine.settle import settle, view
from kopilka.loyalty.ledger.adjusting import Adjustment
from kopilka.loyalty.rewards.operations import ClaimCancel, ClaimUse

PROGRAM = """kopilka: 1
name: Claims
currency: RUB
timezone: Europe/Moscow
wallets:
  points: {kind: points, worth: 1.00, expires: 4d, restore_grace: 2d}
earn:
  - {id: purchase, give: 10%}
rewards:
  - {id: half, kind: discount, price: 30, give: 50%, pieces: 1, valid_for: 2d}
  - {id: gift, kind: gift, price: 20, stock: 4, valid_for: 1d, on_lapse: given_back}
  - {id: tour, kind: experience, price: 25, per_member: 2, in: week}
"""
REWARDS = ("half", "gift", "tour")
WHO = "anna"
THOROUGH = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@dataclass(slots=True)
class Life:
    shop: Shop
    data: st.DataObject
    count: int = 0

    def happen(self) -> None:
        acts = (self._order, self._claim, self._use, self._cancel, self._return, self._wait)
        self.data.draw(st.sampled_from((*acts, self._claim)), label="what")()

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _claimed(self) -> list[str]:
        return list(claims_of(self.shop.members[WHO]))

    def _order(self) -> None:
        lines = (Line(1, 40_000, categories=("cups",)), Line(2, 25_000))
        named = self.data.draw(st.lists(st.sampled_from(["none", *self._claimed()]), max_size=2))
        order = Order(
            "site",
            f"O{self._next()}",
            self.shop.now,
            lines,
            paid_at=self.shop.now,
            claims=tuple(dict.fromkeys(named)),
            revision="1",
        )
        self._tell(order)

    def _tell(self, order: Order) -> None:
        assert not self.shop.do("record_order", WHO, order).refusals

    def _claim(self) -> None:
        reward = self.data.draw(st.sampled_from(REWARDS), label="reward")
        self.shop.do("claim_reward", WHO, ClaimWish(f"C{self._next()}", reward))

    def _use(self) -> None:
        if self._claimed():
            name = self.data.draw(st.sampled_from(self._claimed()), label="used")
            self.shop.do("use_claim", WHO, ClaimUse(name))

    def _cancel(self) -> None:
        if self._claimed():
            name = self.data.draw(st.sampled_from(self._claimed()), label="cancelled")
            self.shop.do("cancel_claim", WHO, ClaimCancel(name, "because"))

    def _return(self) -> None:
        """A line, the whole, or the order is cancelled; or a state comes again."""
        told = list(self.shop.members[WHO].orders.values())
        if not told:
            return
        order = self.data.draw(st.sampled_from(told), label="order").order
        how = self.data.draw(st.sampled_from(("line", "all", "cancel", "again")), label="how")
        self._tell(undone(order, how, self))

    def undo_everything(self) -> None:
        for record in list(self.shop.members[WHO].orders.values()):
            self._tell(undone(record.order, "all", self))

    def _wait(self) -> None:
        hours = self.data.draw(st.sampled_from((1, 13, 30, 60)), label="hours")
        self.shop.now += timedelta(hours=hours)


def undone(order: Order, how: str, life: Life) -> Order:
    revision = str(int(order.revision) + 1)
    if how == "cancel":
        return replace(order, cancelled_at=life.shop.now, revision=revision)
    returned = {"all": (1, 2), "line": (1,)}.get(how, ())
    lines = [
        replace(line, returned=line.amount) if line.number in returned else line
        for line in order.lines
    ]
    back = None if how == "again" else life.shop.now
    return replace(
        order, lines=tuple(lines), returned_at=back or order.returned_at, revision=revision
    )


def assert_claims(shop: Shop) -> None:
    member = shop.members[WHO]
    assert check(member.accounts.values(), shop.entries[WHO]) == []
    claims = claims_of(member)
    for claim in claims.values():
        assert _out(shop, claim) == (0 if _is_back(claim) else claim.units), claim
        if claim.order:
            assert claim.state == "used"
            assert claim.id in member.orders[claim.order].claims
    standing = [claim for claim in claims.values() if claim.state != "cancelled"]
    stock = member.usage.get("program/reward:gift/claims", 0)
    assert stock == sum(claim.reward == "gift" for claim in standing) <= 4
    weeks = [used for key, used in member.usage.items() if key.startswith("reward:tour/")]
    assert sum(weeks) == sum(claim.reward == "tour" for claim in standing)
    assert all(0 <= used <= 2 for used in weeks)
    _nothing_past_its_time_is_open(shop)


def _is_back(claim: Claim) -> bool:
    return claim.state == "cancelled" or (claim.state == "lapsed" and claim.reward == "gift")


def _out(shop: Shop, claim: Claim) -> int:
    """What the book says has been given for it."""
    out = 0
    for entry in shop.entries[WHO]:
        if (entry.cause.kind, entry.cause.key) == ("claim", claim.id):
            for posting in entry.postings:
                into, source = posting.destination == "redeemed", posting.source == "redeemed"
                out += posting.amount * (into - source)
    return out


def _nothing_past_its_time_is_open(shop: Shop) -> None:
    seen = view(shop.members[WHO], shop.versions, shop.now)
    for claim in claims_of(seen).values():
        assert claim.state != "issued" or claim.until is None or claim.until > shop.now


def begin() -> Shop:
    shop = Shop(PROGRAM)
    shop.do("adjust_balance", WHO, Adjustment("A", "points", 120, "to begin with"))
    return shop


def live(data: st.DataObject, length: int = 25) -> Life:
    life = Life(begin(), data)
    for _ in range(length):
        life.happen()
        assert_claims(life.shop)
    return life


def end_clean(life: Life) -> None:
    """Everything comes back: no order uses a claim any more, and the counters are the same."""
    before = dict(life.shop.members[WHO].usage)
    life.undo_everything()
    assert_claims(life.shop)
    member = life.shop.members[WHO]
    assert not [claim for claim in claims_of(member).values() if claim.order]
    assert member.usage == before


@THOROUGH
@given(st.data())
def test_claims_and_units_agree_after_every_step(data: st.DataObject) -> None:
    end_clean(live(data))


@THOROUGH
@given(st.data())
def test_when_the_job_runs_changes_no_claim(data: st.DataObject) -> None:
    """Settled at every hour or only at the end: the same claims and the same balances."""
    shop = live(data, 12).shop
    late, hourly = deepcopy(shop.members[WHO]), deepcopy(shop.members[WHO])
    for hour in range(24 * 7 + 1):
        settle(hourly, shop.versions, shop.now + timedelta(hours=hour), Journal())
    settle(late, shop.versions, shop.now + timedelta(days=7), Journal())
    assert claims_of(late) == claims_of(hourly)
    assert late.account("points").available == hourly.account("points").available
    assert late.account("points").lots == hourly.account("points").lots


def _nothing(_: Function) -> Function:
    return lambda *arguments, **named: None


def _whatever_state(_: Function) -> Function:
    return lambda member, name: claims_of(member)[name]


REWARDS_ENGINE = "kopilka.engine.mechanics.rewards"
BUGS = (
    Bug("a cancelled claim keeps its units", f"{REWARDS_ENGINE}.claims", "_give_back", _nothing),
    Bug("nothing counts claims", f"{REWARDS_ENGINE}.claims", "_count", _nothing),
    Bug("claims never lapse", f"{REWARDS_ENGINE}.claims", "next_lapse_at", _nothing),
    Bug("a used claim is open", f"{REWARDS_ENGINE}.claims", "open_claim", _whatever_state),
    Bug("an order keeps its claim", f"{REWARDS_ENGINE}.at_checkout", "reissue", _nothing),
)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_shows_in_the_claims(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    place = import_module(bug.module)
    monkeypatch.setattr(place, bug.attribute, bug.make(getattr(place, bug.attribute)))

    @THOROUGH
    @given(st.data())
    def hunt(data: st.DataObject) -> None:
        end_clean(live(data))

    with pytest.raises((AssertionError, ExceptionGroup)):
        hunt()
