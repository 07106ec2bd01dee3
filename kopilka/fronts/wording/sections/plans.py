"""Paid plans read aloud."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from kopilka.engine.program.sections.plans import Plan
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.program.parts import Rule
from kopilka.fronts.wording.program.tiers import say_perks
from kopilka.fronts.wording.voice import Voice


def say_plan(plan: Plan, voice: Voice) -> Rule:
    said = gettext("{price} for {period}.")
    text = said.format(price=voice.sum(plan.price), period=say_duration(plan.period))
    return Rule(voice.text(plan.name, plan.id), text, tuple(_plan_clauses(plan, voice)))


def _plan_clauses(plan: Plan, voice: Voice) -> Iterator[str]:
    if plan.sku:
        yield gettext("Bought as the article {sku}.").format(sku=plan.sku)
    if plan.trial:
        yield gettext("Free for {length} the first time.").format(length=say_duration(plan.trial))
    if plan.starts == "this_order":
        yield gettext("It counts already for the order that buys it.")
    if plan.bonus:
        bonus = voice.units(plan.wallet or next(iter(voice.wallets)), plan.bonus)
        yield gettext("A bonus of {units} with each period.").format(units=bonus)
    if plan.perks:
        yield say_perks(plan.perks, voice)
    if plan.grace:
        said = gettext("Kept for {length} after a period that was not renewed.")
        yield said.format(length=say_duration(plan.grace))
    if plan.remind:
        said = gettext("Members are reminded {length} before its end.")
        yield said.format(length=say_duration(plan.remind))
    if plan.refund == "pro_rata":
        yield gettext("Cancelled at once, the days that have not begun are paid back.")
