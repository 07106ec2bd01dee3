"""Reading one rule of `earn:`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from kopilka.engine.program.model import EarnRule, RuleLimit, Wallet
from kopilka.engine.program.reading.conditions import read_condition, read_selector
from kopilka.engine.program.reading.gives import read_earned, read_give
from kopilka.engine.program.reading.wallets import (
    read_expiry,
    read_pending,
    read_text,
    read_units,
)
from kopilka.engine.program.reading.words import Words
from kopilka.values.documents import ListNode, MapNode, Node, Scalar, nearest

EARN_WORDS = [
    "id",
    "name",
    "on",
    "wallet",
    "when",
    "lines",
    "except",
    "give",
    "by",
    "multiply",
    "of",
    "base",
    "best_of",
    "limit",
    "pending",
    "expires",
    "on_return",
]
BASES = ("paid", "before_discounts", "with_redeemed")
ON_RETURN = ("recount", "share")
PERIODS = ("day", "week", "month", "year")
LIMIT_WORDS = ("times", "units", "per", "in")
ORDER_PAID = "order.paid"
OF_ORDERS = ("lines", "except", "multiply", "of", "base", "on_return")
LEVELS = ("member", "shop", "program")


def read_rule(
    words: Words,
    node: Node,
    fields: dict[str, Node],
    wallets: Mapping[str, Wallet],
) -> EarnRule | None:
    if "id" not in fields:
        words.fault(node, "missing", "rule", words=["id"])
        return None
    if ("give" in fields) == ("multiply" in fields):
        words.fault(node, "give_or_multiply", "rule")
        return None
    rule_id = words.name(fields["id"], "id")
    wallet = _wallet(words, node, fields, wallets)
    if rule_id is None or wallet is None:
        return None
    give = None
    if "give" in fields:
        give = read_give(words, fields, read_earned(words, wallet.scale))
        if give is None:
            return None
    when = read_condition(words, fields["when"]) if "when" in fields else None
    on = words.maybe(fields, "on", lambda n: _event(words, n), ORDER_PAID) or ORDER_PAID
    if on != ORDER_PAID:
        _check_event_rule(words, fields)
    return EarnRule(
        id=rule_id,
        on=on,
        wallet=wallet.id,
        give=give,
        multiply=words.maybe(fields, "multiply", lambda n: _factor(words, n), None),
        multiply_of=words.maybe(fields, "of", lambda n: _ids(words, n), None),
        when=when,
        lines=read_selector(words, fields),
        base=_choice(words, fields, "base", BASES),  # type: ignore[arg-type]
        best_of=words.maybe(fields, "best_of", lambda n: words.name(n, "best_of"), None),
        limits=words.maybe(fields, "limit", lambda n: _limits(words, n, wallet.scale), ()),
        pending=words.maybe(fields, "pending", lambda n: read_pending(words, n), None),
        expires=words.maybe(fields, "expires", lambda n: read_expiry(words, n), None),
        on_return=_choice(words, fields, "on_return", ON_RETURN),  # type: ignore[arg-type]
        name=words.maybe(fields, "name", lambda n: read_text(words, n), ""),
    )


def _event(words: Words, node: Node) -> str | None:
    """Any name that the shop reports; those of orders are ours."""
    name = words.name(node, "on")
    if name is not None and name.startswith("order."):
        return words.choice(node, "on", (ORDER_PAID,))
    return name


def _check_event_rule(words: Words, fields: dict[str, Node]) -> None:
    """An event has no lines and no order; a multiplier counts awards of an order."""
    for word in OF_ORDERS:
        if word in fields:
            words.fault(fields[word], "goes_with", word, known=[f"on: {ORDER_PAID}"])
    for key in _facts_in(fields.get("when")):
        if key.text.startswith("order."):
            words.fault(key, "goes_with", key.text, known=[f"on: {ORDER_PAID}"])


def _facts_in(node: Node | None) -> Iterator[Scalar]:
    """Every fact that a condition looks at, nested ones too."""
    if isinstance(node, ListNode):
        for item in node.items:
            yield from _facts_in(item)
    elif isinstance(node, MapNode):
        for key, value in node.items:
            if key.text in ("any", "not"):
                yield from _facts_in(value)
            else:
                yield key


def _choice(words: Words, fields: dict[str, Node], word: str, known: tuple[str, ...]) -> str:
    return words.maybe(fields, word, lambda n: words.choice(n, word, known), None) or known[0]


def _wallet(
    words: Words, node: Node, fields: dict[str, Node], wallets: Mapping[str, Wallet]
) -> Wallet | None:
    if "wallet" in fields:
        named = words.choice(fields["wallet"], "wallet", wallets)
        return wallets[named] if named else None
    if not wallets:
        return None  # which is a fault of its own
    if len(wallets) != 1:
        words.fault(node, "wallet_missing", "wallet", known=list(wallets))
        return None
    return next(iter(wallets.values()))


def _factor(words: Words, node: Node) -> Fraction | None:
    number = words.decimal(node, "multiply")
    if number is not None and not 1 < number <= 100:
        words.fault(node, "bad_multiplier", "multiply", most=100)
        return None
    return None if number is None else Fraction(number)


def _ids(words: Words, node: Node) -> tuple[str, ...]:
    read = []
    for item in words.some(node, "of"):
        rule_id = words.name(item, "of")
        if rule_id in read:
            words.fault(item, "twice", "of", word=rule_id)
        read.append(rule_id)
    return tuple(rule_id for rule_id in read if rule_id is not None)


def _limits(words: Words, node: Node, scale: int) -> tuple[RuleLimit, ...]:
    items = node.items if isinstance(node, ListNode) else (node,)
    read = [_limit(words, item, scale) for item in items]
    return tuple(limit for limit in read if limit is not None)


def _limit(words: Words, node: Node, scale: int) -> RuleLimit | None:
    fields = words.fields(node, "limit", LIMIT_WORDS)
    if ("times" in fields) == ("units" in fields):
        words.fault(node, "limit_of_what", "limit")
        return None
    times = words.maybe(fields, "times", lambda n: words.whole(n, "times", 1), None)
    units = read_units(words, fields.get("units"), "units", scale)
    per = words.maybe(fields, "per", lambda n: _per(words, n), ("member",))
    period = words.maybe(fields, "in", lambda n: words.choice(n, "in", PERIODS), None)
    return RuleLimit(times, units, per, period)  # type: ignore[arg-type]


def _per(words: Words, node: Node) -> tuple[str, ...]:
    levels = []
    for item in words.one_or_many(node, "per"):
        text = words.text(item, "per")
        if text in ("member", "shop") or (text or "").startswith("event."):
            levels.append(text or "")
        elif text != "program":
            near = nearest(text or "", LEVELS)
            known = [*LEVELS, "event.<field>"]
            words.fault(item, "unknown_choice", "per", nearest=near, known=known)
    return tuple(levels)
