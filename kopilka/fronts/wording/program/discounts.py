"""Discounts read aloud, and how they go together with each other and with units."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from kopilka.engine.mechanics.coupons.priced import coupon_rulings
from kopilka.engine.program.model import Discount, Program
from kopilka.fronts.wording.program.gives import say_give
from kopilka.fronts.wording.program.parts import EXACT, Rule, say_when_and_lines
from kopilka.fronts.wording.voice import Voice


def say_discount(discount: Discount, voice: Voice) -> Rule:
    said = gettext("{amount} off").format(amount=say_give(discount.give, "", voice))
    clauses = tuple(say_when_and_lines(discount, voice))
    return Rule(voice.text(discount.name, discount.id), said + ".", clauses)


def say_together(program: Program, voice: Voice) -> Rule | None:
    """None where there is nothing to say: one discount or none, and no bounds."""
    clauses = (*_lanes(program, voice), *_bounds(program, voice))
    return Rule(gettext("All together"), clauses[0], clauses[1:]) if clauses else None


def _lanes(program: Program, voice: Voice) -> Iterator[str]:
    """Of each lane the best; lanes one after another, each from what the one before left."""
    lanes: dict[str, list[str]] = {}
    for discount in _of_coupons_too(program):
        name = voice.quoted(voice.text(discount.name, discount.id))
        lanes.setdefault(discount.lane, []).append(name)
    for names in lanes.values():
        if len(names) > 1:
            said = gettext("Of the discounts {names} only the best counts.")
            yield said.format(names=", ".join(names))
    if len(lanes) > 1:
        said = gettext("They are taken off one after another: {order}.")
        yield said.format(order="; ".join(", ".join(names) for names in lanes.values()))


def _of_coupons_too(program: Program) -> tuple[Discount, ...]:
    """In the order in which they are taken off."""
    coupons = (one for one in coupon_rulings(program) if isinstance(one, Discount))
    return (*program.discounts, *coupons)


def _bounds(program: Program, voice: Voice) -> Iterator[str]:
    most, lanes = program.together.max_total, program.together.points_with
    if most is not None:
        said = gettext("Discounts and units together: at most {share} of an order.")
        yield said.format(share=voice.percent(most, EXACT))
    if lanes is None:
        return
    names = [
        voice.quoted(voice.text(discount.name, discount.id))
        for discount in _of_coupons_too(program)
        if discount.lane in lanes
    ]
    if names:
        said = gettext("Of discounted lines units pay only those with {names}.")
        yield said.format(names=", ".join(names))
    else:
        yield gettext("Units pay for no discounted line.")
