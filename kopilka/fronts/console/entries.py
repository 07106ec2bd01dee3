"""Entries of the book as lines that a person can read, each with its why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from kopilka.engine.ledger.model import MEMBER_ACCOUNTS, Lot, Posting
from kopilka.engine.rules.explain import award_from_plain
from kopilka.engine.standing import Versions
from kopilka.fronts.wording.lives import say_lives
from kopilka.fronts.wording.voice import Voice
from kopilka.fronts.wording.why import Step, award_sentences, rule_steps
from kopilka.loyalty.ledger.queries import EntryInfo

KINDS: Mapping[str, object] = {
    "earned": gettext_lazy("Earned"),
    "taken_back": gettext_lazy("Taken back after a return"),
    "matured": gettext_lazy("Became available"),
    "lapsed": gettext_lazy("Lapsed"),
    "held": gettext_lazy("Held for an order"),
    "released": gettext_lazy("Hold released"),
    "redeemed": gettext_lazy("Redeemed"),
    "given_back": gettext_lazy("Given back after a return"),
    "debt_paid": gettext_lazy("Debt paid"),
    "adjusted": gettext_lazy("Adjusted by hand"),
    "opened": gettext_lazy("Opening balance"),
}
CAUSES: Mapping[str, object] = {
    "order": gettext_lazy("order {key}"),
    "hold": gettext_lazy("hold {key}"),
    "event": gettext_lazy("event {key}"),
    "adjustment": gettext_lazy("adjustment {key}"),
    "claim": gettext_lazy("claim {key}"),
    "opening": gettext_lazy("opening"),
    "plan": gettext_lazy("paid plan"),
    "lot": gettext_lazy("by its date"),
}


CLAIMS: Mapping[str, object] = {
    "redeemed": gettext_lazy("Given for a reward"),
    "given_back": gettext_lazy("Given back for a claim"),
}
"""Kinds of entries where a claim is the cause."""


SOURCES = 3
"""So many are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where units came from: an order with its page, or the day they were given otherwise."""

    said: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """`sign` is plus, minus or "" for units that only moved between the member's own accounts."""

    title: str
    cause: str
    href: str
    when: str
    amount: str
    sign: str
    steps: tuple[Step, ...]
    sentences: tuple[str, ...]
    sources: tuple[Source, ...] = ()


def tell_entries(rows: Sequence[EntryInfo], versions: Versions, voice: Voice) -> list[Told]:
    return [_tell(row, versions, voice) for row in rows]


def _tell(row: EntryInfo, versions: Versions, voice: Voice) -> Told:
    change = sum(_change(posting) for posting in row.postings)
    moved = sum(posting.amount for posting in row.postings)
    sign = "plus" if change > 0 else "minus" if change < 0 else ""
    amount = voice.units(row.wallet, change or moved)
    steps, sentences = _why(row, versions, voice)
    kinds = {**KINDS, **CLAIMS} if row.cause_kind == "claim" else KINDS
    return Told(
        str(kinds.get(row.kind, row.kind)),
        _cause(row),
        _href(row),
        voice.moment(row.at),
        f"+{amount}" if change > 0 else amount,
        sign,
        tuple(steps),
        (*sentences, *_dates(row, versions, voice), *_facts(row, bool(steps or sentences), voice)),
        tuple(_sources(row, voice)),
    )


def _dates(row: EntryInfo, versions: Versions, voice: Voice) -> list[str]:
    return say_lives(row.lots, row.wallet, versions, voice) if row.kind == "earned" else []


def _sources(row: EntryInfo, voice: Voice) -> list[Source]:
    """The orders that the units were earned by, the entry's own apart."""
    own = row.cause_key if row.cause_kind == "order" else ""
    found = list(dict.fromkeys(_source(lot, voice) for lot in row.lots if lot.order != own))
    if row.kind in ("earned", "adjusted", "opened"):
        return []
    more = len(found) - SOURCES
    if more <= 0:
        return found
    said = ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}
    return [*found[:SOURCES], Source(said)]


def _source(lot: Lot, voice: Voice) -> Source:
    shop, slash, order_id = lot.order.partition("/")
    if not slash:
        return Source(gettext("given on {day}").format(day=voice.day(lot.earned_at)))
    said = gettext("from order {id}").format(id=order_id)
    return Source(said, reverse("order", args=[shop, order_id]))


def _change(posting: Posting) -> int:
    """What the posting adds to all that is the member's, debt counted as a minus."""
    into = posting.destination in MEMBER_ACCOUNTS
    return posting.amount * (into - (posting.source in MEMBER_ACCOUNTS))


def _cause(row: EntryInfo) -> str:
    key = row.cause_key.partition("/")[2] if row.cause_kind == "order" else row.cause_key
    return str(CAUSES.get(row.cause_kind, row.cause_kind)).format(key=key)


def _href(row: EntryInfo) -> str:
    shop, slash, order_id = row.cause_key.partition("/")
    if row.cause_kind != "order" or not slash:
        return ""
    return reverse("order", args=[shop, order_id])


def _why(row: EntryInfo, versions: Versions, voice: Voice) -> tuple[list[Step], list[str]]:
    if "rules" not in row.why:
        return [], [str(row.why["reason"])] if row.why.get("reason") else []
    trace = award_from_plain(row.why)
    program = versions.number(trace.version) if trace.version else versions.all[-1].program
    return rule_steps(trace, program, voice), [
        *award_sentences(trace, voice),
        *_taken_back(row, trace.units, voice),
    ]


def _taken_back(row: EntryInfo, left: int, voice: Voice) -> list[str]:
    """The award was worked out anew for what remains of the order, and the difference taken."""
    if row.kind != "taken_back":
        return []
    before = left + sum(posting.amount for posting in row.postings)
    said = gettext("What remains of the order earns {left}; it had earned {before}.")
    units = voice.units(row.wallet, left), voice.units(row.wallet, before)
    return [said.format(left=units[0], before=units[1])]


def _facts(row: EntryInfo, decided: bool, voice: Voice) -> list[str]:
    """The version where rules `decided`, and a late message."""
    facts = []
    if row.version and decided:
        facts.append(gettext("Version {n} of the program.").format(n=row.version))
    if row.cause_kind != "lot" and (row.known_at - row.at).total_seconds() > 3600:
        said = gettext("We learned of it on {moment}.")
        facts.append(said.format(moment=voice.moment(row.known_at)))
    return facts
