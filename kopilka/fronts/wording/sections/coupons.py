"""Coupons read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kopilka.engine.program.sections.coupons import Coupon
from kopilka.fronts.wording.conditions import say_condition, say_selector
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.program.gives import say_give
from kopilka.fronts.wording.program.parts import Rule, ended
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
    clauses = (*_which(coupon, voice), *_days(coupon, voice), *_limits(coupon, voice))
    return Rule(voice.text(coupon.name, coupon.id), text, (*clauses, *_given(coupon)))


def _which(coupon: Coupon, voice: Voice) -> Iterator[str]:
    """Orders and lines."""
    if coupon.when is not None:
        said = gettext("Only if {condition}.")
        yield ended(said.format(condition=say_condition(coupon.when, voice)))
    if coupon.min_total:
        yield gettext("From an order of {sum}.").format(sum=voice.sum(coupon.min_total))
    if coupon.lines is not None:
        yield ended(gettext("Only for {lines}.").format(lines=say_selector(coupon.lines, voice)))
    if coupon.except_ is not None:
        yield ended(gettext("Not for {lines}.").format(lines=say_selector(coupon.except_, voice)))


def _days(coupon: Coupon, voice: Voice) -> Iterator[str]:
    if coupon.from_:
        yield gettext("From {day} on.").format(day=voice.day(coupon.from_))
    if coupon.until:
        yield gettext("Before {day}.").format(day=voice.day(coupon.until))


def _limits(coupon: Coupon, voice: Voice) -> Iterator[str]:
    limits = coupon.limits
    if limits.total:
        said = ngettext("At most {n} use in all.", "At most {n} uses in all.", limits.total)
        yield said.format(n=voice.number(limits.total))
    if limits.per_member:
        said = ngettext(
            "At most {n} use for each member.",
            "At most {n} uses for each member.",
            limits.per_member,
        )
        yield said.format(n=voice.number(limits.per_member))
    if limits.per_day:
        said = ngettext("At most {n} use a day.", "At most {n} uses a day.", limits.per_day)
        yield said.format(n=voice.number(limits.per_day))
    if limits.per_order > 1:
        yield _per_order(limits.per_order, voice)
    if coupon.series and limits.per_code != 1:
        yield _per_code(limits.per_code, voice)


def _per_order(most: int, voice: Voice) -> str:
    said = ngettext(
        "At most {n} code of it on one order.", "At most {n} codes of it on one order.", most
    )
    return said.format(n=voice.number(most))


def _per_code(most: int | None, voice: Voice) -> str:
    if most is None:
        return gettext("Each code counts any number of times.")
    said = ngettext("Each code counts {n} time.", "Each code counts {n} times.", most)
    return said.format(n=voice.number(most))


def _given(coupon: Coupon) -> Iterator[str]:
    if coupon.give_on:
        yield gettext("Each member gets a code of their own on {event}.").format(
            event=coupon.give_on
        )
    if coupon.valid_for:
        said = gettext("A code given counts for {length}.")
        yield said.format(length=say_duration(coupon.valid_for))
