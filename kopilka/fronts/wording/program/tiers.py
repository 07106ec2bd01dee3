"""Tiers read aloud: how each is reached, what it brings, and how all of them are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext, gettext_lazy, ngettext

from kopilka.engine.program.model import Tier, TierTerms
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.program.parts import Rule, say_window
from kopilka.fronts.wording.voice import Voice

UNTIL: Mapping[str, object] = {
    "end_of_year": gettext_lazy("A tier reached is kept at least until the end of that year."),
    "end_of_next_year": gettext_lazy(
        "A tier reached is kept at least until the end of the next year."
    ),
}
DROPS: Mapping[str, object] = {
    "one_step": gettext_lazy("Whoever no longer deserves it then goes one tier down."),
    "to_deserved": gettext_lazy(
        "Whoever no longer deserves it then goes down to the tier deserved."
    ),
}


def say_tier(tier: Tier, terms: TierTerms, voice: Voice) -> Rule:
    name = voice.text(tier.name, tier.id)
    if not tier.start:
        return Rule(name, gettext("Where everyone begins."), tuple(_clauses(tier, voice)))
    said = gettext("From {amount} {window}.")
    amount = say_measure(tier.start, terms, voice)
    text = said.format(amount=amount, window=say_window(terms.window))
    return Rule(name, text, tuple(_clauses(tier, voice)))


def say_measure(value: int, terms: TierTerms, voice: Voice) -> str:
    """What thresholds are counted in: money, orders, or units of a wallet."""
    if terms.by.kind == "spend":
        return voice.sum(value)
    if terms.by.kind == "earned" and terms.by.wallet:
        return voice.units(terms.by.wallet, value)
    return ngettext("%(n)s order", "%(n)s orders", value) % {"n": voice.number(value)}


def _clauses(tier: Tier, voice: Voice) -> Iterator[str]:
    if tier.or_single_order:
        said = gettext("Or after one order of {sum}.")
        yield said.format(sum=voice.sum(tier.or_single_order))
    if tier.perks:
        yield say_perks(tier.perks, voice)


def say_perks(perks: tuple[str, ...], voice: Voice) -> str:
    named = ", ".join(voice.perk(perk) for perk in perks)
    return gettext("Perks: {perks}.").format(perks=named)


def say_keeping(terms: TierTerms, voice: Voice) -> Rule:
    """What goes for every tier, in a card of its own."""
    return Rule(gettext("How tiers are kept"), _kept(terms), tuple(_reviewed(terms, voice)))


def _kept(terms: TierTerms) -> str:
    if terms.valid.until:
        return str(UNTIL[terms.valid.until])
    if terms.valid.length:
        said = gettext("A tier reached is kept for {length}.")
        return said.format(length=say_duration(terms.valid.length))
    return gettext("A tier once reached is kept for ever.")


def _reviewed(terms: TierTerms, voice: Voice) -> Iterator[str]:
    if terms.by.kind == "earned" and terms.by.wallet:
        name = voice.quoted(voice.wallet_title(terms.by.wallet))
        yield gettext("Counted is what was earned in the wallet {name}.").format(name=name)
    if not (terms.valid.until or terms.valid.length):
        return
    if terms.grace:
        said = gettext("And for another {length} before it is reviewed.")
        yield said.format(length=say_duration(terms.grace))
    yield str(DROPS[terms.drop])
