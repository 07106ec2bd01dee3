"""The reference story, step by step, on the engine: lots, expiry, discounts, returns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from kopilka.engine.checkout import HoldWish, place_hold
from kopilka.engine.facts import Line, Order, Redemption
from kopilka.engine.ledger.model import Hold, Journal
from kopilka.engine.ledger.replay import check
from kopilka.engine.orders import decide_order
from kopilka.engine.program.conditions import Is, LineSelector, LineTest, OneOf
from kopilka.engine.program.model import (
    Brackets,
    Discount,
    EarnRule,
    Expiry,
    Pending,
    Percent,
    Program,
    RedeemTerms,
    ShareOfOrder,
    Tier,
    TierMeasure,
    TierTerms,
    Validity,
    Version,
    Wallet,
    WalletLimits,
    Window,
)
from kopilka.engine.settle import settle, view
from kopilka.engine.standing import Member, Versions
from kopilka.values.periods import Duration

FIVE, TEN = Percent(Fraction(1, 20)), Percent(Fraction(1, 10))
YEAR = Duration(12, "mo")
POINTS = Wallet(
    "points",
    pending=Pending(Duration(14, "d")),
    expires=Expiry(Duration(6, "mo")),
    redeem=RedeemTerms(100, (ShareOfOrder(Fraction(1, 2)),)),
    restore_grace=Duration(14, "d"),
    limits=WalletLimits(1000, 50000),
)
OWL_CLUB = Program(
    "Owl Club",
    "RUB",
    "Europe/Moscow",
    {"points": POINTS},
    (
        EarnRule(
            "purchase",
            "order.paid",
            "points",
            Brackets("order.eligible", ((0, FIVE), (500000, TEN))),
        ),
        EarnRule(
            "app",
            "order.paid",
            "points",
            Percent(Fraction(1, 50)),
            when=Is("order.channel", OneOf(("app",))),
        ),
    ),
    TierTerms(
        TierMeasure("spend"),
        (Tier("basic", 0), Tier("silver", 500000), Tier("gold", 2000000, 5000000)),
        Window("rolling", YEAR),
        Validity(YEAR),
        Duration(30, "d"),
    ),
    (
        Discount("club", FIVE, "club", Is("member.tier", OneOf(("silver", "gold")))),
        Discount(
            "cumulative",
            Brackets("member.spend", ((200000, FIVE), (500000, Percent(Fraction(7, 100))))),
            "club",
            lines=LineSelector(exclude=(LineTest("tag", ("sale",)),)),
        ),
    ),
)
VERSIONS = Versions.of([Version(1, datetime(2020, 1, 1, tzinfo=UTC), OWL_CLUB)])


def moscow(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC)


def paid(order_id: str, at: datetime, *lines: Line, **more: object) -> Order:
    return replace(Order("main", order_id, at, lines, paid_at=at), **more)  # type: ignore[arg-type]


def balances(member: Member, at: str) -> tuple[int, int, int]:
    account = view(member, VERSIONS, moscow(at)).account("points")
    return account.available, account.pending, account.debt


@pytest.fixture
def anna() -> Member:
    return Member("anna")


def test_soonest_to_lapse_goes_first_and_a_return_finds_its_way_back(anna: Member) -> None:
    journal = Journal()
    t1 = moscow("2026-01-05 12:00")
    a1 = paid("A1", t1, Line(1, 120000))
    decide_order(anna, a1, VERSIONS, t1, journal)
    assert balances(anna, "2026-01-05 12:00") == (0, 60, 0)
    assert balances(anna, "2026-01-19 12:00") == (60, 0, 0)

    t2 = moscow("2026-02-01 10:00")
    lines = (Line(1, 90000, categories=("teapots",)), Line(2, 10000, gift_card=True))
    a2 = decide_order(anna, paid("A2", t2, *lines, channel="app"), VERSIONS, t2, journal)
    assert a2.record.awarded["points"] == {"purchase": 45, "app": 18}

    t3 = moscow("2026-03-01 10:00")
    cart = Order("main", "A3", t3, (Line(1, 50000, tags=("sale",)),))
    wish = HoldWish("h1", cart, "points", 50, moscow("2026-03-01 10:30"))
    assert isinstance(place_hold(anna, wish, VERSIONS, t3, journal), Hold)
    a3 = decide_order(anna, replace(cart, paid_at=t3), VERSIONS, t3, journal)
    assert a3.record.paid_by_units == {"points": {1: 5000}}
    assert a3.record.awarded["points"] == {"purchase": 22}
    assert balances(anna, "2026-03-01 10:00") == (73, 22, 0)

    t4 = moscow("2026-03-05 09:00")
    back = replace(a1, lines=(Line(1, 120000, returned=60000),), returned_at=t4)
    decide_order(anna, back, VERSIONS, t4, journal)
    assert balances(anna, "2026-03-05 09:00") == (43, 22, 0)
    assert balances(anna, "2026-08-15 23:59") == (65, 0, 0)

    t5 = moscow("2026-08-16 00:00")
    settle(anna, VERSIONS, t5, journal)
    assert balances(anna, "2026-08-16 00:00") == (22, 0, 0)
    cart = Order("main", "A4", t5, (Line(1, 30000),))
    refusals = place_hold(anna, HoldWish("h2", cart, "points", 10, t5), VERSIONS, t5, journal)
    assert isinstance(refusals, tuple)
    assert [refusal.code for refusal in refusals] == ["below_min_balance"]
    assert check(anna.accounts.values(), journal.entries) == []


def test_an_order_s_snapshots_may_come_late_twice_or_all_at_once(anna: Member) -> None:
    at, back_at = moscow("2026-01-05 12:00"), moscow("2026-01-20 12:00")
    placed = Order("main", "A1", at, (Line(1, 120000),), revision="1")
    paid_ = replace(placed, paid_at=at, revision="2")
    returned = replace(
        paid_, lines=(Line(1, 120000, returned=60000),), returned_at=back_at, revision="3"
    )
    ends = set()
    for order in ([placed, paid_, returned], [returned, paid_, placed], [paid_, returned, paid_]):
        member, journal = Member("anna"), Journal()
        for snapshot in order:
            decide_order(member, snapshot, VERSIONS, back_at, journal)
        assert check(member.accounts.values(), journal.entries) == []
        ends.add((*balances(member, "2026-01-20 12:00"), member.spending["main/A1"].spend))
    assert ends == {(30, 0, 0, 60000)}


def test_a_cancelled_order_leaves_nothing_behind(anna: Member) -> None:
    journal = Journal()
    at = moscow("2026-01-05 12:00")
    big = paid("A1", at, Line(1, 6000000))
    decide_order(anna, big, VERSIONS, at, journal)
    assert anna.tier.earned_tier == "gold"
    cancelled = replace(big, cancelled_at=moscow("2026-01-06 12:00"))
    decide_order(anna, cancelled, VERSIONS, moscow("2026-01-06 12:00"), journal)
    assert balances(anna, "2026-02-06 12:00") == (0, 0, 0)
    assert anna.tier.earned_tier is None
    assert (anna.spending, {k: v for k, v in anna.usage.items() if v}) == ({}, {})
    assert check(anna.accounts.values(), journal.entries) == []


def test_a_redeemed_order_that_is_cancelled_gives_its_units_back(anna: Member) -> None:
    journal = Journal()
    at = moscow("2026-01-05 12:00")
    decide_order(anna, paid("A1", at, Line(1, 400000)), VERSIONS, at, journal)
    later = moscow("2026-02-05 12:00")
    stated = (Redemption("points", 100),)
    order = Order("main", "A2", later, (Line(1, 100000),), redeemed=stated)
    decide_order(anna, order, VERSIONS, later, journal)
    assert balances(anna, "2026-02-05 12:00") == (100, 0, 0)
    gone = replace(order, cancelled_at=later)
    decide_order(anna, gone, VERSIONS, later, journal)
    assert balances(anna, "2026-02-05 12:00") == (200, 0, 0)
    decide_order(anna, order, VERSIONS, later, journal)
    assert balances(anna, "2026-02-05 12:00") == (100, 0, 0)
    assert check(anna.accounts.values(), journal.entries) == []


def test_units_that_were_not_there_become_a_debt_that_the_next_award_pays(anna: Member) -> None:
    journal = Journal()
    at = moscow("2026-02-05 12:00")
    stated = (Redemption("points", 30),)
    order = Order("main", "A2", at, (Line(1, 100000),), redeemed=stated)
    outcome = decide_order(anna, order, VERSIONS, at, journal)
    assert [(s.wallet, s.missing) for s in outcome.shortfalls] == [("points", 30)]
    assert balances(anna, "2026-02-05 12:00") == (0, 0, 30)
    decide_order(anna, paid("A3", at, Line(1, 120000)), VERSIONS, at, journal)
    assert balances(anna, "2026-02-19 12:00") == (30, 0, 0)
