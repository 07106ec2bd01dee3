"""Codes given to single members when something happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kopilka.engine.ledger.model import Journal
from kopilka.engine.mechanics.coupons.shelf import SeriesCode, keep_code
from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.coupons import Coupon
from kopilka.engine.standing import Member
from kopilka.values.periods import add

JOINED = "member.joined"


def given_on(program: Program, name: str) -> list[Coupon]:
    """The coupons of which a member is given a code when this happens."""
    coupons: tuple[Coupon, ...] = program.entries("coupons")
    return [coupon for coupon in coupons if coupon.give_on == name]


def give_codes(
    member: Member,
    program: Program,
    name: str,
    at: datetime,
    draw: Callable[[], str],
    journal: Journal,
) -> list[str]:
    """`draw` gives a fresh code each time; the codes given."""
    return [
        give_code(member, coupon, program, at, draw(), journal)
        for coupon in given_on(program, name)
    ]


def give_code(
    member: Member, coupon: Coupon, program: Program, at: datetime, text: str, journal: Journal
) -> str:
    until = ends_at(coupon, program, at)
    keep_code(member, text, SeriesCode(coupon.id, "own", at, until))
    told = {"code": text, "coupon": coupon.id, "until": until.isoformat() if until else ""}
    journal.events.append(("coupon.given", dict(told)))
    return text


def ends_at(coupon: Coupon, program: Program, at: datetime) -> datetime | None:
    """None: as long as the coupon itself."""
    return add(at, coupon.valid_for, program.zone) if coupon.valid_for else None
