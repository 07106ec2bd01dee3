"""Reading the whole program, and the references between its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from kopilka.engine.program.model import (
    ByName,
    Discount,
    EarnRule,
    Program,
    Ruling,
    Tier,
    TierMeasure,
    TierTerms,
    Together,
    Validity,
    Wallet,
    Window,
)
from kopilka.engine.program.reading.conditions import read_chosen, read_condition, read_selector
from kopilka.engine.program.reading.gives import read_discounted, read_give
from kopilka.engine.program.reading.rules import EARN_WORDS, read_rule
from kopilka.engine.program.reading.wallets import read_text, read_units, read_wallet
from kopilka.engine.program.reading.words import Words
from kopilka.values.documents import MapNode, Node, ProgramFaults, Scalar, nearest

PROGRAM_WORDS = [
    "kopilka",
    "name",
    "currency",
    "timezone",
    "never",
    "wallets",
    "earn",
    "tiers",
    "discounts",
    "together",
]
TIERS_WORDS = ("by", "window", "valid", "grace", "drop", "levels")
TIER_WORDS = ("id", "name", "from", "or_single_order", "perks")
DISCOUNT_WORDS = ("id", "name", "when", "give", "by", "lane", "lines", "except")


@dataclass(slots=True)
class _Reading:
    words: Words
    fields: dict[str, Node]
    tiers_named: list[tuple[Node, str]] = field(default_factory=list)


def read_tree(root: Node) -> Program:
    """The program, or ProgramFaults with everything that is wrong with it."""
    words = Words()
    fields = words.fields(root, "a program", PROGRAM_WORDS)
    reading = _Reading(words, fields)
    for word in ("kopilka", "name", "currency", "timezone", "wallets"):
        if word not in fields:
            words.fault(root, "missing", f"a program needs {word}:", word=word)
    program = _read(reading, root)
    if words.faults or program is None:
        raise ProgramFaults(words.faults)
    return program


def _read(reading: _Reading, root: Node) -> Program | None:
    words, fields = reading.words, reading.fields
    if "kopilka" in fields:
        words.choice(fields["kopilka"], "kopilka (the version of these words)", ("1",))
    currency = _currency(reading)
    timezone = _timezone(reading)
    wallets = _wallets(reading)
    earn = _earn(reading, wallets)
    tiers = words.maybe(fields, "tiers", lambda n: _tiers(reading, n, wallets), None)
    discounts = _discounts(reading)
    together = words.maybe(fields, "together", lambda n: _together(reading, n), Together())
    never = words.maybe(fields, "never", lambda n: read_chosen(words, n, "never"), None)
    _check_tiers_named(reading, tiers, earn, discounts)
    if words.faults:
        return None
    name = read_text(words, fields["name"])
    return Program(name, currency, timezone, wallets, earn, tiers, discounts, together, never)


def _currency(reading: _Reading) -> str:
    node = reading.fields.get("currency")
    text = reading.words.text(node, "currency") if node is not None else None
    if text is not None and not (len(text) == 3 and text.isascii() and text.isupper()):
        assert node is not None
        message = f"a currency is three capital letters such as RUB, not {text!r}"
        reading.words.fault(node, "unknown_currency", message)
    reading.words.currency = text or "RUB"
    return reading.words.currency


def _timezone(reading: _Reading) -> str:
    node = reading.fields.get("timezone")
    text = reading.words.text(node, "timezone") if node is not None else None
    if text is None:
        return "UTC"
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        assert node is not None
        near = nearest(text, available_timezones())
        hint = f"; did you mean {near!r}?" if near else ""
        message = f"there is no time zone {text!r}{hint}"
        reading.words.fault(node, "unknown_timezone", message, nearest=near)
        return "UTC"
    return text


def _wallets(reading: _Reading) -> dict[str, Wallet]:
    node = reading.fields.get("wallets")
    if node is None:
        return {}
    if not isinstance(node, MapNode) or not node.items:
        reading.words.fault(node, "wrong_type", "wallets is a map: an id and its terms")
        return {}
    wallets: dict[str, Wallet] = {}
    for key, value in node.items:
        wallet_id = reading.words.name(key, "a wallet's id")
        if wallet_id in wallets:
            reading.words.fault(key, "twice", f"there are two wallets {wallet_id!r}")
        elif wallet_id:
            wallets[wallet_id] = read_wallet(reading.words, wallet_id, value)
    return wallets


# ------------------------------------------------------------------ earn


def _earn(reading: _Reading, wallets: Mapping[str, Wallet]) -> tuple[EarnRule, ...]:
    node = reading.fields.get("earn")
    if node is None:
        return ()
    words = reading.words
    rules: list[tuple[EarnRule, dict[str, Node]]] = []
    for item in words.each(node, "earn"):
        fields = words.fields(item, "a rule", EARN_WORDS)
        rule = read_rule(words, item, fields, wallets, reading.tiers_named)
        if rule is not None:
            if any(rule.id == other.id for other, _ in rules):
                words.fault(fields["id"], "twice", f"there are two rules {rule.id!r}")
            rules.append((rule, fields))
    _check_multiplied(words, rules)
    return tuple(rule for rule, _ in rules)


def _check_multiplied(words: Words, rules: list[tuple[EarnRule, dict[str, Node]]]) -> None:
    """`of:` names rules that give, in the same wallet; a multiplier never multiplies another."""
    giving = {rule.id: rule for rule, _ in rules if rule.multiply is None}
    multiplying = {rule.id for rule, _ in rules if rule.multiply is not None}
    for rule, fields in rules:
        for named in rule.multiply_of or ():
            if named in multiplying:
                message = f"{rule.id!r} multiplies {named!r}, which is a multiplier itself"
                words.fault(fields["of"], "cyclic", message)
            elif named not in giving or giving[named].wallet != rule.wallet:
                near = nearest(named, giving)
                hint = f"; did you mean {near!r}?" if near else ""
                message = f"there is no rule {named!r} in this wallet to multiply{hint}"
                words.fault(fields["of"], "unknown_rule", message, nearest=near)


# ------------------------------------------------------------------ tiers


def _tiers(reading: _Reading, node: Node, wallets: Mapping[str, Wallet]) -> TierTerms | None:
    words = reading.words
    fields = words.fields(node, "tiers", TIERS_WORDS)
    if "levels" not in fields:
        words.fault(node, "missing", "tiers need levels:", word="levels")
        return None
    by = words.maybe(fields, "by", lambda n: _measure(words, n, wallets), TierMeasure("spend"))
    grace = words.maybe(fields, "grace", lambda n: words.duration(n, "grace"), None)
    drops = ("one_step", "to_deserved")
    drop = words.maybe(fields, "drop", lambda n: words.choice(n, "drop", drops), "one_step")
    levels = tuple(
        tier
        for item in words.each(fields["levels"], "levels")
        if (tier := _tier(words, item, by, wallets)) is not None
    )
    _check_rising(words, fields["levels"], levels)
    window = words.maybe(fields, "window", lambda n: _window(words, n), Window())
    valid = words.maybe(fields, "valid", lambda n: _valid(words, n), Validity())
    return TierTerms(by, levels, window, valid, grace, drop or "one_step")  # type: ignore[arg-type]


def _measure(words: Words, node: Node, wallets: Mapping[str, Wallet]) -> TierMeasure:
    if isinstance(node, MapNode):
        fields = words.fields(node, "by", ("earned",))
        wallet = words.choice(fields["earned"], "earned", wallets) if "earned" in fields else None
        return TierMeasure("earned", wallet)
    kind = words.choice(node, "by", ("spend", "orders", "earned"))
    if kind == "earned" and len(wallets) != 1:
        words.fault(node, "wallet_missing", "say of which wallet: {earned: WALLET}")
    wallet = next(iter(wallets), None) if kind == "earned" else None
    return TierMeasure(kind or "spend", wallet)  # type: ignore[arg-type]


def _window(words: Words, node: Node) -> Window:
    if isinstance(node, Scalar) and node.text in ("lifetime", "calendar_year"):
        return Window(node.text)  # type: ignore[arg-type]
    length = words.duration(node, "window")
    return Window("rolling", length) if length else Window()


def _valid(words: Words, node: Node) -> Validity:
    if isinstance(node, MapNode):
        fields = words.fields(node, "valid", ("until",))
        ends = ("end_of_year", "end_of_next_year")
        until = words.choice(fields["until"], "until", ends) if "until" in fields else None
        return Validity(until=until)  # type: ignore[arg-type]
    return Validity(words.duration(node, "valid"))


def _tier(words: Words, node: Node, by: TierMeasure, wallets: Mapping[str, Wallet]) -> Tier | None:
    fields = words.fields(node, "a tier", TIER_WORDS)
    if "id" not in fields or "from" not in fields:
        words.fault(node, "missing", "a tier has id: and from:", word="id, from")
        return None
    tier_id = words.name(fields["id"], "a tier's id")
    start = _threshold(words, fields["from"], by, wallets)
    if tier_id is None or start is None:
        return None
    single = words.maybe(fields, "or_single_order", lambda n: words.minor(n, "single order"), None)
    perks = words.maybe(fields, "perks", lambda n: _perks(words, n), ())
    name = words.maybe(fields, "name", lambda n: read_text(words, n), "")
    return Tier(tier_id, start, single, perks, name)


def _threshold(
    words: Words, node: Node, by: TierMeasure, wallets: Mapping[str, Wallet]
) -> int | None:
    if by.kind == "spend":
        return words.minor(node, "from")
    if by.kind == "orders":
        return words.whole(node, "from")
    wallet = wallets.get(by.wallet or "")
    return read_units(words, node, "from", wallet.scale if wallet else 1)


def _perks(words: Words, node: Node) -> tuple[str, ...]:
    read = [words.name(item, "a perk") for item in words.each(node, "perks")]
    return tuple(perk for perk in read if perk is not None)


def _check_rising(words: Words, node: Node, levels: tuple[Tier, ...]) -> None:
    if levels and levels[0].start != 0:
        words.fault(node, "first_tier_above_zero", "the first tier starts from: 0")
    for lower, higher in pairwise(levels):
        if higher.start <= lower.start:
            message = f"tiers rise: {higher.id!r} starts above {lower.id!r}"
            words.fault(node, "tiers_out_of_order", message)
        if higher.id == lower.id:
            words.fault(node, "twice", f"there are two tiers {higher.id!r}")


def _check_tiers_named(
    reading: _Reading,
    tiers: TierTerms | None,
    earn: tuple[EarnRule, ...],
    discounts: tuple[Discount, ...],
) -> None:
    known = [tier.id for tier in tiers.levels] if tiers else []
    named = list(reading.tiers_named)
    rulings: tuple[Ruling, ...] = (*earn, *discounts)
    for entry in rulings:
        if isinstance(entry.give, ByName) and entry.give.by == "member.tier":
            place = reading.fields["earn" if isinstance(entry, EarnRule) else "discounts"]
            named += [(place, tier) for tier in entry.give.gives]
    for node, tier in named:
        if tier not in known:
            near = nearest(tier, known)
            hint = f"; did you mean {near!r}?" if near else ""
            message = f"there is no tier {tier!r}{hint}"
            reading.words.fault(node, "unknown_tier", message, nearest=near)


# ------------------------------------------------------------------ discounts


def _discounts(reading: _Reading) -> tuple[Discount, ...]:
    node = reading.fields.get("discounts")
    if node is None:
        return ()
    words = reading.words
    discounts: list[Discount] = []
    for item in words.each(node, "discounts"):
        fields = words.fields(item, "a discount", DISCOUNT_WORDS)
        discount = _discount(reading, item, fields)
        if discount is not None:
            if any(discount.id == other.id for other in discounts):
                words.fault(fields["id"], "twice", f"there are two discounts {discount.id!r}")
            discounts.append(discount)
    return tuple(discounts)


def _discount(reading: _Reading, node: Node, fields: dict[str, Node]) -> Discount | None:
    words = reading.words
    if "id" not in fields or "give" not in fields:
        words.fault(node, "missing", "a discount has id: and give:", word="id, give")
        return None
    discount_id = words.name(fields["id"], "a discount's id")
    give = read_give(words, fields, read_discounted(words))
    if discount_id is None or give is None:
        return None
    when = None
    if "when" in fields:
        when = read_condition(words, fields["when"], reading.tiers_named)
    lane = words.maybe(fields, "lane", lambda n: words.name(n, "a lane"), "default")
    name = words.maybe(fields, "name", lambda n: read_text(words, n), "")
    return Discount(discount_id, give, lane or "default", when, read_selector(words, fields), name)


def _together(reading: _Reading, node: Node) -> Together:
    words = reading.words
    fields = words.fields(node, "together", ("max_total", "points_with"))
    most = words.maybe(fields, "max_total", lambda n: words.percent(n, "max_total"), None)
    if "points_with" not in fields:
        return Together(most)
    lanes = [words.text(n, "a lane") or "" for n in words.each(fields["points_with"], "lanes")]
    return replace(Together(most), points_with=tuple(lanes))
