"""Reading single words: numbers, per cents, durations, choices. Faults are collected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeVar

from kopilka.values.documents import (
    Fault,
    ListNode,
    MapNode,
    Node,
    Scalar,
    nearest,
    shown,
)
from kopilka.values.money import minor_exponent, to_minor
from kopilka.values.periods import Duration

Value = TypeVar("Value")
Default = TypeVar("Default")
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,6})?")
_PERCENT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*%")
_TRUE, _FALSE = ("true", "yes"), ("false", "no")
_HOURS = {"h": 1, "d": 24, "w": 168, "mo": 720, "y": 8760}
LARGEST = 10**15
LONGEST_YEARS = 100


class Words:
    """The faults found so far, and readers of words that add to them and answer None."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.currency = "RUB"
        self.tiers_named: list[tuple[Node, str]] = []
        """Tiers that conditions and gives speak of, to be checked when all are known."""
        self.named: list[tuple[Node, str, str, str]] = []
        """(where, word, part, id): entries of other parts that sections speak of."""
        self.own: list[tuple[Node, str, str]] = []
        """(where, word, id): names that no rule and no discount may have as well."""

    def fault(self, node: Node, code: str, what: str = "", **facts: object) -> None:
        """`what` is the word it is about, or a part of the program: rule, tier, wallet …"""
        stands: dict[str, object] = {"what": what} if what else {}
        self.faults.append(Fault(code, node.line, node.column, shown(node), {**stands, **facts}))

    # -------------------------------------------------------------- shapes

    def fields(self, node: Node, what: str, known: Iterable[str]) -> dict[str, Node]:
        """The items of a map whose words are all known; unknown ones are faults."""
        known = list(known)
        if not isinstance(node, MapNode):
            self.fault(node, "not_a_map", what)
            return {}
        fields: dict[str, Node] = {}
        for key, value in node.items:
            if key.text not in known:
                self._unknown(key, what, known)
            elif key.text in fields:
                self.fault(key, "twice", what, word=key.text)
            else:
                fields[key.text] = value
        return fields

    def _unknown(self, key: Scalar, what: str, known: list[str]) -> None:
        near = nearest(key.text, known)
        self.fault(key, "unknown_word", what, word=key.text, nearest=near, known=known)

    def each(self, node: Node, what: str) -> tuple[Node, ...]:
        if isinstance(node, ListNode):
            return node.items
        self.fault(node, "not_a_list", what)
        return ()

    def some(self, node: Node, what: str) -> tuple[Node, ...]:
        """A list with something in it: an empty one would say nothing, or everything."""
        items = self.each(node, what)
        if isinstance(node, ListNode) and not items:
            self.fault(node, "nothing_in_it", what)
        return items

    def one_or_many(self, node: Node, what: str) -> tuple[Node, ...]:
        return self.some(node, what) if isinstance(node, ListNode) else (node,)

    # -------------------------------------------------------------- scalars

    def text(self, node: Node, what: str) -> str | None:
        if isinstance(node, Scalar):
            return node.text
        self.fault(node, "not_one_word", what)
        return None

    def name(self, node: Node, what: str) -> str | None:
        """An id: letters, digits, `-`, `_`, `.`; at most 64."""
        text = self.text(node, what)
        if text is None or _ID.fullmatch(text):
            return text
        self.fault(node, "bad_id", what)
        return None

    def choice(self, node: Node, what: str, known: Iterable[str]) -> str | None:
        known = list(known)
        text = self.text(node, what)
        if text is None or text in known:
            return text
        near = nearest(text, known)
        self.fault(node, "unknown_choice", what, nearest=near, known=known)
        return None

    def flag(self, node: Node, what: str) -> bool | None:
        text = self.choice(node, what, (*_TRUE, *_FALSE))
        return None if text is None else text in _TRUE

    def decimal(self, node: Node, what: str) -> Decimal | None:
        """Zero or more, within bounds; anything else is a fault."""
        text = self.text(node, what)
        if text is None:
            return None
        if not _NUMBER.fullmatch(text):
            self.fault(node, "not_a_number", what)
            return None
        number = Decimal(text.replace("_", ""))
        if abs(number) > LARGEST:
            self.fault(node, "number_too_large", what)
            return None
        if number < 0:
            self.fault(node, "negative", what)
            return None
        return number

    def whole(self, node: Node, what: str, least: int = 0) -> int | None:
        number = self.decimal(node, what)
        if number is None:
            return None
        if number != number.to_integral_value() or number < least:
            self.fault(node, "not_whole", what, least=least)
            return None
        return int(number)

    def units(self, node: Node, what: str, scale: int) -> int | None:
        """A number of units as smallest units, `scale` of them to one."""
        number = self.decimal(node, what)
        if number is None:
            return None
        smallest = number * scale
        if smallest > LARGEST:
            self.fault(node, "number_too_large", what)
            return None
        if smallest != int(smallest):
            self.fault(node, "too_many_places", what, places=len(str(scale)) - 1)
            return None
        return int(smallest)

    def minor(self, node: Node, what: str) -> int | None:
        """A sum of money in minor units of the program's currency."""
        number = self.decimal(node, what)
        if number is None:
            return None
        try:
            return to_minor(number, self.currency)
        except ValueError:
            places = minor_exponent(self.currency)
            self.fault(node, "too_many_places", what, places=places)
            return None

    def percent(self, node: Node, what: str, most: int = 100) -> Fraction | None:
        text = self.text(node, what)
        found = _PERCENT.fullmatch(text or "")
        if found is None:
            if text is not None:
                self.fault(node, "not_a_percent", what)
            return None
        rate = Fraction(found[1]) / 100
        if rate * 100 > most:
            self.fault(node, "over_100_percent", what, most=most)
            return None
        return rate

    def length(self, node: Node, what: str) -> Duration | None:
        """A duration that `0` is none of."""
        found = self.duration(node, what)
        if isinstance(node, Scalar) and (node.text == "0" or (found and not found.count)):
            self.fault(node, "not_positive", what)
        return found

    def duration(self, node: Node, what: str) -> Duration | None:
        """None for `0`, which is no time at all."""
        text = self.text(node, what)
        if text is None or text == "0":
            return None
        try:
            length = Duration.parse(text)
        except ValueError:
            self.fault(node, "not_a_duration", what)
            return None
        if length.count * _HOURS[length.unit] > LONGEST_YEARS * _HOURS["y"]:
            self.fault(node, "duration_too_long", what, years=LONGEST_YEARS)
        return length

    def day(self, node: Node, what: str) -> date | None:
        text = self.text(node, what)
        try:
            return None if text is None else date.fromisoformat(text)
        except ValueError:
            self.fault(node, "not_a_date", what)
            return None

    def maybe(
        self, fields: dict[str, Node], word: str, read: Callable[[Node], Value], default: Default
    ) -> Value | Default:
        """The field read, or its default where it is left out."""
        return read(fields[word]) if word in fields else default


def scalar_value(node: Scalar) -> str | bool | Decimal:
    """As a condition compares it: yes and no, numbers, anything else is text."""
    if node.quoted:
        return node.text
    if node.text in _TRUE or node.text in _FALSE:
        return node.text in _TRUE
    try:
        number = Decimal(node.text)
    except InvalidOperation:
        return node.text
    return number if number.is_finite() else node.text
