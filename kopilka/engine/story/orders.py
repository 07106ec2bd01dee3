"""Reading an order's lines out of a step: `1200.00 category=tea; 100.00 gift-card=yes via app`."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from kopilka.engine.facts import Line
from kopilka.engine.story.grammar import Step, StoryFault
from kopilka.values.money import to_minor

LINE_WORDS = ["sku", "category", "brand", "tag", "vendor", "gift-card", "list", "min", "qty"]


@dataclass(slots=True)
class Written:
    """Lines, and what stands after them: `via CHANNEL`, `delivery SUM`, `code CODE,CODE` …"""

    lines: tuple[Line, ...]
    more: dict[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(filter(None, self.more.get("code", "").split(",")))

    @property
    def claims(self) -> tuple[str, ...]:
        """`claims C1,C2`: those that the order uses."""
        return tuple(filter(None, self.more.get("claims", "").split(",")))


_MORE = ("via", "by", "delivery", "shop", "claims", "code")


def read_lines(step: Step, words: tuple[str, ...], currency: str) -> Written:
    body, more = _split_more(step, list(words))
    parts = " ".join(body).split(";")
    lines = tuple(_line(step, n, part, currency) for n, part in enumerate(parts, 1))
    return Written(lines, more)


def _split_more(step: Step, words: list[str]) -> tuple[list[str], dict[str, str]]:
    more: dict[str, str] = {}
    while len(words) >= 2 and words[-2] in _MORE:
        more[words[-2]] = words[-1]
        del words[-2:]
    if not words:
        raise StoryFault(step.line, "an order needs a sum: order A1 anna 1200.00")
    return words, more


def _line(step: Step, number: int, text: str, currency: str) -> Line:
    words = text.split()
    if not words:
        raise StoryFault(step.line, "a line of an order is a sum and its words")
    amount = money(step, words[0], currency)
    facts: dict[str, str] = {}
    for word in words[1:]:
        name, equals, value = word.partition("=")
        if not equals or name not in LINE_WORDS:
            raise StoryFault(step.line, f"{word!r}: a line has {', '.join(LINE_WORDS)} =VALUE")
        facts[name] = value
    return _made(step, number, amount, facts, currency)


def _made(step: Step, number: int, amount: int, facts: dict[str, str], currency: str) -> Line:
    listed, least = facts.get("list"), facts.get("min")
    return Line(
        number,
        amount,
        Fraction(facts.get("qty", "1")),
        sku=facts.get("sku", ""),
        categories=tuple(filter(None, facts.get("category", "").split(","))),
        brand=facts.get("brand", ""),
        tags=tuple(filter(None, facts.get("tag", "").split(","))),
        vendor=facts.get("vendor", ""),
        list_amount=money(step, listed, currency) if listed else None,
        min_amount=money(step, least, currency) if least else 0,
        gift_card=facts.get("gift-card") == "yes",
    )


def money(step: Step, text: str, currency: str) -> int:
    try:
        return to_minor(Decimal(text), currency)
    except (InvalidOperation, ValueError):
        raise StoryFault(step.line, f"{text!r} is no sum of money") from None
