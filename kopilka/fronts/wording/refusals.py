"""Refusals in words. Amounts of money and of units are said in the reader's way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from kopilka.fronts.wording.field_sentences import KINDS
from kopilka.fronts.wording.refusal_sentences import GROUPS, STATES
from kopilka.fronts.wording.voice import Voice
from kopilka.values.refusals import Refusal

SENTENCES: Mapping[str, object] = {
    code: sentence for group in GROUPS.values() for code, sentence in group.items()
}
_UNITS = ("debt", "min_balance", "available", "asked", "step", "largest")
_MONEY = "_minor"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
"""Moments come as the API writes them."""


def say_refusal(refusal: Refusal, voice: Voice, wallet: str = "") -> str:
    """In the active language; a code without its sentence is shown as it is.

    `wallet` is the one meant where the refusal's own facts name none.
    """
    sentence = SENTENCES.get(refusal.code)
    if sentence is None:
        return refusal.code
    meant = str(refusal.facts.get("wallet", "")) or wallet or next(iter(voice.wallets), "")
    facts = {name: _say(name, value, voice, meant) for name, value in refusal.facts.items()}
    return str(sentence).format_map(_Facts(facts))


class _Facts(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def _say(name: str, value: object, voice: Voice, wallet: str) -> str:
    if name == "needed" and isinstance(value, list | tuple):
        return "; ".join(str(KINDS[kind]) for kind in value)
    if isinstance(value, list | tuple):
        quoted = voice.quoted if name == "expected" else str
        return ", ".join(quoted(str(part)) for part in value)
    if isinstance(value, int) and name in _UNITS:
        return voice.units(wallet, value) if wallet in voice.wallets else voice.number(value)
    if isinstance(value, int) and name.endswith(_MONEY):
        return voice.money(value)
    if name == "day":
        return voice.day(date.fromisoformat(str(value)))
    if name == "state":
        return str(STATES.get(str(value), value))
    if name != "stands" and isinstance(value, str) and _MOMENT.fullmatch(value):
        return _moment(value, voice)
    return str(value)


def _moment(text: str, voice: Voice) -> str:
    """As it stands where no calendar of the shop's zone has it."""
    try:
        return voice.moment(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return text
