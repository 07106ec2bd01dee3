"""Reading `when:` and the selectors of lines."""

from __future__ import annotations

from decimal import Decimal

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
    Tester,
    Within,
)
from kopilka.engine.program.reading.words import Words, scalar_value
from kopilka.values.documents import ListNode, MapNode, Node, Scalar, nearest
from kopilka.values.periods import Duration

FACTS: dict[str, str] = {
    "order.total": "money",
    "order.channel": "text",
    "order.payment": "text",
    "order.number": "number",
    "order.shop": "text",
    "member.tier": "tier",
    "member.segment": "text",
    "member.plan": "text",
    "member.birthday": "day",
    "member.since": "date",
    "member.spend": "money",
    "member.orders": "number",
    "weekday": "weekday",
    "hour": "number",
    "date": "date",
}
"""What a condition may look at, and of what kind it is; `event.<field>` besides."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LINE_FIELDS = [
    "sku",
    "category",
    "brand",
    "tag",
    "vendor",
    "discounted",
    "gift-card",
    "member.favourites",
]
FLAGS = ("discounted", "gift-card", "member.favourites")
COMPARISONS = ("at_least", "below", "not", "within", "over", "after")
WINDOWED = ("member.spend", "member.orders")


def read_condition(words: Words, node: Node) -> Condition | None:
    """A map is "and"."""
    if not isinstance(node, MapNode):
        words.fault(node, "not_a_map", "condition")
        return None
    if not node.items:
        words.fault(node, "nothing_in_it", "condition")
    parts = []
    seen: set[str] = set()
    for key, value in node.items:
        if key.text in seen:
            words.fault(key, "twice", "when", word=key.text)
        seen.add(key.text)
        part = _part(words, key, value)
        if part is not None:
            parts.append(part)
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _part(words: Words, key: Scalar, value: Node) -> Condition | None:
    if key.text == "any":
        read = [read_condition(words, each) for each in words.some(value, "any")]
        return AnyOf(tuple(part for part in read if part is not None))
    if key.text == "not":
        inside = read_condition(words, value)
        return None if inside is None else Not(inside)
    if key.text not in FACTS and not key.text.startswith("event."):
        near = nearest(key.text, [*FACTS, "any", "not"])
        words.fault(key, "unknown_fact", nearest=near)
        return None
    return _test(words, key.text, value)


def _test(words: Words, fact: str, node: Node) -> Condition | None:
    _note_tiers(words, fact, node)
    if not isinstance(node, MapNode):
        if FACTS.get(fact) == "day":
            words.fault(node, "bad_test", fact, known=["within"])
        return Is(fact, OneOf(_values(words, fact, node)))
    fields = words.fields(node, fact, COMPARISONS)
    _check_tests(words, fact, fields)
    over = _over(words, fact, fields["over"]) if "over" in fields else None
    after = bool(words.flag(fields["after"], "after")) if "after" in fields else False
    tester = _tester(words, fact, node, fields)
    return None if tester is None else Is(fact, tester, over, after)


TESTS: dict[str, tuple[str, ...]] = {
    "money": ("at_least", "below", "not"),
    "number": ("at_least", "below", "not"),
    "date": ("at_least", "below", "not"),
    "day": ("within",),
    "any": ("at_least", "below", "not"),
}
"""How each kind of fact can be compared; texts, tiers and weekdays can only be something or not."""


def _check_tests(words: Words, fact: str, fields: dict[str, Node]) -> None:
    """What would never hold, or always, is no test."""
    known = TESTS.get(FACTS.get(fact, "any"), ("not",))
    for word in ("at_least", "below", "not", "within"):
        if word in fields and word not in known:
            words.fault(fields[word], "bad_test", fact, known=list(known))


def _check_interval(words: Words, node: Node, test: Compare) -> Compare:
    if test.at_least is not None and test.below is not None and test.at_least >= test.below:
        words.fault(node, "never_holds", "below")
    return test


def _note_tiers(words: Words, fact: str, node: Node) -> None:
    if FACTS.get(fact) == "tier":
        named = node.items if isinstance(node, ListNode) else (node,)
        words.tiers_named += [(each, each.text) for each in named if isinstance(each, Scalar)]


def _tester(words: Words, fact: str, node: Node, fields: dict[str, Node]) -> Tester | None:
    if "not" in fields:
        _note_tiers(words, fact, fields["not"])
        return IsNot(_values(words, fact, fields["not"]))
    if "within" in fields:
        distance = words.duration(fields["within"], "within")
        return None if distance is None else Within(distance)
    if "at_least" in fields or "below" in fields:
        least, below = (_bound(words, fact, fields.get(word)) for word in ("at_least", "below"))
        return _check_interval(words, fields.get("below", node), Compare(least, below))
    words.fault(node, "nothing_compared", fact)
    return None


def _over(words: Words, fact: str, node: Node) -> Duration | str | None:
    if fact not in WINDOWED:
        words.fault(node, "goes_with", "over", known=list(WINDOWED))
        return None
    if isinstance(node, Scalar) and node.text == "calendar_year":
        return node.text
    return words.duration(node, "over")


def _bound(words: Words, fact: str, node: Node | None) -> Decimal | None:
    if node is None:
        return None
    kind = FACTS.get(fact, "number")
    if kind == "money":
        minor = words.minor(node, fact)
        return None if minor is None else Decimal(minor)
    if kind == "date":
        day = words.day(node, "date")
        return None if day is None else Decimal(day.toordinal())
    return _number(words, fact, node)


def _number(words: Words, fact: str, node: Node) -> Decimal | None:
    number = words.decimal(node, fact)
    if fact == "hour" and number is not None and number > 24:
        words.fault(node, "number_too_large", fact)
    return number


def _values(words: Words, fact: str, node: Node) -> tuple[str | bool | Decimal, ...]:
    return tuple(
        value
        for each in words.one_or_many(node, fact)
        if (value := _value(words, fact, each)) is not None
    )


def _value(words: Words, fact: str, node: Node) -> str | bool | Decimal | None:
    kind = FACTS.get(fact, "any")
    if not isinstance(node, Scalar):
        words.fault(node, "not_one_word", fact)
        return None
    if kind == "weekday":
        return words.choice(node, "weekday", WEEKDAYS)
    if kind == "money":
        minor = words.minor(node, fact)
        return None if minor is None else Decimal(minor)
    if kind == "number":
        return _number(words, fact, node)
    if kind == "date":
        day = words.day(node, "date")
        return None if day is None else day.isoformat()
    return scalar_value(node) if kind == "any" else node.text


# ------------------------------------------------------------------ lines


def read_line_tests(words: Words, node: Node, what: str) -> tuple[LineTest, ...]:
    """`{category: [tea, coffee], brand: owl}`: and between fields, one of within each."""
    tests = []
    if isinstance(node, MapNode) and not node.items:
        words.fault(node, "nothing_in_it", what)
    for field, value in words.fields(node, what, LINE_FIELDS).items():
        values = _line_values(words, field, value)
        tests.append(LineTest(field, values))
    return tuple(tests)


def _line_values(words: Words, field: str, node: Node) -> tuple[str | bool, ...]:
    if field in FLAGS:
        flag = words.flag(node, field)
        return () if flag is None else (flag,)
    read = [words.text(item, field) for item in words.one_or_many(node, field)]
    return tuple(text for text in read if text is not None)


def read_selector(words: Words, fields: dict[str, Node]) -> LineSelector | None:
    """From the fields `lines` and `except` of a rule; None where it takes every line."""
    include = read_line_tests(words, fields["lines"], "lines") if "lines" in fields else ()
    exclude = read_line_tests(words, fields["except"], "except") if "except" in fields else ()
    return LineSelector(include, exclude) if include or exclude else None


def read_chosen(words: Words, node: Node, what: str) -> LineSelector:
    """A selector that takes the lines described."""
    return LineSelector(read_line_tests(words, node, what))
