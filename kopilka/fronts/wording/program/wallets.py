"""Wallets read aloud: what units are worth, how they live, how they pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext, gettext_lazy

from kopilka.engine.program.model import Wallet
from kopilka.fronts.wording.conditions import say_selector
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.program.parts import EXACT, Rule, ended, say_expiry, say_pending
from kopilka.fronts.wording.voice import Voice

KINDS: Mapping[str, object] = {
    "money": gettext_lazy("They are kept as money."),
    "stamps": gettext_lazy("They are stamps."),
}
"""Points are what silence means."""
ROUNDINGS: Mapping[str, object] = {
    "half_up": gettext_lazy("An award is rounded to the nearest; a half goes up."),
    "half_even": gettext_lazy("An award is rounded to the nearest; a half goes to the even one."),
}
"""Down is what silence means."""
_MOST = 10**8


def say_wallet(wallet: Wallet, voice: Voice) -> Rule:
    count = _plainly_worth(wallet, voice)
    units = count * wallet.scale
    said = gettext("{hundred} pay for {sum}.")
    text = said.format(
        hundred=voice.units(wallet.id, units), sum=voice.sum(voice.worth(wallet.id, units))
    )
    heading = voice.wallet_title(wallet.id)
    return Rule(heading[:1].upper() + heading[1:], text, tuple(_clauses(wallet, voice)))


def _plainly_worth(wallet: Wallet, voice: Voice) -> int:
    """A hundred, or so many more that their worth is a sum to the last minor unit."""
    count = 100
    per_unit = wallet.minor_per_unit(voice.currency) * wallet.scale
    while (count * per_unit).denominator != 1 and count < _MOST:
        count *= 10
    return count


def _clauses(wallet: Wallet, voice: Voice) -> Iterator[str]:
    if wallet.kind in KINDS:
        yield str(KINDS[wallet.kind])
    yield from _earning(wallet, voice)
    yield from say_pending(wallet.pending)
    yield say_expiry(wallet.expires)
    yield from _redeeming(wallet, voice)
    yield from _returning(wallet, voice)


def _earning(wallet: Wallet, voice: Voice) -> Iterator[str]:
    if wallet.rounding in ROUNDINGS:
        yield str(ROUNDINGS[wallet.rounding])
    if wallet.limits.earned_per_day is not None:
        most = voice.units(wallet.id, wallet.limits.earned_per_day)
        yield gettext("A member earns at most {units} a day.").format(units=most)
    if wallet.limits.balance is not None:
        most = voice.units(wallet.id, wallet.limits.balance)
        said = gettext("A balance holds {units} at most, those still waiting included.")
        yield said.format(units=most)


def _redeeming(wallet: Wallet, voice: Voice) -> Iterator[str]:
    terms = wallet.redeem
    for number, part in enumerate(terms.max_share):
        share = voice.percent(part.share, EXACT)
        if part.lines:
            lines = say_selector(part.lines, voice)
            said = gettext("Pay for up to {share} of {lines}.")
            yield ended(said.format(share=share, lines=lines))
        elif number:
            yield gettext("Pay for up to {share} of all else.").format(share=share)
        else:
            yield gettext("Pay for up to {share} of an order.").format(share=share)
    if not terms.max_share:
        yield gettext("Pay for nothing.")
    if terms.min_balance:
        least = voice.units(wallet.id, terms.min_balance)
        yield gettext("Usable from a balance of {units}.").format(units=least)
    if terms.exclude:
        lines = say_selector(terms.exclude, voice)
        yield ended(gettext("Do not pay for {lines}.").format(lines=lines))
    if terms.step > 1:
        step = voice.units(wallet.id, terms.step)
        yield gettext("Redeemed in steps of {units}.").format(units=step)


def _returning(wallet: Wallet, voice: Voice) -> Iterator[str]:
    """Debts without a bound, and units that come back lapsed, are what silence means."""
    if wallet.debt_limit == 0:
        yield gettext("A return makes no debt: what is no longer there is forgiven.")
    elif wallet.debt_limit is not None:
        most = voice.units(wallet.id, wallet.debt_limit)
        said = gettext("A return makes a debt of {units} at most; the rest is forgiven.")
        yield said.format(units=most)
    if wallet.restore_grace:
        said = gettext("Given back by a return after their date, they live for another {length}.")
        yield said.format(length=say_duration(wallet.restore_grace))
