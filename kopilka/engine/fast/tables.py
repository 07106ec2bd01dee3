"""A program compiled to arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from kopilka.engine.fast import shapes
from kopilka.engine.fast.codes import (
    BEFORE_DISCOUNTS,
    CALENDAR,
    DAY,
    DOWN,
    EARNED,
    EVER,
    HALF_EVEN,
    HALF_UP,
    LENGTH,
    MONEY_OFF,
    MONTH,
    OF_UNITS,
    ORDERS,
    PAID,
    PARKED,
    PER_SUM,
    PERCENT,
    ROLLING,
    SPEND,
    TIMES,
    UNITS,
    UNTIL_YEAR,
    WAITS,
    WEEK,
    WITH_REDEEMED,
    YEAR,
)
from kopilka.engine.fast.conditions import Conditions, length_of
from kopilka.engine.fast.gives import Gives, Write
from kopilka.engine.fast.lacking import awards, targets
from kopilka.engine.fast.selectors import Selectors
from kopilka.engine.fast.shapes import FAR, Records
from kopilka.engine.program.model import (
    Award,
    EarnRule,
    Expiry,
    MoneyOff,
    Pending,
    Percent,
    PerSum,
    Program,
    RuleLimit,
    TierTerms,
    Units,
    Validity,
    Wallet,
)
from kopilka.engine.rules.limits import rule_limit_key
from kopilka.values.periods import Duration, RoundTo
from kopilka.values.rounding import Rounding

_BASES = {"paid": PAID, "before_discounts": BEFORE_DISCOUNTS, "with_redeemed": WITH_REDEEMED}
_ROUNDINGS = {Rounding.DOWN: DOWN, Rounding.HALF_UP: HALF_UP, Rounding.HALF_EVEN: HALF_EVEN}
_PERIODS = {None: EVER, "day": DAY, "week": WEEK, "month": MONTH, "year": YEAR}
_MEASURES = {"spend": SPEND, "orders": ORDERS, "earned": EARNED}
_ROUND_TO = {
    None: 0,
    RoundTo.END_OF_MONTH: 1,
    RoundTo.END_OF_QUARTER: 3,
    RoundTo.END_OF_HALF_YEAR: 6,
    RoundTo.END_OF_YEAR: 12,
}
_SOME_DAY = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Compiled:
    """`tables` by their names in shapes.Tables, without the zone; `conf` as a dictionary."""

    program: Program
    tables: dict[str, Records]
    conf: dict[str, int]
    selectors: Selectors


def compile_program(program: Program, channels: Sequence[str]) -> Compiled:
    return _Compiler(program, channels).compile()


def records(kind: np.dtype[Any], rows: Sequence[Any]) -> Records:
    """Rows are dictionaries or tuples in the order of the fields."""
    names = kind.names or ()
    plain = [tuple(row[name] for name in names) if isinstance(row, dict) else row for row in rows]
    return np.array(plain, dtype=kind)


class _Compiler:
    def __init__(self, program: Program, channels: Sequence[str]) -> None:
        self.program = program
        self.paid = [rule for rule in program.earn if rule.on == "order.paid"]
        self.conditions = Conditions(program, channels)
        self.gives = Gives(self.conditions)
        self.selectors = Selectors()
        self.shares: list[tuple[int, ...]] = []
        self.terms: list[tuple[int, ...]] = []
        self.limits: list[tuple[int, ...]] = []
        self.slots: dict[str, int] = {}
        self.groups: dict[tuple[str, str], int] = {}

    def compile(self) -> Compiled:
        wallets, rules = self._wallets()
        discounts = self._discounts()
        tables = {
            "wallets": records(shapes.WALLET, wallets),
            "shares": records(shapes.SHARE, self.shares),
            "terms": records(shapes.TERM, self.terms),
            "rules": records(shapes.RULE, rules),
            "discounts": records(shapes.DISCOUNT, discounts),
            "limits": records(shapes.LIMIT, self.limits),
            "gives": records(shapes.GIVE, self.gives.gives),
            "steps": records(shapes.STEP, self.gives.steps),
            "awards": records(shapes.AWARD, self.gives.awards),
            "atoms": records(shapes.ATOM, self.conditions.atoms),
            "intervals": records(shapes.INTERVAL, self.conditions.intervals),
            "ops": records(shapes.OP, self.conditions.ops),
            "spans": records(shapes.SPAN, self._spans()),
            "levels": records(shapes.LEVEL, _levels(self.program.tiers)),
        }
        return Compiled(self.program, tables, self._conf(), self.selectors)

    def _spans(self) -> list[tuple[int, int, int]]:
        spans = [_span(span) for span in self.conditions.spans]
        return spans + [_span(distance) for distance in self.conditions.joined]

    def _slot(self, key: str) -> int:
        return self.slots.setdefault(key, len(self.slots))

    # -------------------------------------------------------------- wallets and their rules

    def _wallets(self) -> tuple[list[dict[str, int]], list[dict[str, int]]]:
        wallets: list[dict[str, int]] = []
        rules: list[dict[str, int]] = []
        for wallet in self.program.wallets.values():
            giving = [r for r in self.paid if r.wallet == wallet.id and r.multiply is None]
            multiplying = [r for r in self.paid if r.wallet == wallet.id and r.multiply is not None]
            scale = self._scale(wallet, giving, multiplying)
            start = len(rules)
            rules += [self._rule(rule, wallet, scale, start, giving) for rule in giving]
            middle = len(rules)
            rules += [self._rule(rule, wallet, scale, start, giving) for rule in multiplying]
            wallets.append(
                self._wallet(wallet, scale)
                | {"rule": start, "multiplier": middle, "rule_end": len(rules)}
            )
        return wallets, rules

    def _scale(self, wallet: Wallet, giving: list[EarnRule], multiplying: list[EarnRule]) -> int:
        """The common denominator of all that the wallet's rules can give."""
        per_unit = wallet.minor_per_unit(self.program.currency)
        shares = [
            (award.rate / per_unit).denominator
            for rule in giving
            if rule.give is not None
            for award in awards(rule.give)
            if isinstance(award, Percent)
        ]
        added = [rule.multiply.denominator for rule in multiplying if rule.multiply is not None]
        return lcm(*shares) * lcm(*added)

    def _wallet(self, wallet: Wallet, scale: int) -> dict[str, int]:
        per_unit = wallet.minor_per_unit(self.program.currency)
        share = len(self.shares)
        self.shares += [
            (self.selectors.add(each.lines), each.share.numerator, each.share.denominator)
            for each in wallet.redeem.max_share
        ]
        excluded = wallet.redeem.exclude
        limits = wallet.limits
        return {
            "scale": scale,
            "rounding": _ROUNDINGS[wallet.rounding],
            "worth": per_unit.numerator,
            "worth_of": per_unit.denominator,
            "cost": int(per_unit * self._cost_of()),
            "min_balance": wallet.redeem.min_balance,
            "step": wallet.redeem.step,
            "share": share,
            "share_end": len(self.shares),
            "excluded": -1 if excluded is None else self.selectors.add(excluded),
            "term": self._term(wallet.pending, wallet.expires),
            "inactive": int(wallet.expires.inactive is not None),
            "shared": int(self._needs_shares(wallet)),
            "day_limit": _or(limits.earned_per_day),
            "day_slot": self._slot(f"wallet:{wallet.id}/earned/day"),
            "balance_limit": _or(limits.balance),
        }

    def _cost_of(self) -> int:
        currency = self.program.currency
        worths = [wallet.minor_per_unit(currency) for wallet in self.program.wallets.values()]
        return lcm(*(worth.denominator for worth in worths))

    def _needs_shares(self, wallet: Wallet) -> bool:
        """Whether anything but the explanation asks which rule gave what."""
        own = [rule for rule in self.paid if rule.wallet == wallet.id]
        return any(
            rule.pending is not None
            or rule.expires is not None
            or any(limit.units is not None for limit in rule.limits)
            for rule in own
        )

    def _term(self, pending: Pending, expires: Expiry) -> int:
        wait = pending.wait if pending.after is None else pending.at_most
        never = pending.after is not None and pending.at_most is None
        length = expires.after or expires.inactive
        self.terms.append(
            (
                PARKED if never else WAITS if wait is not None else 0,
                *_length(wait),
                int(length is not None),
                *_length(length),
                _ROUND_TO[expires.round],
            )
        )
        return len(self.terms) - 1

    def _rule(
        self, rule: EarnRule, wallet: Wallet, scale: int, start: int, giving: list[EarnRule]
    ) -> dict[str, int]:
        condition, condition_end = self.conditions.add(rule.when)
        limit = len(self.limits)
        self.limits += [row for each in rule.limits for row in self._limit(rule, each)]
        added = (rule.multiply or Fraction(1)) - 1
        own = rule.pending is not None or rule.expires is not None
        pending = wallet.pending if rule.pending is None else rule.pending
        expires = wallet.expires if rule.expires is None else rule.expires
        group = (wallet.id, rule.best_of or "")
        looked_at = [] if rule.multiply is None else targets(rule, giving)
        return {
            "condition": condition,
            "condition_end": condition_end,
            "lines": -1 if rule.lines is None else self.selectors.add(rule.lines),
            "base": _BASES[rule.base],
            "give": self.gives.add(rule.give, _writer(wallet, scale, self.program)),
            "group": self.groups.setdefault(group, len(self.groups)) if rule.best_of else -1,
            "limit": limit,
            "limit_end": len(self.limits),
            "term": self._term(pending, expires) if own else -1,
            "added": added.numerator,
            "added_of": added.denominator,
            "targets": sum(1 << start + giving.index(each) for each in looked_at),
        }

    def _limit(self, rule: EarnRule, limit: RuleLimit) -> list[tuple[int, ...]]:
        def key(what: str) -> str:
            return rule_limit_key(rule, limit, what, _SOME_DAY, self.program.zone, "main", None)

        counted = ((TIMES, "times", limit.times), (OF_UNITS, "units", limit.units))
        return [
            (kind, self._slot(key(what)), min(most, FAR), _PERIODS[limit.period])
            for kind, what, most in counted
            if most is not None
        ]

    # -------------------------------------------------------------- discounts and the rest

    def _discounts(self) -> list[dict[str, int]]:
        lanes = list(dict.fromkeys(discount.lane for discount in self.program.discounts))
        allowed = self.program.together.points_with
        rows = []
        for discount in self.program.discounts:
            condition, condition_end = self.conditions.add(discount.when)
            rows.append(
                {
                    "lane": lanes.index(discount.lane),
                    "condition": condition,
                    "condition_end": condition_end,
                    "lines": self.selectors.add(discount.lines),
                    "give": self.gives.add(discount.give, _write_discount),
                    "allowed": int(allowed is None or discount.lane in allowed),
                }
            )
        return rows

    def _conf(self) -> dict[str, int]:
        most = self.program.together.max_total
        return {
            "spans": len(self.conditions.spans),
            "joined": len(self.conditions.joined),
            "lanes": len({discount.lane for discount in self.program.discounts}),
            "max_total": -1 if most is None else most.numerator,
            "max_total_of": 1 if most is None else most.denominator,
            "cost_of": self._cost_of(),
            "slots": len(self.slots),
            **_tier_conf(self.program),
        }


def _or(limit: int | None) -> int:
    return -1 if limit is None else min(limit, FAR)


def _length(duration: Duration | None) -> tuple[int, int]:
    return (0, 0) if duration is None else length_of(duration)


def _span(span: Duration | str | None) -> tuple[int, int, int]:
    if isinstance(span, Duration):
        return (ROLLING, *length_of(span))
    return (0 if span is None else CALENDAR, 0, 0)


def _writer(wallet: Wallet, scale: int, program: Program) -> Write:
    """Awards in 1/`scale` of the wallet's smallest unit."""

    def write(award: Award) -> tuple[int, int, int]:
        if isinstance(award, Percent):
            exact = award.rate / wallet.minor_per_unit(program.currency) * scale
            assert exact.denominator == 1
            return PERCENT, int(exact), 1
        if isinstance(award, Units):
            return UNITS, award.units * scale, 1
        assert isinstance(award, PerSum), award
        return PER_SUM, award.units * scale, award.sum_minor

    return write


def _write_discount(award: Award) -> tuple[int, int, int]:
    if isinstance(award, Percent):
        return PERCENT, award.rate.numerator, award.rate.denominator
    assert isinstance(award, MoneyOff), award
    return MONEY_OFF, award.minor, 1


def _levels(terms: TierTerms | None) -> list[tuple[int, int]]:
    return [(tier.start, _or(tier.or_single_order)) for tier in terms.levels] if terms else []


def _tier_conf(program: Program) -> dict[str, int]:
    terms = program.tiers
    if terms is None:
        names = "measure earned window window_count window_unit valid valid_count valid_unit"
        names += " grace grace_unit one_step"
        return {"tiers": 0, **dict.fromkeys(names.split(), 0)}
    wallets = list(program.wallets)
    kinds = {"lifetime": 0, "rolling": ROLLING, "calendar_year": CALENDAR}
    window, window_unit = _length(terms.window.length)
    grace, grace_unit = _length(terms.grace)
    valid, valid_count, valid_unit = _validity(terms.valid)
    return {
        "tiers": len(terms.levels),
        "measure": _MEASURES[terms.by.kind],
        "earned": wallets.index(terms.by.wallet) if terms.by.wallet in wallets else -1,
        "window": kinds[terms.window.kind],
        "window_count": window,
        "window_unit": window_unit,
        "valid": valid,
        "valid_count": valid_count,
        "valid_unit": valid_unit,
        "grace": -1 if terms.grace is None else grace,
        "grace_unit": grace_unit,
        "one_step": int(terms.drop == "one_step"),
    }


def _validity(valid: Validity) -> tuple[int, int, int]:
    if valid.length is not None:
        return (LENGTH, *length_of(valid.length))
    if valid.until is None:
        return 0, 0, 0
    return UNTIL_YEAR, 2 if valid.until == "end_of_next_year" else 1, 0
