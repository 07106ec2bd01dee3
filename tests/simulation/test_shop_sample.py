"""What the sliders run over is the shop's own past orders, read without their decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from support.owl_shop import NOW, OwlShop

from kopilka.engine.program.model import Program
from kopilka.loyalty.activity import queries as orders
from kopilka.loyalty.earning import operations as _earning  # noqa: F401 - registers
from kopilka.loyalty.ledger.operations import Intent
from kopilka.loyalty.ledger.post import post
from kopilka.loyalty.members.queries import get_member
from kopilka.loyalty.programs.queries import get_versions
from kopilka.loyalty.simulation.queries import simulate_own_orders
from kopilka.loyalty.simulation.sample import Sample, take_sample
from kopilka.loyalty.simulation.shop import get_shop_report


def program_of(owls: OwlShop) -> Program:
    return get_versions(owls.merchant_id).at(NOW).program


def sampled(owls: OwlShop, most: int = 1000) -> Sample:
    sample = take_sample(owls.merchant_id, program_of(owls), most)
    assert sample is not None
    return sample


def test_every_order_is_there_as_the_shop_told_it(owls: OwlShop) -> None:
    history = sampled(owls).history
    assert history.lines is not None
    assert history.start is not None
    for place, order_id in enumerate(history.order_ids):
        found = orders.get_order(owls.merchant_id, "site", order_id)
        assert found is not None
        told = found.record.order
        rows = range(history.start[place], history.start[place + 1])
        assert history.total[place] == told.total
        assert history.channel[place] == told.channel
        assert [history.lines.amount[row] for row in rows] == [line.amount for line in told.lines]
        assert [history.lines.texts[history.lines.sku[row]] for row in rows] == [
            line.sku for line in told.lines
        ]


def test_a_part_takes_whole_members_and_says_of_how_many(owls: OwlShop) -> None:
    part = sampled(owls, most=6)
    assert len(part.history.members) == 1
    assert len(part.history) in (1, 11)
    assert (part.of_orders, part.of_members) == (12, 2)


def test_a_cancelled_order_was_no_sale(owls: OwlShop) -> None:
    before = simulate_own_orders(
        owls.merchant_id, program_of(owls), redeem=Fraction(0), margin=None
    )
    found = orders.get_order(owls.merchant_id, "site", "A11")
    anna = get_member(owls.merchant_id, owls.anna)
    assert found is not None
    assert anna is not None
    gone = replace(found.record.order, cancelled_at=NOW, revision="2")
    post(owls.merchant_id, [Intent("record_order", anna.pk, gone)], NOW + timedelta(hours=1))
    report = simulate_own_orders(
        owls.merchant_id, program_of(owls), redeem=Fraction(0), margin=None
    )
    assert report["orders"] == before["orders"] - 1
    assert "A11" not in [worst["order"] for worst in report["worst_orders"]]


def test_another_rate_costs_in_proportion(owls: OwlShop) -> None:
    program = program_of(owls)
    issued = []
    for earn in (Fraction(1, 100), Fraction(4, 100)):
        found = get_shop_report(
            owls.merchant_id,
            program,
            redeem=Fraction(0),
            margin=Fraction(3, 10),
            earn=earn,
            now=NOW,
        )
        assert found is not None
        issued.append(found.report["wallets"]["points"]["issued"])
    assert 3.5 < issued[1] / issued[0] < 4.5
