"""What wallets, rules, tiers and discounts say alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from kopilka.engine.program.model import Expiry, Pending, Ruling, Window
from kopilka.fronts.wording.conditions import say_condition, say_selector
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.voice import Voice

EXACT = 9
"""Decimal places of a per cent: as many as a program may write."""
ROUNDED: Mapping[str, object] = {
    "end_of_month": gettext_lazy("at the end of the month"),
    "end_of_quarter": gettext_lazy("at the end of the quarter"),
    "end_of_half_year": gettext_lazy("at the end of the half-year"),
    "end_of_year": gettext_lazy("at the end of the year"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` heads the card; `text` is the rule; `clauses` its conditions and limits."""

    name: str
    text: str
    clauses: tuple[str, ...] = ()


def ended(sentence: str) -> str:
    """A name of the shop's own may end with a full stop already."""
    return f"{sentence[:-2]}." if sentence.endswith("..") else sentence


def say_when_and_lines(ruling: Ruling, voice: Voice) -> Iterator[str]:
    if ruling.when:
        said = gettext("Only if {condition}.")
        yield ended(said.format(condition=say_condition(ruling.when, voice)))
    if ruling.lines:
        yield ended(gettext("Only for {lines}.").format(lines=say_selector(ruling.lines, voice)))


def say_window(window: Window) -> str:
    if window.length:
        return gettext("over the last {length}").format(length=say_duration(window.length))
    if window.kind == "calendar_year":
        return gettext("in a calendar year")
    return gettext("in all time")


# ------------------------------------------------------------------ the life of units


def say_pending(pending: Pending) -> Iterator[str]:
    """From when units can be used; at the latest when."""
    yield _usable(pending)
    if pending.at_most:
        latest = say_duration(pending.at_most)
        yield gettext("At the latest {wait} after the award.").format(wait=latest)


def _usable(pending: Pending) -> str:
    wait = say_duration(pending.wait) if pending.wait else ""
    if pending.after:
        said = gettext("Usable {wait} after delivery.") if wait else gettext("Usable on delivery.")
        return said.format(wait=wait)
    return gettext("Usable {wait} after the award.").format(wait=wait) if wait else _at_once()


def _at_once() -> str:
    return gettext("Usable at once.")


def say_expiry(expiry: Expiry) -> str:
    if expiry.after:
        said = gettext("Lapse {length} after that.")
        if expiry.round:
            said = gettext("Lapse {length} after that, {rounded}.")
        length = say_duration(expiry.after)
    elif expiry.inactive:
        said = gettext("Lapse after {length} without an order.")
        if expiry.round:
            said = gettext("Lapse after {length} without an order, {rounded}.")
        length = say_duration(expiry.inactive)
    else:
        return gettext("Never lapse.")
    return said.format(length=length, rounded=ROUNDED.get(expiry.round or "", ""))
