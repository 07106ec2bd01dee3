"""Random programs as values: every word of the language, in the form that reading gives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from kopilka.engine.program import model
from kopilka.engine.program.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Is,
    IsNot,
    LineSelector,
    LineTest,
    Not,
    OneOf,
    Within,
)
from kopilka.engine.program.reading.conditions import FACTS, LINE_FIELDS, TESTS, WEEKDAYS
from kopilka.engine.program.reading.rules import BASES, ON_RETURN
from kopilka.values.periods import Duration, RoundTo
from kopilka.values.rounding import Rounding

IDS = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,9}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
FILLED = TEXTS.filter(bool)
FORMS = st.lists(TEXTS, min_size=1, max_size=3).map(tuple)
NAMES = st.one_of(
    FILLED,
    st.just(""),
    st.dictionaries(st.sampled_from(["ru", "en", "no"]), st.one_of(FILLED, FORMS), min_size=1),
)
LENGTHS = st.builds(Duration, st.integers(0, 100), st.sampled_from(["h", "d", "w", "mo", "y"]))
MAYBE_LENGTH = st.none() | LENGTHS
RATES = st.integers(0, 10**6).map(lambda ppm: Fraction(ppm, 10**6))
SUMS = st.integers(0, 10**9)
TIERS = ("basic", "silver", "gold")


# ------------------------------------------------------------------ conditions


def values_of(fact: str) -> st.SearchStrategy[Any]:
    kind = FACTS.get(fact, "any")
    plain = {
        "money": SUMS.map(Decimal),
        "number": st.integers(0, 24).map(Decimal)
        if fact == "hour"
        else st.decimals(0, 10**6, places=2).map(lambda d: Decimal(f"{d.normalize():f}")),
        "tier": st.sampled_from(TIERS),
        "weekday": st.sampled_from(WEEKDAYS),
        "date": st.dates().map(date.isoformat),
    }
    anything = TEXTS | st.booleans() | st.integers(0, 10**9).map(Decimal)
    return plain.get(kind, anything if kind == "any" else TEXTS)


def tests_of(fact: str) -> st.SearchStrategy[Condition]:
    """Only such as can hold."""
    kind = FACTS.get(fact, "any")
    if kind == "day":
        return st.builds(Is, st.just(fact), st.builds(Within, LENGTHS))
    values = st.lists(values_of(fact), min_size=1, max_size=3).map(tuple)
    bounds = SUMS if FACTS.get(fact) != "date" else st.integers(1, 3_000_000)
    bounds = st.integers(0, 24) if fact == "hour" else bounds
    bound = bounds.map(Decimal)
    compare = st.builds(Compare, bound, st.none()) | st.builds(Compare, st.none(), bound)
    compare |= st.tuples(bound, bound).filter(lambda two: two[0] < two[1]).map(_between)
    windowed = fact in ("member.spend", "member.orders")
    over = st.none() | (LENGTHS | st.just("calendar_year") if windowed else st.none())
    tester = st.builds(IsNot, values) | (
        compare if "below" in TESTS.get(kind, ()) else st.nothing()
    )
    return st.builds(Is, st.just(fact), st.builds(OneOf, values)) | st.builds(
        Is, st.just(fact), tester, over, st.booleans()
    )


def _between(bounds: tuple[Decimal, Decimal]) -> Compare:
    return Compare(*bounds)


SIMPLE: st.SearchStrategy[Condition] = st.sampled_from([*FACTS, "event.product"]).flatmap(tests_of)


def _all_of(parts: list[Condition]) -> Condition:
    """As a map says it: each of its words once, a single one alone."""
    once = list({_word(part): part for part in parts}.values())
    return once[0] if len(once) == 1 else All(tuple(once))


def _word(condition: Condition) -> str:
    return condition.fact if isinstance(condition, Is) else type(condition).__name__


def _nested(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    part = (
        SIMPLE
        | st.lists(inner, min_size=1, max_size=2).map(lambda of: AnyOf(tuple(of)))
        | inner.map(Not)
    )
    return st.lists(part, min_size=1, max_size=3).map(_all_of)


CONDITIONS = st.recursive(SIMPLE, _nested, max_leaves=5)
OF_MEMBERS = st.sampled_from([fact for fact in FACTS if not fact.startswith("order.")]).flatmap(
    tests_of
)
"""What may be asked where there is no order."""

_FLAGS = ("discounted", "gift-card", "member.favourites")


@st.composite
def line_tests(draw: st.DrawFn) -> tuple[LineTest, ...]:
    fields = draw(st.lists(st.sampled_from(list(LINE_FIELDS)), min_size=1, max_size=3, unique=True))
    texts = st.lists(TEXTS, min_size=1, max_size=3).map(tuple)
    return tuple(
        LineTest(field, (draw(st.booleans()),) if field in _FLAGS else draw(texts))
        for field in fields
    )


SELECTORS = st.none() | st.one_of(
    st.builds(LineSelector, line_tests(), line_tests()),
    st.builds(LineSelector, line_tests()),
    st.builds(LineSelector, st.just(()), line_tests()),
)
CHOSEN = st.builds(LineSelector, line_tests())

# ------------------------------------------------------------------ gives


def awards(earning: bool) -> st.SearchStrategy[Any]:
    percent = st.builds(model.Percent, RATES)
    if not earning:
        return percent | st.builds(model.MoneyOff, SUMS)
    per = st.builds(model.PerSum, SUMS, st.integers(1, 10**9))
    return percent | per | st.builds(model.Units, SUMS)


@st.composite
def gives(draw: st.DrawFn, earning: bool) -> Any:
    award = awards(earning)
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return draw(award)
    if kind == 1:
        by = draw(st.sampled_from(["member.tier", "member.plan"]))
        names = st.sampled_from(TIERS) if by == "member.tier" else TEXTS
        return model.ByName(by, draw(st.dictionaries(names, award, min_size=1, max_size=3)))
    by = draw(st.sampled_from(["order.eligible", "order.total", "member.spend", "member.orders"]))
    starts = sorted(draw(st.sets(st.integers(0, 10**6), min_size=1, max_size=3)))
    windowed = by in ("member.spend", "member.orders")
    over = draw(st.none() | LENGTHS | st.just("calendar_year")) if windowed else None
    return model.Brackets(by, tuple((start, draw(award)) for start in starts), over)


# ------------------------------------------------------------------ wallets

PENDINGS = st.builds(model.Pending, MAYBE_LENGTH) | st.builds(
    model.Pending, MAYBE_LENGTH, st.just("order.delivered"), MAYBE_LENGTH
)
_ROUNDED = st.none() | st.sampled_from(RoundTo)
_LATER = LENGTHS.filter(lambda length: length.count > 0)
EXPIRIES = st.one_of(
    st.just(model.Expiry()),
    st.builds(model.Expiry, _LATER, _ROUNDED),
    st.builds(model.Expiry, st.none(), _ROUNDED, _LATER),
)
SHARES = st.lists(
    st.builds(model.ShareOfOrder, RATES, st.none() | CHOSEN), min_size=1, max_size=3
).map(tuple)
MAYBE_SUM = st.none() | SUMS


@st.composite
def wallets(draw: st.DrawFn, wallet_id: str) -> model.Wallet:
    return model.Wallet(
        id=wallet_id,
        kind=draw(st.sampled_from(["points", "money", "stamps"])),
        name=draw(NAMES),
        decimals=draw(st.integers(0, 6)),
        worth=Fraction(draw(st.integers(1, 10**6)), 10 ** draw(st.integers(0, 6))),
        rounding=draw(st.sampled_from(Rounding)),
        pending=draw(PENDINGS),
        expires=draw(EXPIRIES),
        redeem=draw(
            st.builds(model.RedeemTerms, SUMS, SHARES, st.integers(1, 10**6), st.none() | CHOSEN)
        ),
        debt_limit=draw(MAYBE_SUM),
        restore_grace=draw(MAYBE_LENGTH),
        limits=draw(st.builds(model.WalletLimits, MAYBE_SUM, MAYBE_SUM)),
    )


# ------------------------------------------------------------------ rules, tiers, discounts

LEVELS = st.lists(
    st.sampled_from(["member", "shop", "event.product", "event.a b"]), max_size=3, unique=True
).map(tuple)
PERIODS = st.none() | st.sampled_from(["day", "week", "month", "year"])
LIMITS = st.builds(model.RuleLimit, st.integers(1, 10**6), st.none(), LEVELS, PERIODS) | st.builds(
    model.RuleLimit, st.none(), SUMS, LEVELS, PERIODS
)


@st.composite
def rules(draw: st.DrawFn, rule_id: str, wallet: str, giving: list[str]) -> model.EarnRule:
    on = draw(st.sampled_from(["order.paid", "review.approved"]))
    of_order = on == "order.paid"
    multiplies = of_order and bool(giving) and draw(st.booleans())
    factor = draw(st.integers(101, 10_000).map(lambda n: Fraction(n, 100))) if multiplies else None
    some = (
        st.lists(st.sampled_from(giving), min_size=1, unique=True).map(tuple)
        if giving
        else st.none()
    )
    return model.EarnRule(
        id=rule_id,
        on=on,
        wallet=wallet,
        give=None if multiplies else draw(gives(earning=True)),
        multiply=factor,
        multiply_of=draw(st.none() | some) if multiplies else None,
        when=draw(st.none() | (CONDITIONS if of_order else OF_MEMBERS)),
        lines=draw(SELECTORS) if of_order else None,
        base=draw(st.sampled_from(BASES)) if of_order else "paid",
        best_of=draw(st.none() | IDS),
        limits=tuple(draw(st.lists(LIMITS, max_size=2))),
        pending=draw(st.none() | PENDINGS),
        expires=draw(st.none() | EXPIRIES),
        on_return=draw(st.sampled_from(ON_RETURN)) if of_order else "recount",
        name=draw(NAMES),
    )


@st.composite
def tier_terms(draw: st.DrawFn, wallet: str) -> model.TierTerms:
    measures = [model.TierMeasure("spend"), model.TierMeasure("orders")]
    by = draw(st.sampled_from([*measures, model.TierMeasure("earned", wallet)]))
    starts = [0, *sorted(draw(st.sets(st.integers(1, 10**9), min_size=2, max_size=2)))]
    levels = tuple(
        model.Tier(
            tier, start, draw(MAYBE_SUM), tuple(draw(st.lists(IDS, max_size=2))), draw(NAMES)
        )
        for tier, start in zip(TIERS, starts, strict=True)
    )
    windows = [model.Window("lifetime"), model.Window("calendar_year")]
    ends = [model.Validity(until="end_of_year"), model.Validity(until="end_of_next_year")]
    return model.TierTerms(
        by,
        levels,
        draw(st.sampled_from(windows) | LENGTHS.map(lambda n: model.Window("rolling", n))),
        draw(st.sampled_from([model.Validity(), *ends]) | LENGTHS.map(model.Validity)),
        draw(MAYBE_LENGTH),
        draw(st.sampled_from(["one_step", "to_deserved"])),
    )


@st.composite
def discounts(draw: st.DrawFn, discount_id: str) -> model.Discount:
    return model.Discount(
        discount_id,
        draw(gives(earning=False)),
        draw(st.sampled_from(["default", "club", "goods"])),
        draw(st.none() | CONDITIONS),
        draw(SELECTORS),
        draw(NAMES),
    )


@st.composite
def programs(draw: st.DrawFn) -> model.Program:
    ids = draw(st.lists(IDS, min_size=1, max_size=2, unique=True))
    rule_ids = draw(st.lists(IDS, max_size=4, unique=True))
    earn: list[model.EarnRule] = []
    for rule_id in rule_ids:
        wallet = draw(st.sampled_from(ids))
        giving = [rule.id for rule in earn if rule.give is not None and rule.wallet == wallet]
        earn.append(draw(rules(rule_id, wallet, giving)))
    listed = tuple(draw(discounts(f"d{n}")) for n in range(draw(st.integers(0, 2))))
    lanes = sorted({discount.lane for discount in listed})
    together = st.none() | st.lists(st.sampled_from(lanes), unique=True).map(tuple)
    return model.Program(
        name=draw(NAMES),
        currency=draw(st.sampled_from(["RUB", "JPY", "KWD"])),
        timezone=draw(st.sampled_from(["Europe/Moscow", "Pacific/Apia", "UTC"])),
        wallets={wallet: draw(wallets(wallet)) for wallet in ids},
        earn=tuple(earn),
        tiers=draw(tier_terms(ids[0])),
        discounts=listed,
        together=model.Together(draw(st.none() | RATES), draw(together) if lanes else None),
        never=draw(st.none() | CHOSEN),
        perks=draw(st.dictionaries(IDS, NAMES, max_size=2)),
    )
