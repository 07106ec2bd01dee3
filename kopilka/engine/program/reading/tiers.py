"""Reading `tiers:`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from kopilka.engine.program.model import (
    Tier,
    TierMeasure,
    TierTerms,
    Validity,
    Wallet,
    Window,
)
from kopilka.engine.program.reading.wallets import read_text, read_units
from kopilka.engine.program.reading.words import Words
from kopilka.values.documents import MapNode, Node, Scalar, nearest

TIERS_WORDS = ("by", "window", "valid", "grace", "drop", "levels")
TIER_WORDS = ("id", "name", "from", "or_single_order", "perks")
MEASURE_WORDS = ("earned",)
VALID_WORDS = ("until",)
MEASURES = ("spend", "orders", "earned")
WINDOWS = ("lifetime", "calendar_year")
VALID_ENDS = ("end_of_year", "end_of_next_year")
DROPS = ("one_step", "to_deserved")


def read_tiers(words: Words, node: Node, wallets: Mapping[str, Wallet]) -> TierTerms | None:
    fields = words.fields(node, "tiers", TIERS_WORDS)
    if "levels" not in fields:
        words.fault(node, "missing", "tiers", words=["levels"])
        return None
    by = words.maybe(fields, "by", lambda n: _measure(words, n, wallets), TierMeasure("spend"))
    grace = words.maybe(fields, "grace", lambda n: words.duration(n, "grace"), None)
    drop = words.maybe(fields, "drop", lambda n: words.choice(n, "drop", DROPS), "one_step")
    read = [
        (item, tier)
        for item in words.some(fields["levels"], "levels")
        if (tier := _tier(words, item, by, wallets)) is not None
    ]
    _check_rising(words, read)
    levels = tuple(tier for _, tier in read)
    window = words.maybe(fields, "window", lambda n: _window(words, n), Window())
    valid = words.maybe(fields, "valid", lambda n: _valid(words, n), Validity())
    return TierTerms(by, levels, window, valid, grace, drop or "one_step")  # type: ignore[arg-type]


def _measure(words: Words, node: Node, wallets: Mapping[str, Wallet]) -> TierMeasure:
    if isinstance(node, MapNode):
        fields = words.fields(node, "by", MEASURE_WORDS)
        if "earned" not in fields:
            words.fault(node, "missing", "by", words=["earned"])
            return TierMeasure("spend")
        wallet = words.choice(fields["earned"], "earned", wallets)
        return TierMeasure("earned", wallet)
    kind = words.choice(node, "by", MEASURES)
    if kind == "earned" and len(wallets) != 1:
        words.fault(node, "wallet_missing", "earned", known=list(wallets))
    wallet = next(iter(wallets), None) if kind == "earned" else None
    return TierMeasure(kind or "spend", wallet)  # type: ignore[arg-type]


def _window(words: Words, node: Node) -> Window:
    if isinstance(node, Scalar) and node.text in WINDOWS:
        return Window(node.text)  # type: ignore[arg-type]
    length = words.duration(node, "window")
    return Window("rolling", length) if length else Window()


def _valid(words: Words, node: Node) -> Validity:
    if isinstance(node, MapNode):
        fields = words.fields(node, "valid", VALID_WORDS)
        until = words.choice(fields["until"], "until", VALID_ENDS) if "until" in fields else None
        return Validity(until=until)  # type: ignore[arg-type]
    return Validity(words.duration(node, "valid"))


def _tier(words: Words, node: Node, by: TierMeasure, wallets: Mapping[str, Wallet]) -> Tier | None:
    fields = words.fields(node, "tier", TIER_WORDS)
    if "id" not in fields or "from" not in fields:
        words.fault(node, "missing", "tier", words=["id", "from"])
        return None
    tier_id = words.name(fields["id"], "id")
    start = _threshold(words, fields["from"], by, wallets)
    if tier_id is None or start is None:
        return None
    single = words.maybe(
        fields, "or_single_order", lambda n: words.minor(n, "or_single_order"), None
    )
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
    read = [words.name(item, "perks") for item in words.each(node, "perks")]
    return tuple(perk for perk in read if perk is not None)


def _check_rising(words: Words, read: list[tuple[Node, Tier]]) -> None:
    """`read` are the tiers that could be read, each where it stands."""
    if read and read[0][1].start != 0:
        words.fault(read[0][0], "first_tier_above_zero", "from")
    for (_, lower), (node, higher) in pairwise(read):
        if higher.start <= lower.start:
            words.fault(node, "tiers_out_of_order", "from", tier=higher.id, lower=lower.id)
    seen: set[str] = set()
    for node, tier in read:
        if tier.id in seen:
            words.fault(node, "twice", "levels", word=tier.id)
        seen.add(tier.id)


def check_tiers_named(words: Words, tiers: TierTerms | None) -> None:
    known = [tier.id for tier in tiers.levels] if tiers else []
    for node, tier in words.tiers_named:
        if tier not in known:
            words.fault(node, "unknown_tier", "member.tier", nearest=nearest(tier, known))
