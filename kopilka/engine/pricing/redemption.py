"""How much of an order units may pay, and which lines they pay for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kopilka.engine.facts import Frozen, Line, Order
from kopilka.engine.ledger.model import Account
from kopilka.engine.pricing.discounts import Pricing
from kopilka.engine.program.model import Program, Wallet
from kopilka.engine.program.sections.rewards import LANE, rewards_of
from kopilka.engine.rules.lines import never_counts, selects
from kopilka.values.refusals import Refusal
from kopilka.values.shares import share_out

Earlier = Mapping[str, Mapping[int, int]]
"""What other wallets pay already: wallet -> line -> minor."""


@dataclass(frozen=True, slots=True)
class RedeemLimit:
    """The most that may be redeemed: whole steps, and the money they pay."""

    units: int
    minor: int


@dataclass(frozen=True, slots=True)
class Tender:
    """How redeemed units pay for the lines: shares by line number, frozen with the order."""

    units: dict[int, int] = field(default_factory=dict)
    minor: dict[int, int] = field(default_factory=dict)


def limit(
    order: Order,
    pricing: Pricing,
    program: Program,
    frozen: Frozen,
    account: Account,
    earlier: Earlier,
) -> RedeemLimit:
    """What this member could redeem on this order now; zero while in debt or below the minimum."""
    wallet = program.wallets[account.wallet]
    if account.debt or account.available < wallet.redeem.min_balance:
        return RedeemLimit(0, 0)
    largest = _largest(order, pricing, program, frozen, wallet, earlier)
    units = min(largest, account.available)
    units -= units % wallet.redeem.step
    return RedeemLimit(units, _money(units, wallet, program))


def check_redeem(
    order: Order,
    pricing: Pricing,
    program: Program,
    frozen: Frozen,
    account: Account,
    units: int,
    earlier: Earlier,
) -> tuple[Refusal, ...]:
    """Every reason why `units` may not be redeemed on this order."""
    wallet = program.wallets[account.wallet]
    terms = wallet.redeem
    largest = _largest(order, pricing, program, frozen, wallet, earlier)
    accepted = limit(order, pricing, program, frozen, account, earlier).units
    reasons = (
        (units <= 0, Refusal("not_positive", {"asked": units})),
        (account.debt > 0, Refusal("in_debt", {"wallet": wallet.id, "debt": account.debt})),
        (
            account.available < terms.min_balance,
            Refusal(
                "below_min_balance",
                {
                    "wallet": wallet.id,
                    "available": account.available,
                    "min_balance": terms.min_balance,
                },
            ),
        ),
        (
            units > account.available,
            _not_enough(account, units),
        ),
        (
            units % terms.step != 0,
            Refusal("not_a_step", {"wallet": wallet.id, "step": terms.step, "asked": units}),
        ),
        (largest == 0, Refusal("nothing_eligible", {"wallet": wallet.id})),
        (
            0 < largest < units,
            Refusal("over_share", {"wallet": wallet.id, "largest": accepted, "asked": units}),
        ),
    )
    return tuple(refusal for applies, refusal in reasons if applies)


def _not_enough(account: Account, units: int) -> Refusal:
    facts = {"wallet": account.wallet, "available": account.available, "asked": units}
    return Refusal("not_enough_units", facts)


def tender(
    order: Order,
    pricing: Pricing,
    program: Program,
    frozen: Frozen,
    wallet_id: str,
    units: int,
    earlier: Earlier,
) -> Tender:
    """Shares of `units` over the lines they pay for; fewer where the order cannot take them all."""
    wallet = program.wallets[wallet_id]
    return _spread(units, _caps(order, pricing, program, frozen, wallet, earlier), wallet, program)


def tender_as_stated(
    order: Order,
    pricing: Pricing,
    program: Program,
    frozen: Frozen,
    wallet_id: str,
    units: int,
    earlier: Earlier,
) -> Tender:
    """What a shop says an order was paid with has been taken off its price, terms or no terms.

    So units beyond the terms are spread over whatever is left of all lines; only what exceeds the
    order itself pays for nothing.
    """
    within = tender(order, pricing, program, frozen, wallet_id, units, earlier)
    if sum(within.units.values()) == units:
        return within
    rooms = {line.number: Fraction(_left(line, pricing, earlier)) for line in order.lines}
    return _spread(units, rooms, program.wallets[wallet_id], program)


def _left(line: Line, pricing: Pricing, earlier: Earlier) -> int:
    paid = sum(by_line.get(line.number, 0) for by_line in earlier.values())
    return max(pricing.net(line.number) - paid, 0)


def _spread(units: int, caps: dict[int, Fraction], wallet: Wallet, program: Program) -> Tender:
    room = int(sum(caps.values()))
    units = min(units, _units_for(room, wallet, program))
    money = _money(units, wallet, program)
    if not money:  # none, or too few to be worth the smallest coin
        return Tender()
    minor = share_out(money, list(caps.values()))
    by_line = {number: part for number, part in zip(caps, minor, strict=True) if part}
    shares = share_out(units, list(by_line.values()))
    return Tender(dict(zip(by_line, shares, strict=True)), by_line)


def _largest(
    order: Order,
    pricing: Pricing,
    program: Program,
    frozen: Frozen,
    wallet: Wallet,
    earlier: Earlier,
) -> int:
    """Units that the order could take from a member who has plenty."""
    caps = _caps(order, pricing, program, frozen, wallet, earlier)
    units = _units_for(int(sum(caps.values())), wallet, program)
    return units - units % wallet.redeem.step


def _units_for(minor: int, wallet: Wallet, program: Program) -> int:
    return int(Fraction(minor) / wallet.minor_per_unit(program.currency))


def _money(units: int, wallet: Wallet, program: Program) -> int:
    return int(units * wallet.minor_per_unit(program.currency))


def _caps(
    order: Order,
    pricing: Pricing,
    program: Program,
    frozen: Frozen,
    wallet: Wallet,
    earlier: Earlier,
) -> dict[int, Fraction]:
    """The most each line may take: its part of its group's share. Sums are whole by group."""
    caps: dict[int, Fraction] = {}
    lines = [line for line in order.lines if _may_pay(line, pricing, program, frozen, wallet)]
    for entry in wallet.redeem.max_share:
        group = [
            line
            for line in lines
            if line.number not in caps and selects(entry.lines, line, frozen.person)
        ]
        caps |= _group_caps(group, entry.share, pricing, earlier)
    return _under_ceiling(caps, pricing, program, frozen, earlier)


def _may_pay(
    line: Line, pricing: Pricing, program: Program, frozen: Frozen, wallet: Wallet
) -> bool:
    if never_counts(program, line, frozen.person):
        return False
    excluded = wallet.redeem.exclude
    if excluded is not None and selects(excluded, line, frozen.person):
        return False
    lanes = program.together.points_with
    if lanes is None:
        return True
    lane_of = {reward.id: LANE for reward in rewards_of(program)}
    lane_of |= {discount.id: discount.lane for discount in program.discounts}
    return all(lane_of.get(taken, "") in lanes for taken in pricing.discounts.get(line.number, {}))


def _group_caps(
    group: list[Line], share: Fraction, pricing: Pricing, earlier: Earlier
) -> dict[int, Fraction]:
    rooms = {line.number: _room(line, pricing, earlier) for line in group}
    whole = sum(rooms.values())
    most = min(int(share * sum(pricing.net(line.number) for line in group)), whole)
    return {number: Fraction(most * room, whole) for number, room in rooms.items() if room}


def _room(line: Line, pricing: Pricing, earlier: Earlier) -> int:
    paid = sum(by_line.get(line.number, 0) for by_line in earlier.values())
    return max(pricing.room(line) - paid, 0)


def _under_ceiling(
    caps: dict[int, Fraction],
    pricing: Pricing,
    program: Program,
    frozen: Frozen,
    earlier: Earlier,
) -> dict[int, Fraction]:
    """Discounts and units together never exceed `together.max_total`."""
    if program.together.max_total is None or not caps:
        return caps
    lines = [
        line
        for line in pricing.order.lines
        if not never_counts(program, line, frozen.person) and not line.gift_card
    ]
    most = int(program.together.max_total * sum(line.amount for line in lines))
    taken = sum(sum(by.values()) for by in pricing.discounts.values())
    taken += sum(sum(by_line.values()) for by_line in earlier.values())
    whole = sum(caps.values())
    room = min(whole, Fraction(max(most - taken, 0)))
    return {number: Fraction(cap * room, whole) for number, cap in caps.items() if room}
