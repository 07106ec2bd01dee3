"""Rewards of the catalogue read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext, gettext_lazy, ngettext

from kopilka.engine.program.sections.rewards import Reward
from kopilka.fronts.wording.conditions import say_selector
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.program.gives import say_give
from kopilka.fronts.wording.program.parts import Rule
from kopilka.fronts.wording.program.rules import PERIODS
from kopilka.fronts.wording.voice import Voice

KINDS: Mapping[str, object] = {
    "discount": gettext_lazy("A discount"),
    "gift": gettext_lazy("A gift"),
    "product": gettext_lazy("A product"),
    "free_delivery": gettext_lazy("Free delivery"),
    "experience": gettext_lazy("An experience"),
    "donation": gettext_lazy("A donation"),
}


def say_reward(reward: Reward, voice: Voice) -> Rule:
    wallet = reward.wallet or next(iter(voice.wallets))
    said = gettext("{kind} for {price}.")
    text = said.format(kind=KINDS[reward.kind], price=voice.units(wallet, reward.price))
    clauses = (*_what(reward, voice), *_how_many(reward, voice), *_when(reward, voice))
    return Rule(voice.text(reward.name, reward.id), text, clauses)


def _what(reward: Reward, voice: Voice) -> Iterator[str]:
    if reward.give is not None:
        yield gettext("{amount} off").format(amount=say_give(reward.give, "", voice)) + "."
    if reward.lines is not None:
        yield gettext("Only for {lines}.").format(lines=say_selector(reward.lines, voice))
    if reward.pieces is not None:
        said = ngettext(
            "For {n} piece, the dearest.", "For {n} pieces, the dearest.", reward.pieces
        )
        yield said.format(n=voice.number(reward.pieces))
    if reward.value:
        yield gettext("Worth {sum}.").format(sum=voice.sum(reward.value))


def _how_many(reward: Reward, voice: Voice) -> Iterator[str]:
    if reward.stock is not None:
        said = ngettext("There is {n} of it.", "There are {n} of it.", reward.stock)
        yield said.format(n=voice.number(reward.stock))
    if reward.per_member is not None:
        said = gettext("At most {n} for each member {period}.")
        yield said.format(n=voice.number(reward.per_member), period=PERIODS[reward.in_])
    if reward.tiers:
        tiers = voice.either(voice.tier(tier) for tier in reward.tiers)
        yield gettext("Only for the tier {tiers}.").format(tiers=tiers)


def _when(reward: Reward, voice: Voice) -> Iterator[str]:
    if reward.from_ is not None:
        yield gettext("To be had from {day} on.").format(day=voice.day(reward.from_))
    if reward.until is not None:
        yield gettext("To be had before {day}.").format(day=voice.day(reward.until))
    if reward.valid_for is not None:
        said = gettext("A claim lapses {length} after it was made.")
        yield said.format(length=say_duration(reward.valid_for))
        if reward.on_lapse == "given_back":
            yield gettext("The units of a claim that lapsed come back.")
