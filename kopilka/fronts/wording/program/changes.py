"""What differs between two programs, a sentence for each change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kopilka.engine.program.diff import Change, changes_between
from kopilka.engine.program.model import Discount, EarnRule, Program
from kopilka.engine.program.sections.known import SECTIONS
from kopilka.fronts.wording.conditions import say_condition
from kopilka.fronts.wording.program.discounts import say_discount
from kopilka.fronts.wording.program.gives import say_give
from kopilka.fronts.wording.program.rules import say_rule
from kopilka.fronts.wording.program.tiers import say_tier
from kopilka.fronts.wording.program.wallets import say_wallet
from kopilka.fronts.wording.program_faults import PARTS
from kopilka.fronts.wording.sections import SAY
from kopilka.fronts.wording.voice import Voice
from kopilka.plumbing.yaml.writing import flow

ORDERS: Mapping[str, object] = {
    "wallet": _("The wallets stand in another order: first {before}, now {after}."),
    "rule": _("The rules stand in another order: first {before}, now {after}."),
    "tier": _("The tiers stand in another order: first {before}, now {after}."),
    "discount": _("The discounts stand in another order: first {before}, now {after}."),
}
ANY_ORDER = _("{part}: they stand in another order: first {before}, now {after}.")
WORDS: Mapping[str, object] = {
    "name": _("name"),
    "currency": _("currency"),
    "timezone": _("time zone"),
    "never": _("what never counts"),
    "together.max_total": _("largest discount and units together"),
    "together.points_with": _("lanes that units may be added to"),
    "tiers.by": _("what thresholds measure"),
    "tiers.window": _("time that thresholds look back"),
    "tiers.valid": _("how long a tier is kept"),
    "tiers.grace": _("grace before a tier is lost"),
    "tiers.drop": _("how far a tier falls"),
    "kind": _("kind"),
    "decimals": _("decimal places"),
    "worth": _("worth of one unit"),
    "rounding": _("rounding"),
    "pending": _("wait before units become available"),
    "expires": _("when units lapse"),
    "redeem.min_balance": _("balance from which units can be used"),
    "redeem.max_share": _("largest share of an order paid with units"),
    "redeem.step": _("step of redeeming"),
    "redeem.except": _("what units do not pay for"),
    "debt": _("debt after returns"),
    "restore_grace": _("life of units given back after their date"),
    "limits.earned_per_day": _("most that is earned a day"),
    "limits.balance": _("largest balance"),
    "on": _("what it answers to"),
    "wallet": _("wallet"),
    "when": _("condition"),
    "lines": _("only these lines"),
    "except": _("not these lines"),
    "give": _("award"),
    "by": _("what the award looks at"),
    "multiply": _("multiplier"),
    "of": _("what is multiplied"),
    "base": _("base of the award"),
    "best_of": _("group of which the best counts"),
    "limit": _("limits"),
    "on_return": _("after a return"),
    "from": _("threshold"),
    "or_single_order": _("single order that is enough"),
    "perks": _("perks"),
    "sku": _("article"),
    "period": _("period"),
    "price": _("price"),
    "trial": _("trial"),
    "remind": _("reminder"),
    "grace": _("grace"),
    "starts": _("when it starts"),
    "refund": _("refund"),
    "bonus": _("bonus"),
    "stock": _("stock"),
    "per_member": _("most for one member"),
    "in": _("period of a limit"),
    "until": _("first day on which it is over"),
    "valid_for": _("how long it can be used"),
    "on_lapse": _("units of a claim that lapsed"),
    "value": _("worth in money"),
    "pieces": _("pieces discounted"),
    "lane": _("lane"),
    "code": _("code"),
    "series": _("series of codes"),
    "units": _("units"),
    "min_total": _("least order"),
    "give_on": _("what a code is given for"),
}


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two programs, with the voice that says its amounts."""

    program: Program
    voice: Voice

    def entry(self, part: str, name: str) -> Any:
        """The rule, discount, tier or wallet of this id."""
        if part == "wallet":
            return self.program.wallets[name]
        tiers = self.program.tiers.levels if self.program.tiers else ()
        known: Mapping[str, Any] = {
            **{section.part: self.program.entries(section.word) for section in SECTIONS},
            "rule": self.program.earn,
            "discount": self.program.discounts,
            "tier": tiers,
        }
        return next(each for each in known[part] if each.id == name)

    def sentences(self, part: str, name: str) -> str:
        """What the part says, all in words."""
        entry = self.entry(part, name)
        if part == "tier":
            assert self.program.tiers is not None
            said = say_tier(entry, self.program.tiers, self.voice)
        else:
            say: Mapping[str, Any] = {
                "wallet": say_wallet,
                "rule": say_rule,
                "discount": say_discount,
                **SAY,
            }
            said = say[part](entry, self.voice)
        return " ".join([said.text, *said.clauses])


def say_changes(before: Program, after: Program, language: str) -> list[str]:
    """One sentence for each change, in the active language; none where nothing differs."""
    was = _Side(before, Voice.of_program(language, before))
    now = _Side(after, Voice.of_program(language, after))
    return list(dict.fromkeys(_said(changes_between(before, after), was, now)))


def _said(changes: tuple[Change, ...], was: _Side, now: _Side) -> Iterator[str]:
    for change in changes:
        if change.word:
            yield _word_changed(change, was, now)
        elif not change.id:
            said = str(ORDERS.get(change.part, ANY_ORDER))
            order = {"before": _written(change.before), "after": _written(change.after)}
            yield said.format(part=_called(change.part), **order)
        elif change.before is None:
            told = now.sentences(change.part, change.id)
            yield gettext("{part} is new. {told}").format(part=_part(change), told=told)
        else:
            yield gettext("{part} is gone.").format(part=_part(change))


def _part(change: Change) -> str:
    """`Plan “gold”`: what it is called, and its id."""
    return gettext("{part} “{id}”").format(part=_called(change.part), id=change.id)


def _called(part: str) -> str:
    name = str(PARTS[part])
    return name[:1].upper() + name[1:]


def _word_changed(change: Change, was: _Side, now: _Side) -> str:
    before, after = _in_words(change, was), _in_words(change, now)
    if before is None or after is None or before == after:
        before, after = _written(change.before), _written(change.after)
    word = change.word if before and change.word != "by" else "give"
    label = f"{WORDS.get(word, word)} ({change.word})"
    if change.part == "program":
        said = gettext("{what}: was {before}, is now {after}.")
        return said.format(what=label[:1].upper() + label[1:], before=before, after=after)
    said = gettext("{part}, {what}: was {before}, is now {after}.")
    return said.format(part=_part(change), what=label, before=before, after=after)


def _in_words(change: Change, side: _Side) -> str | None:
    """A condition or an award as a clause; None for all else, which is shown as it is written."""
    if change.part not in ("rule", "discount"):
        return None
    entry: EarnRule | Discount = side.entry(change.part, change.id)
    if change.word == "when" and entry.when is not None:
        return say_condition(entry.when, side.voice)
    if change.word == "give" and entry.give is not None:
        wallet = entry.wallet if isinstance(entry, EarnRule) else ""
        return say_give(entry.give, wallet, side.voice)
    return None


def _written(value: object) -> str:
    if value is None:
        return gettext("not stated")
    return str(value) if isinstance(value, str) else flow(value)
