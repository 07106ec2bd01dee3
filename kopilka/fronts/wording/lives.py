"""From when units can be used and when they lapse, by the dates of their lots."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext

from kopilka.engine.ledger.dates import expiry_of, lapse_at
from kopilka.engine.ledger.model import Lot
from kopilka.engine.standing import Versions
from kopilka.fronts.wording.voice import Voice


def say_lives(lots: Iterable[Lot], wallet: str, versions: Versions, voice: Voice) -> list[str]:
    """A sentence for each life that differs."""
    return list(dict.fromkeys(_life(lot, wallet, versions, voice) for lot in lots))


def _life(lot: Lot, wallet: str, versions: Versions, voice: Voice) -> str:
    usable = lot.matured_at or lot.matures_at
    if usable is None:
        return gettext("Usable once the order is delivered.")
    program = versions.number(lot.version) if lot.version else versions.all[-1].program
    until = lot.expires_at
    if lot.matured_at is None:
        until = lapse_at(expiry_of(program, wallet, lot), usable, program.zone)
    since = voice.day(usable)
    if until is None:
        return gettext("Usable from {day}; never lapses.").format(day=since)
    said = gettext("Usable from {day}, lapses at the end of {last}.")
    return said.format(day=since, last=voice.day(until - timedelta(seconds=1)))
