"""Coupons read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kopilka.engine.program.sections.coupons import Coupon
from kopilka.fronts.wording.conditions import say_condition
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.program import Rule, say_give
from kopilka.fronts.wording.voice import Voice

REASONS: Mapping[str, object] = {
    "unknown": _("There is no such code."),
    "blocked": _("The code is blocked."),
    "of_another_member": _("The code is another member's."),
    "not_yet": _("The coupon does not count yet."),
    "expired": _("The code does not count any more."),
    "total": _("The coupon has been used as often as it may."),
    "per_member": _("The member has used the coupon as often as one may."),
    "per_day": _("The coupon has been used as often as it may on this day."),
    "per_order": _("The order has as many codes of this coupon as it may."),
    "per_code": _("The code has been used."),
    "condition_failed": _("The order does not meet the coupon's conditions."),
    "no_lines": _("The coupon is for nothing in this order."),
    "lane_lost": _("A better discount takes its place."),
    "floor": _("Nothing more can come off the prices."),
    "ceiling": _("Discounts have taken as much as they may together."),
}


def say_code_reason(reason: str) -> str:
    """Why a code does not count: for shops and staff, never for strangers."""
    return str(REASONS[reason])


def say_coupon(coupon: Coupon, voice: Voice) -> Rule:
    if coupon.give is not None:
        gift = gettext("{amount} off").format(amount=say_give(coupon.give, "", voice))
    else:
        gift = voice.units(coupon.wallet or next(iter(voice.wallets)), coupon.units)
    by = gettext("generated codes") if coupon.series else gettext("the code {code}")
    said = gettext("{gift} for {code}.")
    text = said.format(gift=gift, code=by.format(code=coupon.code))
    return Rule(voice.text(coupon.name, coupon.id), text, tuple(_coupon_clauses(coupon, voice)))


def _coupon_clauses(coupon: Coupon, voice: Voice) -> Iterator[str]:
    if coupon.when is not None:
        said = gettext("Only if {condition}.")
        yield said.format(condition=say_condition(coupon.when, voice))
    if coupon.min_total:
        yield gettext("From an order of {sum}.").format(sum=voice.sum(coupon.min_total))
    yield from _days(coupon)
    yield from _limits(coupon)
    if coupon.give_on:
        yield gettext("Each member gets a code of their own on {event}.").format(
            event=coupon.give_on
        )
    if coupon.valid_for:
        said = gettext("A code given counts for {length}.")
        yield said.format(length=say_duration(coupon.valid_for))


def _days(coupon: Coupon) -> Iterator[str]:
    if coupon.from_:
        yield gettext("From {day} on.").format(day=coupon.from_.isoformat())
    if coupon.until:
        yield gettext("Before {day}.").format(day=coupon.until.isoformat())


def _limits(coupon: Coupon) -> Iterator[str]:
    limits = coupon.limits
    if limits.total:
        yield gettext("At most {count} uses in all.").format(count=limits.total)
    if limits.per_member:
        yield gettext("At most {count} uses a member.").format(count=limits.per_member)
    if limits.per_day:
        yield gettext("At most {count} uses a day.").format(count=limits.per_day)
