"""Writing the whole program: rules, tiers, discounts."""

from __future__ import annotations

from kopilka.engine.program.model import (
    Discount,
    EarnRule,
    Program,
    RuleLimit,
    Tier,
    TierMeasure,
    TierTerms,
    Validity,
    Window,
)
from kopilka.engine.program.reading.discounts import ANY_LANE
from kopilka.engine.program.sections.declaring import write_sections
from kopilka.engine.program.sections.known import SECTIONS
from kopilka.engine.program.writing.conditions import (
    write_condition,
    write_selector,
    write_tests,
)
from kopilka.engine.program.writing.gives import write_give
from kopilka.engine.program.writing.plain import (
    Plain,
    decimal,
    duration,
    money,
    percent,
    text,
    units,
    unless,
    without,
)
from kopilka.engine.program.writing.wallets import write_expiry, write_pending, write_wallet


def to_plain(program: Program) -> dict[str, Plain]:
    """Strings, numbers, lists and maps in the order of the reference; defaults are left out."""
    currency = program.currency
    return without(
        {
            "kopilka": 1,
            "name": text(program.name),
            "currency": currency,
            "timezone": program.timezone,
            "never": write_tests(program.never.include) if program.never else None,
            "perks": {perk: text(name) for perk, name in program.perks.items()} or None,
            "wallets": {id_: write_wallet(w, currency) for id_, w in program.wallets.items()},
            "earn": [_rule(rule, program) for rule in program.earn] or None,
            "tiers": _tiers(program.tiers, program) if program.tiers else None,
            "discounts": [_discount(one, currency) for one in program.discounts] or None,
            "together": unless(_together(program), {}),
            **write_sections(SECTIONS, program.sections, program.wallets, currency),
        }
    )


# ------------------------------------------------------------------ earn


def _rule(rule: EarnRule, program: Program) -> dict[str, Plain]:
    scale, currency = program.wallets[rule.wallet].scale, program.currency
    give = write_give(rule.give, scale, currency) if rule.give is not None else {}
    return without(
        {
            "id": rule.id,
            "name": unless(text(rule.name), ""),
            "on": unless(rule.on, "order.paid"),
            "wallet": rule.wallet if len(program.wallets) > 1 else None,
            "when": None if rule.when is None else write_condition(rule.when, currency),
            **write_selector(rule.lines),
            **give,
            "multiply": None if rule.multiply is None else decimal(rule.multiply),
            "of": None if rule.multiply_of is None else list(rule.multiply_of),
            "base": unless(rule.base, "paid"),
            "best_of": rule.best_of,
            "limit": [_limit(limit, scale) for limit in rule.limits] or None,
            "pending": None if rule.pending is None else write_pending(rule.pending),
            "expires": None if rule.expires is None else write_expiry(rule.expires),
            "on_return": unless(rule.on_return, "recount"),
        }
    )


def _limit(limit: RuleLimit, scale: int) -> Plain:
    return without(
        {
            "times": limit.times,
            "units": None if limit.units is None else units(limit.units, scale),
            "per": None if limit.per == ("member",) else list(limit.per) or ["program"],
            "in": limit.period,
        }
    )


# ------------------------------------------------------------------ tiers


def _tiers(terms: TierTerms, program: Program) -> dict[str, Plain]:
    return without(
        {
            "by": unless(_measure(terms.by), "spend"),
            "window": unless(_window(terms.window), "lifetime"),
            "valid": _valid(terms.valid),
            "grace": unless(duration(terms.grace), "0"),
            "drop": unless(terms.drop, "one_step"),
            "levels": [_tier(tier, terms.by, program) for tier in terms.levels],
        }
    )


def _measure(by: TierMeasure) -> Plain:
    return {"earned": by.wallet} if by.wallet is not None else by.kind


def _window(window: Window) -> Plain:
    return duration(window.length) if window.length is not None else window.kind


def _valid(valid: Validity) -> Plain | None:
    if valid.until is not None:
        return {"until": valid.until}
    return None if valid.length is None else duration(valid.length)


def _tier(tier: Tier, by: TierMeasure, program: Program) -> Plain:
    single = tier.or_single_order
    return without(
        {
            "id": tier.id,
            "name": unless(text(tier.name), ""),
            "from": _threshold(tier.start, by, program),
            "or_single_order": None if single is None else money(single, program.currency),
            "perks": list(tier.perks) or None,
        }
    )


def _threshold(start: int, by: TierMeasure, program: Program) -> Plain:
    if by.kind == "orders":
        return start
    if by.wallet is None:
        return money(start, program.currency)
    return units(start, program.wallets[by.wallet].scale)


# ------------------------------------------------------------------ discounts


def _discount(discount: Discount, currency: str) -> dict[str, Plain]:
    when = discount.when
    return without(
        {
            "id": discount.id,
            "name": unless(text(discount.name), ""),
            "when": None if when is None else write_condition(when, currency),
            **write_selector(discount.lines),
            **write_give(discount.give, 1, currency),
            "lane": unless(discount.lane, ANY_LANE),
        }
    )


def _together(program: Program) -> dict[str, Plain]:
    together = program.together
    lanes = together.points_with
    return without(
        {
            "max_total": None if together.max_total is None else percent(together.max_total),
            "points_with": None if lanes is None else list(lanes),
        }
    )
