"""Two programs over the same orders: in words, and their figures in columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext

from kopilka.engine.program.model import Program
from kopilka.fronts.wording.program.parts import Rule
from kopilka.fronts.wording.program.whole import say_program
from kopilka.fronts.wording.voice import Voice
from kopilka.values.money import to_minor

Simulated = tuple[Program, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`verdict` is a sentence; `rows` are (what, here, there); rules that only one of them has."""

    verdict: str
    names: tuple[str, str]
    quoted: tuple[str, str]
    rows: tuple[tuple[str, str, str], ...]
    only_here: tuple[Rule, ...]
    only_there: tuple[Rule, ...]


def compare(here: Simulated, there: Simulated, language: str) -> Comparison:
    voices = [Voice.of_program(language, program) for program, _ in (here, there)]
    rules = [
        say_program(program, voice)
        for (program, _), voice in zip((here, there), voices, strict=True)
    ]
    names = (voices[0].text(here[0].name), voices[1].text(there[0].name))
    return Comparison(
        _verdict(here[1], there[1], voices[0]),
        names,
        (voices[0].quoted(names[0]), voices[1].quoted(names[1])),
        tuple(_rows(here, there, voices[0], voices[1])),
        tuple(rule for rule in rules[0] if rule not in rules[1]),
        tuple(rule for rule in rules[1] if rule not in rules[0]),
    )


def _verdict(here: dict[str, Any], there: dict[str, Any], voice: Voice) -> str:
    ours, theirs = (Decimal(report["reward_cost"]) for report in (here, there))
    if ours == theirs:
        return gettext("Both would have cost the same.")
    change = voice.about(to_minor(abs(ours - theirs), voice.currency))
    shares = [_percent(report["reward_cost_share"], voice) for report in (here, there)]
    sentence = (
        gettext("This program would have cost {change} more: {here} of sales instead of {there}.")
        if ours > theirs
        else gettext(
            "This program would have cost {change} less: {here} of sales instead of {there}."
        )
    )
    return sentence.format(change=change, here=shares[0], there=shares[1])


def _rows(
    here: Simulated, there: Simulated, ours: Voice, theirs: Voice
) -> Iterator[tuple[str, str, str]]:
    cells = zip(_cells(here, ours), _cells(there, theirs), strict=True)
    for (name, mine), (_, other) in cells:
        if mine or other:
            yield name, mine or "–", other or "–"


def _cells(simulated: Simulated, voice: Voice) -> Iterator[tuple[str, str]]:
    """The same names for every program, so that columns fit; wallets and tiers each in one cell."""
    _, report = simulated
    even = report["break_even_uplift"]
    yield gettext("Cost of the program"), _money(report["reward_cost"], voice)
    yield gettext("Share of sales"), _percent(report["reward_cost_share"], voice)
    yield gettext("Break-even uplift"), "" if even is None else _percent(even, voice)
    yield gettext("Discounts"), _money(report["discounts"], voice) if _discounts_any(report) else ""
    for name, kind in (
        (gettext("Earned"), "issued"),
        (gettext("Redeemed"), "redeemed"),
        (gettext("Lapsed"), "lapsed"),
        (gettext("Outstanding"), "outstanding"),
    ):
        yield name, _units(report, kind, voice)
    tiers = [f"{voice.tier(tier)} {voice.number(n)}" for tier, n in report["tiers"].items()]
    yield gettext("Members in tiers"), ", ".join(tiers)


def _discounts_any(report: dict[str, Any]) -> bool:
    return Decimal(report["discounts"]) > 0


def _units(report: dict[str, Any], kind: str, voice: Voice) -> str:
    """A wallet alone needs no name."""
    if len(report["wallets"]) == 1:
        return "".join(
            voice.amount(wallet, sums[kind]) for wallet, sums in report["wallets"].items()
        )
    return ", ".join(voice.units(wallet, sums[kind]) for wallet, sums in report["wallets"].items())


def _money(amount: str, voice: Voice) -> str:
    return voice.about(to_minor(Decimal(amount), voice.currency))


def _percent(share: float, voice: Voice) -> str:
    return voice.percent(Fraction(str(share)), 2)
