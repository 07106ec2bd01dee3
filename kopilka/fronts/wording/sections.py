"""The entries of declared sections read aloud: a heading for each section, a sentence an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.known import SECTIONS
from kopilka.engine.program.sections.plans import Plan
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.program import Rule
from kopilka.fronts.wording.voice import Voice

HEADINGS: Mapping[str, object] = {"plans": _("Paid plans")}


def say_plan(plan: Plan, voice: Voice) -> Rule:
    said = gettext("{price} for {period}.")
    text = said.format(price=voice.sum(plan.price), period=say_duration(plan.period))
    return Rule(voice.text(plan.name, plan.id), text, tuple(_plan_clauses(plan, voice)))


def _plan_clauses(plan: Plan, voice: Voice) -> Iterator[str]:
    if plan.bonus:
        bonus = voice.units(plan.wallet or next(iter(voice.wallets)), plan.bonus)
        yield gettext("A bonus of {units} with each period.").format(units=bonus)
    if plan.perks:
        yield gettext("Perks: {perks}.").format(perks=", ".join(plan.perks))
    if plan.grace:
        said = gettext("Kept for {length} after a period that was not renewed.")
        yield said.format(length=say_duration(plan.grace))
    if plan.refund == "pro_rata":
        yield gettext("Cancelled at once, the rest of the period is paid back.")


SAY: Mapping[str, Callable[[Any, Voice], Rule]] = {"plan": say_plan}


def say_sections(program: Program, voice: Voice) -> list[tuple[str, list[Rule]]]:
    """Those that the program has: heading, and its entries in words."""
    return [
        (str(HEADINGS[section.word]), [SAY[section.part](one, voice) for one in entries])
        for section in SECTIONS
        if (entries := program.entries(section.word))
    ]
