"""Random programs of the words that the fast executor has."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

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
from kopilka.engine.program.model import (
    Award,
    Brackets,
    ByName,
    Discount,
    EarnRule,
    Expiry,
    Give,
    MoneyOff,
    Pending,
    Percent,
    PerSum,
    Program,
    RedeemTerms,
    RuleLimit,
    ShareOfOrder,
    Tier,
    TierMeasure,
    TierTerms,
    Together,
    Units,
    Validity,
    Wallet,
    WalletLimits,
    Window,
)
from kopilka.values.periods import Duration, RoundTo
from kopilka.values.rounding import Rounding

TIERS = ("basic", "silver", "gold")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = (
    "Europe/Moscow",
    "America/New_York",
    "Asia/Beirut",
    "America/Havana",
    "Australia/Lord_Howe",
    "UTC",
)
CATEGORIES = ("tea", "pots", "cakes", "tobacco")
MONEY = st.integers(0, 60_000)

days = st.integers(1, 40).map(lambda n: Duration(n, "d"))
lengths = days | st.sampled_from(
    [Duration(*each) for each in ((5, "h"), (1, "w"), (1, "mo"), (3, "mo"), (1, "y"))]
)
shares = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(33, 1000)])
rates = st.sampled_from([Fraction(n, 1000) for n in (1, 5, 17, 33, 50, 70, 100, 250, 1000)])


@st.composite
def selectors(draw: st.DrawFn) -> LineSelector:
    tests = st.builds(
        LineTest, st.just("category"), st.sets(st.sampled_from(CATEGORIES)).map(tuple)
    ) | st.sampled_from(
        [
            LineTest("sku", ("a", "b")),
            LineTest("brand", ("owl",)),
            LineTest("tag", ("sale",)),
            LineTest("discounted", (False,)),
            LineTest("gift-card", (True,)),
            LineTest("member.favourites", (True,)),
        ]
    )
    several = st.lists(tests, max_size=2).map(tuple)
    return LineSelector(draw(several), draw(several))


maybe_selectors = st.one_of(st.none(), st.none(), st.none(), selectors())
overs = st.none() | lengths | st.just("calendar_year")
compared = st.builds(
    lambda low, width: Compare(low, None if width is None else (low or 0) + width),
    st.none() | st.integers(0, 40_000).map(lambda n: Decimal(n) / 2),
    st.none() | st.integers(0, 50_000).map(Decimal),
)
counted = st.builds(
    Compare, st.none() | st.integers(0, 5).map(Decimal), st.none() | st.just(Decimal(4))
)
named = {
    "member.tier": TIERS,
    "order.channel": ("app", "site", ""),
    "weekday": WEEKDAYS,
    "order.payment": ("card",),
    "order.shop": ("main", "other"),
    "member.plan": ("plus",),
}


@st.composite
def tests_of_facts(draw: st.DrawFn) -> Is:
    kind = draw(st.sampled_from(["money", "count", "name", "hour", "date", "since"]))
    if kind == "money":
        fact = draw(st.sampled_from(["order.total", "member.spend"]))
        over = draw(overs) if fact == "member.spend" else None
        return Is(fact, draw(compared), over, draw(st.booleans()) if over is None else False)
    if kind == "count":
        fact = draw(st.sampled_from(["order.number", "member.orders"]))
        one_of = st.just(OneOf((Decimal(1), Decimal(3)))) | st.just(IsNot((Decimal(2),)))
        return Is(fact, draw(counted | one_of), draw(overs) if fact == "member.orders" else None)
    if kind == "hour":
        return Is("hour", Compare(Decimal(draw(st.integers(0, 20))), Decimal(22)))
    if kind == "date":
        return Is(
            "date",
            draw(
                st.sampled_from(
                    [
                        OneOf(("2024-03-31", "2024-10-27")),
                        IsNot(("2024-10-27",)),
                        Compare(Decimal(738_970), None),
                    ]
                )
            ),
        )
    if kind == "since":
        return Is(
            "member.since",
            draw(st.builds(Within, lengths) | st.just(Compare(Decimal(738_970), None))),
        )
    fact = draw(st.sampled_from(sorted(named)))
    values = tuple(draw(st.sets(st.sampled_from(named[fact]), min_size=1)))
    return Is(fact, draw(st.sampled_from([OneOf(values), IsNot(values)])))


conditions = st.recursive(
    tests_of_facts(),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(All, st.lists(inner, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=4,
)
maybe_conditions: st.SearchStrategy[Condition | None] = st.one_of(st.none(), st.none(), conditions)


def gives(awards: st.SearchStrategy[Award]) -> st.SearchStrategy[Give]:
    steps = st.lists(
        st.tuples(MONEY, awards), min_size=1, max_size=3, unique_by=lambda step: step[0]
    )
    counts = st.lists(
        st.tuples(st.integers(0, 6), awards), min_size=1, max_size=2, unique_by=lambda s: s[0]
    )
    rising = steps.map(lambda each: tuple(sorted(each, key=lambda step: step[0])))
    return (
        awards
        | st.builds(Brackets, st.sampled_from(["order.eligible", "order.total"]), rising)
        | st.builds(Brackets, st.just("member.spend"), rising, overs)
        | st.builds(
            Brackets,
            st.just("member.orders"),
            counts.map(lambda e: tuple(sorted(e, key=lambda s: s[0]))),
            overs,
        )
        | st.builds(ByName, st.just("member.tier"), st.dictionaries(st.sampled_from(TIERS), awards))
        | st.builds(
            ByName, st.just("member.plan"), st.dictionaries(st.sampled_from(["plus", ""]), awards)
        )
    )


percents = st.builds(Percent, rates)
per_sums = st.builds(PerSum, st.integers(1, 3), st.sampled_from([100, 1000, 3333]))
earned = percents | percents | per_sums | st.builds(Units, st.integers(1, 60))
pendings = st.one_of(
    st.just(Pending()),
    st.just(Pending()),
    st.just(Pending()),
    st.builds(Pending, lengths),
    st.just(Pending(None, "order.delivered")),
    st.builds(lambda most: Pending(Duration(1, "d"), "order.delivered", most), lengths),
)
expiries = st.just(Expiry()) | st.builds(Expiry, lengths, st.none() | st.sampled_from(RoundTo))
limits = st.builds(
    RuleLimit,
    st.none() | st.integers(0, 3),
    st.none() | st.integers(0, 200),
    st.sampled_from([("member",), ("member", "shop"), ()]),
    st.sampled_from([None, "day", "week", "month", "year"]),
)


@st.composite
def rules(draw: st.DrawFn, number: int, wallet: str, inactive: bool) -> EarnRule:
    multiplies = draw(st.integers(0, 4)) == 0
    own = draw(st.integers(0, 4)) == 0
    per_cent = draw(st.booleans())
    factors = st.sampled_from([Fraction(3, 2), Fraction(2), Fraction(5, 4), Fraction(7, 3)])
    return EarnRule(
        f"r{number}",
        "order.paid",
        wallet,
        give=None if multiplies else draw(gives(percents if per_cent else earned)),
        multiply=draw(factors) if multiplies else None,
        multiply_of=draw(st.none() | st.just(("r0", "r1"))) if multiplies else None,
        when=draw(maybe_conditions),
        lines=draw(maybe_selectors),
        base=draw(st.sampled_from(["paid", "paid", "before_discounts", "with_redeemed"])),
        best_of=draw(st.sampled_from([None, None, "extras"])),
        limits=tuple(draw(st.lists(limits, max_size=1))),
        pending=draw(pendings) if own else None,
        expires=draw(expiries) if own and not inactive else None,
    )


share_of_order = st.builds(ShareOfOrder, shares, maybe_selectors)
max_shares = st.one_of(
    st.tuples(share_of_order),
    st.lists(st.builds(ShareOfOrder, shares, selectors()), max_size=3).map(tuple),
    st.tuples(st.builds(ShareOfOrder, shares, selectors()), share_of_order),
)


@st.composite
def wallets(draw: st.DrawFn, name: str) -> Wallet:
    inactive = draw(st.integers(0, 3)) == 0
    decimals = draw(st.sampled_from([0, 0, 2]))
    worths = [Fraction(1), Fraction(1, 10), Fraction(1, 100), Fraction(3, 10), Fraction(1, 300)]
    return Wallet(
        name,
        decimals=decimals,
        worth=draw(st.sampled_from(worths)),
        rounding=draw(st.sampled_from(Rounding)),
        pending=draw(pendings),
        expires=Expiry(inactive=draw(lengths)) if inactive else draw(expiries),
        redeem=RedeemTerms(
            min_balance=draw(st.sampled_from([0, 0, 0, 10, 300])),
            max_share=draw(max_shares),
            step=draw(st.sampled_from([1, 1, 10, 7])),
            exclude=draw(maybe_selectors),
        ),
        limits=draw(
            st.just(WalletLimits())
            | st.builds(WalletLimits, st.integers(0, 500), st.none() | st.integers(0, 2000))
        ),
    )


@st.composite
def tier_terms(draw: st.DrawFn) -> TierTerms:
    kind = draw(st.sampled_from(["spend", "orders", "earned"]))
    silver, gold = (
        (2, 4) if kind == "orders" else draw(st.sampled_from([(5_000, 40_000), (30, 600)]))
    )
    single = draw(st.none() | st.just(20_000))
    valid = st.builds(Validity, lengths) | st.sampled_from(
        [Validity(), Validity(until="end_of_year"), Validity(until="end_of_next_year")]
    )
    windows = st.builds(Window, st.just("rolling"), lengths) | st.sampled_from(
        [Window("lifetime"), Window("calendar_year")]
    )
    levels = (
        Tier("basic", 0),
        Tier("silver", silver, draw(st.none() | st.just(15_000))),
        Tier("gold", gold, single),
    )
    return TierTerms(
        TierMeasure(kind, "points" if kind == "earned" else None),
        levels,
        draw(windows),
        draw(valid),
        draw(st.none() | days),
        draw(st.sampled_from(["one_step", "to_deserved"])),
    )


@st.composite
def discounts(draw: st.DrawFn, number: int) -> Discount:
    awards = percents | st.builds(MoneyOff, st.integers(1, 3_000))
    return Discount(
        f"d{number}",
        draw(gives(awards)),
        draw(st.sampled_from(["club", "sale"])),
        draw(maybe_conditions),
        draw(maybe_selectors),
    )


@st.composite
def programs(draw: st.DrawFn) -> Program:
    names = draw(st.sampled_from([("points",), ("points",), ("points", "coins")]))
    found = {name: draw(wallets(name)) for name in names}
    earn = []
    for number in range(draw(st.integers(1, 5))):
        wallet = draw(st.sampled_from(names))
        inactive = found[wallet].expires.inactive is not None
        earn.append(draw(rules(number, wallet, inactive)))
    together = Together(
        draw(st.none() | st.sampled_from([Fraction(1, 2), Fraction(1, 7)])),
        draw(st.none() | st.just(("club",)) | st.just(())),
    )
    return Program(
        "Owls",
        draw(st.sampled_from(["RUB", "RUB", "JPY"])),
        draw(st.sampled_from(ZONES)),
        found,
        tuple(earn),
        draw(st.none() | tier_terms()),
        tuple(draw(discounts(number)) for number in range(draw(st.integers(0, 3)))),
        together,
        draw(st.none() | st.none() | selectors()),
    )


@st.composite
def spenders(draw: st.DrawFn) -> Program:
    """Programs that let much be redeemed over shares of some lines each.

    A unit is worth a minor unit of money or less, so what earns shows where each of them went.
    """
    categories = st.sampled_from(CATEGORIES).map(lambda name: (name,))
    chosen = st.builds(LineSelector, st.builds(LineTest, st.just("category"), categories).map(_one))
    limited = st.builds(ShareOfOrder, shares, chosen)
    terms = RedeemTerms(
        max_share=(*draw(st.lists(limited, min_size=1, max_size=3)), draw(share_of_order)),
        step=draw(st.sampled_from([1, 1, 7])),
    )
    worth = draw(st.sampled_from([Fraction(1, 100), Fraction(1, 300)]))
    wallet = Wallet("points", worth=worth, redeem=terms, expires=draw(expiries))
    of_some = EarnRule("some", "order.paid", "points", Percent(Fraction(1)), lines=draw(chosen))
    return Program(
        "Owls",
        "RUB",
        draw(st.sampled_from(ZONES)),
        {"points": wallet},
        (EarnRule("all", "order.paid", "points", Percent(Fraction(1, 2))), of_some),
        discounts=tuple(draw(st.lists(discounts(0), max_size=1))),
        together=draw(st.just(Together()) | st.just(Together(Fraction(1, 3), ("club",)))),
    )


def _one(test: LineTest) -> tuple[LineTest, ...]:
    return (test,)
