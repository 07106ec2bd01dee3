"""Reading what a rule gives: per cents, units, `1 per 10`, sums, brackets, by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from kopilka.engine.program.model import (
    Award,
    Brackets,
    ByName,
    Give,
    MoneyOff,
    Percent,
    PerSum,
    Units,
)
from kopilka.engine.program.reading.conditions import WINDOWED
from kopilka.engine.program.reading.words import LARGEST, Words
from kopilka.values.documents import ListNode, MapNode, Node, Scalar
from kopilka.values.money import to_minor
from kopilka.values.periods import Duration

_PER = re.compile(r"([0-9][0-9.]*)\s+per\s+([0-9][0-9.]*)")
BRACKETS_BY = ("order.eligible", "order.total", "member.spend", "member.orders")
NAMES_BY = ("member.tier", "member.plan", "member.segment")
BRACKET_WORDS = ("from", "give")
WINDOW_WORDS = ("over",)

AwardReader = Callable[[Node], Award | None]


def read_earned(words: Words, scale: int) -> AwardReader:
    """Awards of a wallet with so many smallest units in one unit."""

    def read(node: Node) -> Award | None:
        text = words.text(node, "give")
        if text is None:
            return None
        if text.strip().endswith("%"):
            rate = words.percent(node, "give")
            return None if rate is None else Percent(rate)
        per = _PER.fullmatch(text.strip())
        if per:
            return _per_sum(words, node, per[1], per[2], scale)
        units = words.units(node, "give", scale)
        return None if units is None else Units(units)

    return read


def _per_sum(words: Words, node: Node, units: str, total: str, scale: int) -> PerSum | None:
    try:
        whole, minor = Decimal(units) * scale, to_minor(Decimal(total), words.currency)
    except (ValueError, ArithmeticError):
        words.fault(node, "bad_per", "give")
        return None
    if minor <= 0 or whole > LARGEST or whole != int(whole):
        words.fault(node, "bad_per", "give")
        return None
    return PerSum(int(whole), minor)


def read_discounted(words: Words) -> AwardReader:
    """Awards of a discount: a per cent or a fixed sum of money."""

    def read(node: Node) -> Award | None:
        text = words.text(node, "give")
        if text is None:
            return None
        if text.strip().endswith("%"):
            rate = words.percent(node, "give")
            return None if rate is None else Percent(rate)
        minor = words.minor(node, "give")
        return None if minor is None else MoneyOff(minor)

    return read


def read_give(words: Words, fields: dict[str, Node], read: AwardReader) -> Give | None:
    """From `give` and `by`: one award, brackets, or awards by name."""
    node = fields["give"]
    if isinstance(node, ListNode):
        return _brackets(words, node, fields.get("by"), read)
    if isinstance(node, MapNode):
        return _by_name(words, node, fields.get("by"), read)
    if "by" in fields:
        words.fault(fields["by"], "by_without_brackets", "by")
    return read(node)


Over = Duration | Literal["calendar_year"] | None


def _looked_at(words: Words, node: Node | None) -> tuple[str, Over]:
    if node is None:
        return "order.eligible", None
    if isinstance(node, MapNode) and len(node.items) == 1:
        key, terms = node.items[0]
        fields = words.fields(terms, key.text, WINDOW_WORDS)
        by = words.choice(key, "by", WINDOWED)
        return by or "member.spend", _over(words, fields.get("over"))
    return words.choice(node, "by", BRACKETS_BY) or "order.eligible", None


def _over(words: Words, node: Node | None) -> Over:
    if isinstance(node, Scalar) and node.text == "calendar_year":
        return "calendar_year"
    return None if node is None else words.duration(node, "over")


def _brackets(
    words: Words, node: ListNode, by_node: Node | None, read: AwardReader
) -> Brackets | None:
    by, over = _looked_at(words, by_node)
    steps: list[tuple[int, Award]] = []
    for item in words.some(node, "give"):
        fields = words.fields(item, "bracket", BRACKET_WORDS)
        if "from" not in fields or "give" not in fields:
            words.fault(item, "missing", "bracket", words=["from", "give"])
            continue
        counts = by == "member.orders"
        start = (words.whole if counts else words.minor)(fields["from"], "from")
        award = read(fields["give"])
        if start is None or award is None:
            continue
        if steps and start <= steps[-1][0]:
            words.fault(fields["from"], "brackets_out_of_order", "from")
        steps.append((start, award))
    return Brackets(by, tuple(steps), over) if steps else None


def _by_name(words: Words, node: MapNode, by_node: Node | None, read: AwardReader) -> ByName | None:
    if by_node is None:
        words.fault(node, "by_missing", "by", known=list(NAMES_BY))
        return None
    by = words.choice(by_node, "by", NAMES_BY)
    if not node.items:
        words.fault(node, "nothing_in_it", "give")
    gives: dict[str, Award] = {}
    for key, value in node.items:
        award = read(value)
        if key.text in gives:
            words.fault(key, "twice", "give", word=key.text)
        elif award is not None:
            gives[key.text] = award
        if by == "member.tier":
            words.tiers_named.append((key, key.text))
    return ByName(by, gives) if by else None
