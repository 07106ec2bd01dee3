"""The entries of declared sections read aloud: a heading for each section, a sentence an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.known import SECTIONS
from kopilka.fronts.wording.program.parts import Rule
from kopilka.fronts.wording.sections.coupons import say_coupon
from kopilka.fronts.wording.sections.plans import say_plan
from kopilka.fronts.wording.sections.rewards import say_reward
from kopilka.fronts.wording.voice import Voice

HEADINGS: Mapping[str, object] = {
    "plans": _("Paid plans"),
    "coupons": _("Coupons"),
    "rewards": _("Reward catalogue"),
}

SAY: Mapping[str, Callable[[Any, Voice], Rule]] = {
    "plan": say_plan,
    "coupon": say_coupon,
    "reward": say_reward,
}


def say_sections(program: Program, voice: Voice) -> list[tuple[str, list[Rule]]]:
    """Those that the program has: heading, and its entries in words."""
    return [
        (str(HEADINGS[section.word]), [SAY[section.part](one, voice) for one in entries])
        for section in SECTIONS
        if (entries := program.entries(section.word))
    ]
