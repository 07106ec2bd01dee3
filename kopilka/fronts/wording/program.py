"""A program read aloud: each wallet, rule, tier and discount is a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext, gettext_lazy, ngettext

from kopilka.engine.program.model import (
    Award,
    Brackets,
    ByName,
    Discount,
    EarnRule,
    Give,
    MoneyOff,
    Percent,
    PerSum,
    Program,
    RuleLimit,
    Tier,
    TierTerms,
    Units,
    Wallet,
)
from kopilka.fronts.wording.conditions import say_condition, say_selector
from kopilka.fronts.wording.durations import say_duration
from kopilka.fronts.wording.facts import say_fact
from kopilka.fronts.wording.voice import Voice

PERIODS: Mapping[str | None, object] = {
    "day": gettext_lazy("a day"),
    "week": gettext_lazy("a week"),
    "month": gettext_lazy("a month"),
    "year": gettext_lazy("a year"),
    None: gettext_lazy("in all"),
}
COUNTED_BY: Mapping[str, object] = {
    "order.eligible": gettext_lazy("what counts of the order"),
    "order.total": gettext_lazy("the whole order"),
    "member.spend": gettext_lazy("what was spent before"),
    "member.orders": gettext_lazy("the number of orders before"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` heads the card; `text` is the rule; `clauses` its conditions and limits."""

    name: str
    text: str
    clauses: tuple[str, ...] = ()


def say_wallet(wallet: Wallet, voice: Voice) -> Rule:
    one = voice.units(wallet.id, wallet.scale)
    worth = voice.sum(voice.worth(wallet.id, 100 * wallet.scale))
    text = gettext("{hundred} pay for {sum}.").format(
        hundred=voice.units(wallet.id, 100 * wallet.scale), sum=worth
    )
    return Rule(one, text, tuple(_wallet_clauses(wallet, voice)))


def _wallet_clauses(wallet: Wallet, voice: Voice) -> Iterator[str]:
    if wallet.pending.wait:
        said = gettext("Usable {wait} after the order is paid.")
        if wallet.pending.after:
            said = gettext("Usable {wait} after delivery.")
        yield said.format(wait=say_duration(wallet.pending.wait))
    if wallet.expires.after:
        length = say_duration(wallet.expires.after)
        yield gettext("Lapse {length} after that.").format(length=length)
    elif wallet.expires.inactive:
        length = say_duration(wallet.expires.inactive)
        yield gettext("Lapse after {length} without an order.").format(length=length)
    else:
        yield gettext("Never lapse.")
    yield from _redeem_clauses(wallet, voice)


def _redeem_clauses(wallet: Wallet, voice: Voice) -> Iterator[str]:
    terms = wallet.redeem
    for part in terms.max_share:
        share = voice.percent(part.share)
        if part.lines:
            lines = say_selector(part.lines, voice)
            yield gettext("Pay for up to {share} of {lines}.").format(share=share, lines=lines)
        else:
            yield gettext("Pay for up to {share} of an order.").format(share=share)
    if terms.min_balance:
        least = voice.units(wallet.id, terms.min_balance)
        yield gettext("Usable from a balance of {units}.").format(units=least)
    if terms.exclude:
        lines = say_selector(terms.exclude, voice)
        yield _ended(gettext("Do not pay for {lines}.").format(lines=lines))
    if terms.step > wallet.scale:
        step = voice.units(wallet.id, terms.step)
        yield gettext("Redeemed in steps of {units}.").format(units=step)
    if wallet.limits.earned_per_day is not None:
        most = voice.units(wallet.id, wallet.limits.earned_per_day)
        yield gettext("At most {units} a day.").format(units=most)
    if wallet.limits.balance is not None:
        most = voice.units(wallet.id, wallet.limits.balance)
        yield gettext("A balance holds {units} at most.").format(units=most)


def _ended(sentence: str) -> str:
    """A name of the shop's own may end with a full stop already."""
    return f"{sentence[:-2]}." if sentence.endswith("..") else sentence


def say_rule(rule: EarnRule, voice: Voice) -> Rule:
    if rule.multiply is not None:
        text = gettext("Everything earned by per cent or per sum counts {times} times.")
        text = text.format(times=voice.exact(Fraction(rule.multiply)))
    else:
        assert rule.give is not None
        given = say_give(rule.give, rule.wallet, voice)
        if rule.on == "order.paid":
            text = gettext("For a paid order: {award}.").format(award=given)
        else:
            text = gettext("For “{event}”: {award}.").format(event=rule.on, award=given)
    return Rule(voice.text(rule.name, rule.id), text, tuple(_rule_clauses(rule, voice)))


def _rule_clauses(rule: EarnRule, voice: Voice) -> Iterator[str]:
    if rule.when:
        yield gettext("Only if {condition}.").format(condition=say_condition(rule.when, voice))
    if rule.lines:
        lines = say_selector(rule.lines, voice)
        yield _ended(gettext("Only for {lines}.").format(lines=lines))
    yield from _rule_dates(rule)
    if rule.best_of:
        said = gettext("Of the rules in the group “{group}” only the best counts.")
        yield said.format(group=rule.best_of)
    for limit in rule.limits:
        yield _limit(limit, rule.wallet, voice)


def _rule_dates(rule: EarnRule) -> Iterator[str]:
    """Where the rule's units wait or lapse otherwise than their wallet's."""
    if rule.pending is not None and rule.pending.wait:
        wait = say_duration(rule.pending.wait)
        yield gettext("What this gives is usable after {wait}.").format(wait=wait)
    if rule.expires is not None and rule.expires.after:
        length = say_duration(rule.expires.after)
        yield gettext("What this gives lapses {length} after that.").format(length=length)


def _limit(limit: RuleLimit, wallet: str, voice: Voice) -> str:
    often = str(PERIODS[limit.period])
    levels = [name.removeprefix("event.") for name in limit.per if name.startswith("event.")]
    if levels:
        often += gettext(", for each {level}").format(level=", ".join(levels))
    if limit.units is not None:
        units = voice.units(wallet, limit.units)
        return gettext("At most {units} {period}.").format(units=units, period=often)
    times = limit.times or 0
    said = ngettext("At most %(n)d time {period}.", "At most %(n)d times {period}.", times)
    return (said % {"n": times}).format(period=often)


def say_give(give: Give, wallet: str, voice: Voice) -> str:
    if isinstance(give, Brackets):
        return "; ".join(
            _bracket(give, start, _award(award, wallet, voice), voice)
            for start, award in give.steps
        )
    if isinstance(give, ByName):
        return ", ".join(
            f"{voice.tier(name) if give.by == 'member.tier' else name}: "
            f"{_award(award, wallet, voice)}"
            for name, award in give.gives.items()
        )
    return _award(give, wallet, voice)


def _bracket(give: Brackets, start: int, award: str, voice: Voice) -> str:
    if not start:
        return award
    counted = str(COUNTED_BY.get(give.by, say_fact(give.by)))
    said = gettext("{award} if {counted} is {start} or more")
    return said.format(award=award, counted=counted, start=_start(give, start, voice))


def _start(give: Brackets, start: int, voice: Voice) -> str:
    return voice.number(start) if give.by == "member.orders" else voice.sum(start)


def _award(award: Award, wallet: str, voice: Voice) -> str:
    if isinstance(award, Percent):
        return voice.percent(award.rate, 2)
    if isinstance(award, Units):
        return voice.units(wallet, award.units)
    if isinstance(award, PerSum):
        said = gettext("{units} for each full {sum}")
        return said.format(units=voice.units(wallet, award.units), sum=voice.sum(award.sum_minor))
    assert isinstance(award, MoneyOff)
    return voice.sum(award.minor)


def say_tier(tier: Tier, terms: TierTerms, voice: Voice) -> Rule:
    name = voice.text(tier.name, tier.id)
    if not tier.start:
        return Rule(name, gettext("Where everyone begins."), ())
    return Rule(name, _threshold(tier, terms, voice), tuple(_tier_clauses(tier, terms, voice)))


def _threshold(tier: Tier, terms: TierTerms, voice: Voice) -> str:
    said = gettext("From {amount} {window}.")
    window = gettext("in all time")
    if terms.window.length:
        window = gettext("over the last {length}").format(length=say_duration(terms.window.length))
    elif terms.window.kind == "calendar_year":
        window = gettext("in a calendar year")
    return said.format(amount=say_measure(tier.start, terms, voice), window=window)


def say_measure(value: int, terms: TierTerms, voice: Voice) -> str:
    """What thresholds are counted in: money, orders, or units of a wallet."""
    if terms.by.kind == "spend":
        return voice.sum(value)
    if terms.by.kind == "earned" and terms.by.wallet:
        return voice.units(terms.by.wallet, value)
    return ngettext("%(n)s order", "%(n)s orders", value) % {"n": voice.number(value)}


def _tier_clauses(tier: Tier, terms: TierTerms, voice: Voice) -> Iterator[str]:
    if tier.or_single_order:
        said = gettext("Or after one order of {sum}.")
        yield said.format(sum=voice.sum(tier.or_single_order))
    if terms.valid.length:
        yield gettext("Kept for {length}.").format(length=say_duration(terms.valid.length))
    if tier.perks:
        yield gettext("Perks: {perks}.").format(perks=", ".join(tier.perks))


def say_discount(discount: Discount, voice: Voice) -> Rule:
    said = gettext("{amount} off").format(amount=say_give(discount.give, "", voice))
    clauses = []
    if discount.when:
        condition = say_condition(discount.when, voice)
        clauses.append(gettext("Only if {condition}.").format(condition=condition))
    if discount.lines:
        clauses.append(
            _ended(gettext("Only for {lines}.").format(lines=say_selector(discount.lines, voice)))
        )
    return Rule(voice.text(discount.name, discount.id), said + ".", tuple(clauses))


def say_never(program: Program, voice: Voice) -> str:
    if program.never is None:
        return ""
    said = gettext("Never counted, discounted or paid with units: {lines}.")
    return _ended(said.format(lines=say_selector(program.never, voice)))
