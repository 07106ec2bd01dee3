"""The whole program read aloud: by its parts, or one sentence after another."""

from __future__ import annotations

from django.utils.translation import gettext

from kopilka.engine.program.model import Program
from kopilka.fronts.wording.conditions import say_selector
from kopilka.fronts.wording.program.discounts import say_discount, say_together
from kopilka.fronts.wording.program.parts import Rule, ended
from kopilka.fronts.wording.program.rules import say_rule
from kopilka.fronts.wording.program.tiers import say_keeping, say_tier
from kopilka.fronts.wording.program.wallets import say_wallet
from kopilka.fronts.wording.sections import say_sections
from kopilka.fronts.wording.voice import Voice

Part = tuple[str, list[Rule]]


def say_program(program: Program, voice: Voice) -> list[Rule]:
    """Everything the program says, a card each."""
    return [rule for _, rules in say_parts(program, voice) for rule in rules]


def say_parts(program: Program, voice: Voice) -> list[Part]:
    """Those that the program has: heading, and its cards."""
    parts = [
        (
            gettext("What is collected"),
            [say_wallet(one, voice) for one in program.wallets.values()],
        ),
        (gettext("How it is earned"), [say_rule(one, voice) for one in program.earn]),
        (gettext("Tiers"), _tiers(program, voice)),
        (gettext("Discounts"), _discounts(program, voice)),
        *say_sections(program, voice),
        (gettext("For all of it"), [_terms(program, voice)]),
    ]
    return [part for part in parts if part[1]]


def _tiers(program: Program, voice: Voice) -> list[Rule]:
    terms = program.tiers
    if terms is None:
        return []
    return [*(say_tier(tier, terms, voice) for tier in terms.levels), say_keeping(terms, voice)]


def _discounts(program: Program, voice: Voice) -> list[Rule]:
    together = say_together(program, voice)
    said = [say_discount(one, voice) for one in program.discounts]
    return [*said, together] if together else said


def _terms(program: Program, voice: Voice) -> Rule:
    said = gettext("Sums are in {currency}; days and hours are those of {timezone}.")
    text = said.format(currency=program.currency, timezone=program.timezone)
    clauses = (say_never(program, voice),) if program.never else ()
    return Rule(voice.text(program.name), text, clauses)


def say_never(program: Program, voice: Voice) -> str:
    if program.never is None:
        return ""
    said = gettext("Never counted, discounted or paid with units: {lines}.")
    return ended(said.format(lines=say_selector(program.never, voice)))
