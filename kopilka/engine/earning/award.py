"""From exact fractions to whole units: rounded once, cut by the wallet, shared out, traced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kopilka.engine.earning.given import Given, Left, limit_keys, sum_of
from kopilka.engine.earning.look import Look
from kopilka.engine.earning.stacking import best_of, multiplied
from kopilka.engine.program.model import EarnRule, Program, Wallet
from kopilka.engine.rules.limits import balance_key, earned_per_day_key
from kopilka.engine.rules.trace import AwardTrace, RuleTrace
from kopilka.values.rounding import round_fraction
from kopilka.values.shares import share_out

Rules = tuple[EarnRule, ...]


@dataclass(frozen=True, slots=True)
class WalletAward:
    """Whole units by rule; the trace; how much of each limit it uses."""

    units_by_rule: dict[str, int]
    trace: AwardTrace
    usage: dict[str, int]

    @property
    def units(self) -> int:
        return sum(self.units_by_rule.values())


def award_of(
    own: Rules,
    given: list[Given],
    look: Look,
    wallet: Wallet,
    left: Left,
    at: datetime,
) -> WalletAward:
    best_of(given)
    given += multiplied(own, given, look)
    exact = sum_of(each.exact for each in given)
    rounded = round_fraction(exact, wallet.rounding)
    units, cut_by = _cut_by_wallet(rounded, wallet, look.program, left, at)
    shares = share_out(units, [each.exact for each in given])
    traces = tuple(
        _shared(each, share) if share else each.trace
        for each, share in zip(given, shares, strict=True)
    )
    trace = AwardTrace(
        wallet.id,
        look.frozen.version,
        traces,
        look.left_out,
        exact,
        str(wallet.rounding),
        units,
        cut_by,
        paid_with_units=sum([part.in_units for part in look.counted]),
    )
    by_rule = {each.rule.id: share for each, share in zip(given, shares, strict=True) if share}
    return WalletAward(by_rule, trace, _usage(given, shares, units, wallet, look, at))


def _cut_by_wallet(
    units: int, wallet: Wallet, program: Program, left: Left, at: datetime
) -> tuple[int, str]:
    """The wallet's own limits, after rounding; the name of the one that cut."""
    cut_by = ""
    limits = wallet.limits
    if limits.earned_per_day is not None and units:
        key = earned_per_day_key(wallet.id, at, program.zone)
        most = left(key, limits.earned_per_day)
        if most < units:
            units, cut_by = most, "earned_per_day"
    if limits.balance is not None and units:
        most = left(balance_key(wallet.id), limits.balance)
        if most < units:
            units, cut_by = most, "balance"
    return units, cut_by


def _shared(each: Given, units: int) -> RuleTrace:
    """The trace with its units and lines; `dataclasses.replace` takes four times as long."""
    trace, lines = each.trace, _over_lines(each, units)
    return RuleTrace(
        trace.rule,
        trace.outcome,
        trace.base,
        trace.rate,
        trace.exact,
        units,
        lines,
        trace.failed,
        trace.limit,
    )


def _over_lines(each: Given, units: int) -> tuple[tuple[int, int], ...]:
    if not units or not each.weights:
        return ()
    shares = share_out(units, list(each.weights.values()))
    return tuple(zip(each.weights, shares, strict=True))


def _usage(
    given: list[Given],
    shares: list[int],
    units: int,
    wallet: Wallet,
    look: Look,
    at: datetime,
) -> dict[str, int]:
    usage: dict[str, int] = {}
    for each, share in zip(given, shares, strict=True):
        for kind, key, _ in limit_keys(each.rule, at, look, look.event):
            count = share if kind == "units" else int(each.exact > 0)
            if count:
                usage[key] = count
    if wallet.limits.earned_per_day is not None and units:
        usage[earned_per_day_key(wallet.id, at, look.program.zone)] = units
    return usage
