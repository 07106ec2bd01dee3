"""Steps and facts of coupons in stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kopilka.engine.mechanics.coupons.counting import OF_ONE_CODE, taken
from kopilka.engine.mechanics.coupons.giving import give_code
from kopilka.engine.mechanics.coupons.shelf import SeriesCode, keep_code, own_codes
from kopilka.engine.program.sections.coupons import Coupon
from kopilka.engine.standing import Member, Versions
from kopilka.engine.story.codes import read_code
from kopilka.engine.story.grammar import Step, StoryFault
from kopilka.engine.story.world import NONE, Refusals, World


def make_codes(world: World, step: Step, at: datetime, known: datetime) -> Refusals:
    """`codes taxi 2`: so many more of a series, for anybody."""
    coupon = _series(world, step, step.words[0], at)
    for _ in range(int(step.words[1])):
        world.codes.append((world.draw(), SeriesCode(coupon.id, "any", at)))
    return NONE


def give(world: World, step: Step, at: datetime, known: datetime) -> Refusals:
    """`give anna welcome`: a code of the series for her alone."""
    member, coupon = world.member(step.words[0]), _series(world, step, step.words[1], at)
    give_code(member, coupon, world.program_at(at), at, world.draw(), world.journal)
    return NONE


def block(world: World, step: Step, at: datetime, known: datetime) -> Refusals:
    """`block anna/welcome because REASON`."""
    owner = world.member(step.words[0].partition("/")[0])
    text = read_code(world.members, world.codes, step, owner, step.words[0])
    code = dict(own_codes(owner))[text]
    keep_code(owner, text, replace(code, blocked=True))
    return NONE


def _series(world: World, step: Step, name: str, at: datetime) -> Coupon:
    coupons: tuple[Coupon, ...] = world.program_at(at).entries("coupons")
    found = next((one for one in coupons if one.id == name and one.series), None)
    if found is None:
        raise StoryFault(step.line, f"the program has no coupon {name!r} with a series of codes")
    return found


def usable_codes(member: Member, versions: Versions, at: datetime) -> str:
    """How many codes of the member's own can still be used."""
    usable = [
        text
        for text, code in own_codes(member)
        if not code.blocked
        and (code.until is None or at < code.until)
        and not taken(member, OF_ONE_CODE + text, at)
    ]
    return str(len(usable))
