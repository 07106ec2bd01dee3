"""What rules and discounts give, read aloud."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_lazy

from kopilka.engine.program.model import (
    Award,
    Brackets,
    ByName,
    Give,
    MoneyOff,
    Percent,
    PerSum,
    Units,
)
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.facts import say_fact
from kopilka.fronts.wording.program.parts import EXACT
from kopilka.fronts.wording.voice import Voice

COUNTED_BY: Mapping[str, object] = {
    "order.eligible": gettext_lazy("what counts of the order"),
    "order.total": gettext_lazy("the whole order"),
    "member.spend": gettext_lazy("what was spent before"),
    "member.orders": gettext_lazy("the number of orders before"),
}


def say_give(give: Give, wallet: str, voice: Voice) -> str:
    if isinstance(give, Brackets):
        return "; ".join(
            _bracket(give, start, _award(award, wallet, voice), voice)
            for start, award in give.steps
        )
    if isinstance(give, ByName):
        said = ", ".join(
            f"{voice.tier(name) if give.by == 'member.tier' else name}: "
            f"{_award(award, wallet, voice)}"
            for name, award in give.gives.items()
        )
        return gettext("by {fact}: {gives}").format(fact=_lowered(say_fact(give.by)), gives=said)
    return _award(give, wallet, voice)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _bracket(give: Brackets, start: int, award: str, voice: Voice) -> str:
    if not start:
        return award
    said = gettext("{award} if {counted} is {start} or more")
    return said.format(award=award, counted=_counted(give), start=_start(give, start, voice))


def _counted(give: Brackets) -> str:
    counted = str(COUNTED_BY.get(give.by, give.by))
    if give.over is None:
        return counted
    if give.over == "calendar_year":
        return gettext("{counted} in a calendar year").format(counted=counted)
    said = gettext("{counted} over the last {length}")
    return said.format(counted=counted, length=say_duration(give.over))


def _start(give: Brackets, start: int, voice: Voice) -> str:
    return voice.number(start) if give.by == "member.orders" else voice.sum(start)


def _award(award: Award, wallet: str, voice: Voice) -> str:
    if isinstance(award, Percent):
        return voice.percent(award.rate, EXACT)
    if isinstance(award, Units):
        return voice.units(wallet, award.units)
    if isinstance(award, PerSum):
        said = gettext("{units} for each full {sum}")
        return said.format(units=voice.units(wallet, award.units), sum=voice.sum(award.sum_minor))
    assert isinstance(award, MoneyOff)
    return voice.sum(award.minor)
