"""What an order makes of the codes it names: verdicts, uses taken, uses given back.

Target-driven like everything else of an order: which uses should be taken, given its latest state,
is compared with what is, and counters move by the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from kopilka.engine.facts import CodeVerdict, Order
from kopilka.engine.ledger.model import Journal
from kopilka.engine.mechanics.coupons.counting import count, held_key, limits_of
from kopilka.engine.mechanics.coupons.judging import Look, Verdicts, judge
from kopilka.engine.mechanics.coupons.priced import fits
from kopilka.engine.mechanics.coupons.shelf import keep_hold, live_holds
from kopilka.engine.mechanics.plans.bought import with_plan_bought
from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.coupons import Coupon
from kopilka.engine.standing import Member, OrderRecord

Excess = tuple[str, str]
"""(code, why it should not have counted)"""


def judge_codes(member: Member, record: OrderRecord, program: Program, now: datetime) -> None:
    """Codes whose use is taken stay what they were; all others are judged by what is now."""
    order = record.order
    holds = tuple(live_holds(member, order.key, now))
    held = frozenset(code for hold in holds for code in hold.codes)
    for hold in holds:
        count(member, [held_key(key, hold.until) for key in hold.keys], -1)
        keep_hold(member, replace(hold, state="used" if order.live else "released"))
    look = Look(member, order, program, now, held, record.usage)
    named = dict.fromkeys(order.codes)
    verdicts = {text: it for text, it in record.codes.items() if it.used and text in named}
    for text in named:
        if text not in verdicts:
            verdicts[text] = judge(look, text, verdicts)
    record.codes = verdicts


def take_uses(
    record: OrderRecord, program: Program, journal: Journal, *, remains: bool
) -> tuple[dict[str, int], tuple[Excess, ...]]:
    """The counters this order should move, and the uses that were not there to be taken.

    `remains`: something of it has not been returned. A placed order is never refused: what the
    shop took off stands, and its use is counted and flagged.
    """
    usage: dict[str, int] = {}
    excess: list[Excess] = []
    used = set(_used(record, program)) if record.order.live and remains else set()
    known: dict[str, Coupon] = {one.id: one for one in program.entries("coupons")}
    for text, verdict in record.codes.items():
        if text in used:
            for _, key, _ in limits_of(known[verdict.coupon], text, record.order, program):
                usage[key] = usage.get(key, 0) + 1
        if text in used and verdict.refusal and not verdict.used:
            excess.append((text, verdict.refusal))
            told = {"code": text, "coupon": verdict.coupon, "order": record.order.key}
            journal.events.append(("coupon.over_used", {**told, "because": verdict.refusal}))
        record.codes[text] = replace(verdict, used=text in used)
    return usage, tuple(excess)


def _used(record: OrderRecord, program: Program) -> Iterator[str]:
    """Codes that count and give; of a coupon none of whose codes counts, the first if it gave."""
    off = {name for by in record.discounts.values() for name, minor in by.items() if minor}
    counted: set[str] = set()
    for text, verdict, coupon in _sorted(record.codes, program):
        gives = coupon.id in off if coupon.give else _earns(record, coupon, verdict, program)
        if gives and (not verdict.refusal or coupon.id not in counted):
            counted.add(coupon.id)
            yield text


def _sorted(codes: Verdicts, program: Program) -> list[tuple[str, CodeVerdict, Coupon]]:
    """Those of a known coupon, the ones that count first."""
    known: dict[str, Coupon] = {one.id: one for one in program.entries("coupons")}
    named = [
        (text, verdict, known[verdict.coupon])
        for text, verdict in codes.items()
        if verdict.coupon in known
    ]
    return sorted(named, key=lambda one: bool(one[1].refusal))


def _earns(record: OrderRecord, coupon: Coupon, verdict: CodeVerdict, program: Program) -> bool:
    """Units are ours to give, and are given only where the code counts."""
    frozen = with_plan_bought(record.frozen, record.order, program, kept=True)
    return not verdict.refusal and fits(coupon, record.order, program, frozen)


def judge_cart(member: Member, cart: Order, program: Program, now: datetime) -> Verdicts:
    """What the codes of an order would be if it were placed now; nothing is counted."""
    record = member.orders.get(cart.key)
    own = dict(record.usage) if record else {}
    held: set[str] = set()
    for hold in live_holds(member, cart.key, now):
        held |= set(hold.codes)
        for key in hold.keys:
            own[key] = own.get(key, 0) + 1
    verdicts: Verdicts = {}
    look = Look(member, cart, program, now, frozenset(held), own)
    for text in dict.fromkeys(cart.codes):
        verdicts[text] = judge(look, text, verdicts)
    return verdicts
