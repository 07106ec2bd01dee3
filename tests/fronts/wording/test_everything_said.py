"""Two programs that differ in anything read differently, in either language.

Silence means: points, kept in whole units rounded down; debts without a bound; units given back
after their date come back lapsed; a base of what was really paid; a return that is counted anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation

from kopilka.engine.program import conditions, model
from kopilka.engine.program.sections.coupons import CouponLimits
from kopilka.engine.program.sections.known import SECTIONS
from kopilka.engine.program.whole import read_tree
from kopilka.fronts.wording.program.whole import say_program
from kopilka.fronts.wording.voice import Voice
from kopilka.plumbing.yaml.reading import parse
from kopilka.values.periods import Duration, RoundTo
from kopilka.values.rounding import Rounding

WHOLE = """
kopilka: 1
name: Owl Club
currency: RUB
timezone: Europe/Moscow
never: {category: [tobacco]}
perks: {early-access: Early access}
wallets:
  points:
    pending: {after: order.delivered, for: 14d, at_most: 60d}
    expires: {after: 6mo}
    redeem:
      min_balance: 100
      max_share: [{lines: {discounted: true}, share: 10%}, {share: 50%}]
      step: 5
      except: {category: [gift-cards]}
    limits: {earned_per_day: 1000, balance: 50000}
  stars: {expires: {inactive: 18mo}}
earn:
  - {id: purchase, wallet: points, give: [{from: 0, give: 5%}, {from: 5000, give: 10%}]}
  - id: spent
    wallet: points
    by: {member.spend: {over: 12mo}}
    give: [{from: 100, give: 1%}]
    when:
      any: [{order.channel: app}, {order.channel: site}]
      not: {member.orders: {below: 3}}
      order.total: {at_least: 500, below: 9000, after: true}
      member.spend: {at_least: 100, over: 12mo}
      member.birthday: {within: 7d}
      order.payment: {not: cash}
    lines: {category: cakes}
    except: {tag: sale}
  - {id: cakes, wallet: points, give: 1 per 10, pending: 1d, expires: 2mo}
  - {id: names, wallet: points, by: member.tier, give: {basic: 1%, silver: 2%}}
  - id: review
    on: review.approved
    wallet: stars
    give: 50
    limit: [{times: 1, per: [member, event.product]}, {units: 500, in: month}]
  - {id: days, wallet: points, multiply: 2}
tiers:
  by: {earned: points}
  window: 12mo
  valid: 12mo
  grace: 30d
  levels:
    - {id: basic, from: 0}
    - {id: silver, from: 5000, or_single_order: 50000, perks: [early-access]}
discounts:
  - {id: club, lane: club, give: 500.00, when: {member.tier: silver}, lines: {brand: X}}
  - {id: sale, lane: club, give: 5%}
together: {max_total: 50%, points_with: [club]}
plans:
  - {id: gold, sku: PLAN, period: 1mo, price: 299, grace: 3d, wallet: points, bonus: 100}
coupons:
  - id: tea
    code: TEA-2026
    give: 10%
    lane: club
    when: {member.tier: silver}
    lines: {category: tea}
    except: {tag: sale}
    min_total: 1000
    from: 2026-01-01
    until: 2027-01-01
    limits: {total: 1000, per_member: 2, per_day: 50}
  - id: welcome
    series: true
    units: 100
    wallet: points
    limits: {per_order: 2, per_code: 3}
    give_on: member.joined
    valid_for: 14d
rewards:
  - id: cup
    kind: discount
    wallet: points
    price: 10
    stock: 100
    per_member: 2
    in: month
    from: 2026-01-01
    until: 2027-01-01
    tiers: [silver]
    valid_for: 14d
    value: 150
    give: 50%
    lines: {category: cups}
    pieces: 1
"""
PROGRAM = read_tree(parse(WHOLE))
LINES = conditions.LineSelector((conditions.LineTest("sku", ("A-1",)),))
WHEN = conditions.Is("order.shop", conditions.OneOf(("north",)))
YEAR, DAY = Duration(1, "y"), Duration(5, "d")
OTHER: Mapping[str, Mapping[str, Any]] = {
    "Pending": {"wait": DAY, "after": None, "at_most": None},
    "Expiry": {"after": YEAR, "round": RoundTo.END_OF_MONTH, "inactive": YEAR},
    "ShareOfOrder": {"share": Fraction(1, 3), "lines": LINES},
    "RedeemTerms": {"min_balance": 0, "max_share": (), "step": 1, "exclude": None},
    "WalletLimits": {"earned_per_day": None, "balance": None},
    "Wallet": {
        "id": "coins",
        "kind": "stamps",
        "name": "Coins",
        "decimals": 2,
        "worth": Fraction(1, 100_000),
        "rounding": Rounding.HALF_UP,
        "pending": model.Pending(),
        "expires": model.Expiry(),
        "redeem": model.RedeemTerms(),
        "debt_limit": 0,
        "restore_grace": DAY,
        "limits": model.WalletLimits(),
    },
    "Percent": {"rate": Fraction(1, 1_000_000)},
    "Units": {"units": 51},
    "PerSum": {"units": 2, "sum_minor": 1001},
    "MoneyOff": {"minor": 1},
    "Brackets": {
        "by": "order.total",
        "steps": ((0, model.Percent(Fraction(1))),),
        "over": "calendar_year",
    },
    "ByName": {"by": "member.plan", "gives": {"gold": model.Percent(Fraction(1))}},
    "RuleLimit": {"times": 2, "units": 3, "per": (), "period": "year"},
    "EarnRule": {
        "id": "other",
        "on": "order.delivered",
        "wallet": "stars",
        "give": model.Units(7),
        "multiply": Fraction(3),
        "multiply_of": ("cakes",),
        "when": WHEN,
        "lines": LINES,
        "base": "before_discounts",
        "best_of": "extras",
        "limits": (model.RuleLimit(times=9),),
        "pending": model.Pending(),
        "expires": model.Expiry(),
        "on_return": "share",
        "name": "Other",
    },
    "TierMeasure": {"kind": "orders", "wallet": "stars"},
    "Window": {"kind": "calendar_year", "length": YEAR},
    "Validity": {"length": YEAR, "until": "end_of_next_year"},
    "Tier": {
        "id": "bronze",
        "start": 6000,
        "or_single_order": 7,
        "perks": ("personal-manager",),
        "name": "Bronze",
    },
    "TierTerms": {
        "by": model.TierMeasure("spend"),
        "levels": (model.Tier("basic", 0),),
        "window": model.Window("lifetime"),
        "valid": model.Validity(),
        "grace": None,
        "drop": "to_deserved",
    },
    "Discount": {
        "id": "other",
        "give": model.MoneyOff(7),
        "lane": "goods",
        "when": None,
        "lines": None,
        "name": "Other",
    },
    "Together": {"max_total": Fraction(1, 7), "points_with": ()},
    "Program": {
        "name": "Hoot",
        "currency": "USD",
        "timezone": "Asia/Omsk",
        "wallets": {"points": model.Wallet("points")},
        "earn": (),
        "tiers": None,
        "discounts": (),
        "together": model.Together(),
        "never": None,
        "sections": {},
        "perks": {},
    },
    "OneOf": {"values": ("shop",)},
    "Compare": {"at_least": Decimal(7), "below": Decimal(9)},
    "Within": {"distance": YEAR},
    "IsNot": {"values": ("card", "cash")},
    "Is": {
        "fact": "member.segment",
        "tester": conditions.OneOf(("x",)),
        "over": "calendar_year",
        "after": True,
    },
    "All": {"of": (WHEN,)},
    "AnyOf": {"of": (WHEN,)},
    "Not": {"of": WHEN},
    "LineTest": {"field": "vendor", "values": ("other",)},
    "LineSelector": {"include": (), "exclude": LINES.include},
    "Plan": {
        "id": "platinum",
        "name": "Platinum",
        "sku": "",
        "period": YEAR,
        "price": 1,
        "grace": None,
        "trial": DAY,
        "remind": DAY,
        "starts": "this_order",
        "refund": "none",
        "wallet": "stars",
        "bonus": 7,
        "perks": ("free-delivery",),
    },
    "Coupon": {
        "id": "cocoa",
        "name": "Cocoa",
        "code": "COCOA",
        "series": True,
        "give": model.MoneyOff(7),
        "wallet": "stars",
        "units": 7,
        "lane": "goods",
        "when": WHEN,
        "lines": LINES,
        "except_": LINES,
        "min_total": 700,
        "from_": date(2026, 2, 1),
        "until": date(2027, 2, 1),
        "limits": CouponLimits(total=7),
        "give_on": "review.approved",
        "valid_for": DAY,
    },
    "Reward": {
        "id": "mug",
        "name": "Mug",
        "kind": "gift",
        "wallet": "stars",
        "price": 11,
        "stock": None,
        "per_member": 3,
        "in_": None,
        "from_": None,
        "until": date(2027, 2, 1),
        "tiers": (),
        "valid_for": None,
        "on_lapse": "given_back",
        "value": 0,
        "give": model.MoneyOff(100),
        "lines": None,
        "pieces": 2,
    },
}
"""Another value for every field of every part of a program."""
ALSO: tuple[tuple[str, str, Any], ...] = (
    ("Wallet", "kind", "money"),
    ("Wallet", "rounding", Rounding.HALF_EVEN),
    ("Wallet", "debt_limit", 500),
    ("Expiry", "round", RoundTo.END_OF_YEAR),
    ("RuleLimit", "per", ("shop",)),
    ("RuleLimit", "per", ("member",)),
    ("RuleLimit", "per", ("member", "shop")),
    ("EarnRule", "base", "with_redeemed"),
    ("EarnRule", "multiply_of", ()),
    ("EarnRule", "pending", model.Pending(at_most=DAY)),
    ("Validity", "until", "end_of_year"),
    ("Coupon", "limits", CouponLimits(total=8)),
    ("Coupon", "limits", CouponLimits(total=7, per_member=3)),
    ("Coupon", "limits", CouponLimits(total=7, per_day=3)),
    ("Coupon", "limits", CouponLimits(total=7, per_order=2)),
)
NO_SENTENCES = {"Version"}
"""A version is a program with its number, which the pages say beside it."""


def parts_of(value: Any) -> Iterator[Any]:
    """Every dataclass in it, itself first."""
    if dataclasses.is_dataclass(value):
        yield value
        children = [getattr(value, each.name) for each in dataclasses.fields(value) if each.init]
    elif isinstance(value, Mapping):
        children = list(value.values())
    else:
        children = list(value) if isinstance(value, tuple) else []
    for child in children:
        yield from parts_of(child)


def put(whole: Any, old: Any, new: Any) -> Any:
    """The whole with `new` where this very `old` stands."""
    if whole is old:
        return new
    if isinstance(whole, Mapping):
        return {name: put(value, old, new) for name, value in whole.items()}
    if isinstance(whole, tuple):
        return tuple(put(value, old, new) for value in whole)
    if dataclasses.is_dataclass(whole) and not isinstance(whole, type):
        fields = [each.name for each in dataclasses.fields(whole) if each.init]
        return dataclasses.replace(
            whole, **{name: put(getattr(whole, name), old, new) for name in fields}
        )
    return whole


def read_aloud(program: model.Program, language: str) -> list[Any]:
    with translation.override(language):
        return say_program(program, Voice.of_program(language, program))


def changed(kind: str, word: str, value: Any) -> list[model.Program]:
    """The program with another value there, once for each part of this kind that can have it."""
    return [
        put(PROGRAM, part, dataclasses.replace(part, **{word: value}))
        for part in parts_of(PROGRAM)
        if type(part).__name__ == kind and getattr(part, word) != value and fits(part, word)
    ]


def fits(part: Any, word: str) -> bool:
    """Where the word stands for something: the reader refuses it, or it is moot, elsewhere."""
    moot = {
        ("EarnRule", "give"): lambda: part.multiply is None,
        ("EarnRule", "multiply_of"): lambda: part.multiply is not None,
        ("RuleLimit", "units"): lambda: part.times is None,
        ("RuleLimit", "times"): lambda: part.units is None,
        ("Brackets", "over"): lambda: part.over is not None,
        ("Brackets", "by"): lambda: len(part.steps) > 1,
        ("Expiry", "round"): lambda: part != model.Expiry(),
        ("Expiry", "inactive"): lambda: part.after is None,
        ("Pending", "after"): lambda: part.after is not None,
        ("Pending", "at_most"): lambda: part.at_most is not None,
        ("Tier", "start"): lambda: part.start,
        ("Window", "kind"): lambda: part.length is None,
        ("Coupon", "wallet"): lambda: part.give is None,
        ("Coupon", "units"): lambda: part.give is None,
        ("Coupon", "lane"): lambda: part.give is not None,
        ("Coupon", "code"): lambda: not part.series,
        ("Coupon", "give_on"): lambda: part.series,
        ("Coupon", "valid_for"): lambda: part.series,
        ("OneOf", "values"): lambda: True,
    }
    return bool(moot.get((type(part).__name__, word), lambda: True)())


EVERY = [
    *((kind, word, value) for kind, words in OTHER.items() for word, value in words.items()),
    *ALSO,
]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("kind", "word", "value"), EVERY)
def test_another_value_is_another_sentence(kind: str, word: str, value: Any, language: str) -> None:
    before = read_aloud(PROGRAM, language)
    programs = changed(kind, word, value) if (kind, word) != ("Window", "kind") else in_years()
    assert programs
    for program in programs:
        assert read_aloud(program, language) != before


def in_years() -> list[model.Program]:
    """A window of a kind has a length or none."""
    assert PROGRAM.tiers is not None
    window = model.Window("calendar_year")
    return [put(PROGRAM, PROGRAM.tiers, dataclasses.replace(PROGRAM.tiers, window=window))]


def test_no_two_of_the_other_values_read_alike() -> None:
    """Each of a field's values is told from each other one, not from the first alone."""
    for kind, word, value in ALSO:
        for one, other in zip(
            changed(kind, word, value), changed(kind, word, OTHER[kind][word]), strict=False
        ):
            assert read_aloud(one, "en") != read_aloud(other, "en")


def test_every_field_of_every_part_has_another_value() -> None:
    entries = [section.entry for section in SECTIONS]
    parts = [
        *(each for each in vars(model).values() if _declared(each, model.__name__)),
        *(each for each in vars(conditions).values() if _declared(each, conditions.__name__)),
        *entries,
    ]
    known = {
        part.__name__: {each.name for each in dataclasses.fields(part) if each.init}
        for part in parts
        if part.__name__ not in NO_SENTENCES
    }
    assert {kind: set(words) for kind, words in OTHER.items()} == known


def _declared(value: Any, where: str) -> bool:
    return isinstance(value, type) and value.__module__ == where and dataclasses.is_dataclass(value)


def said_of(name: str, language: str = "en") -> str:
    """The rule of this name as one text."""
    (rule,) = (each for each in read_aloud(PROGRAM, language) if each.name == name)
    return " ".join([rule.text, *rule.clauses]).replace("\xa0", " ")


def test_limits_of_earning_stand_before_what_redeeming_asks() -> None:
    said = said_of("Points")
    assert said.index("A member earns at most 1,000 points a day.") < said.index("Pay for")


def test_conditions_say_what_goes_with_what() -> None:
    assert said_of("spent").startswith(
        "For a paid order: 1% if what was spent before over the last 12 months is ₽100 or more. "
        "Goes to the wallet “points”. Only if (channel of the order: app; or channel of the order:"
        " site); and not (orders so far: less than 3); and order total after discounts: at least "
        "₽500 and less than ₽9,000; and spent so far over the last 12 months: at least ₽100; and "
        "birthday: no further away than 7 days; and way of payment: not cash. "
        "Only for category cakes, except tag sale."
    )


def test_whose_limit_it_is() -> None:
    assert said_of("review").endswith(
        "At most 1 time in all, for each member, for each “product”. "
        "At most 500 stars a month, for each member."
    )


def test_a_multiplier_says_that_it_does_not_pile_up() -> None:
    assert said_of("days") == (
        "Everything earned by per cent or per sum counts 2 times. Goes to the wallet “points”. "
        "Multipliers do not pile up: of several only the largest counts."
    )


def test_one_of_several_multiplied_rules_is_named_alone() -> None:
    (days,) = changed("EarnRule", "multiply_of", ("cakes",))
    said = [rule.text for rule in read_aloud(days, "en")]
    assert "What the rule “cakes” gives counts 2 times." in said


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (None, "Each code counts any number of times."),
        (1, ""),
        (5, "Each code counts 5 times."),
    ],
)
def test_how_often_a_code_counts_is_said_of_a_series(most: int | None, said: str) -> None:
    _, program = changed("Coupon", "limits", CouponLimits(per_code=most))
    clauses = [each for rule in read_aloud(program, "en") for each in rule.clauses]
    assert "".join(each for each in clauses if "Each code" in each) == said


def test_how_often_a_code_counts_is_moot_of_a_shared_one() -> None:
    shared, _ = changed("Coupon", "limits", CouponLimits(per_code=5))
    once, _ = changed("Coupon", "limits", CouponLimits())
    assert read_aloud(shared, "en") == read_aloud(once, "en")


def test_discounts_and_coupons_of_one_lane_are_named_together() -> None:
    assert "Of the discounts “club”, “sale”, “tea” only the best counts." in said_of("All together")
