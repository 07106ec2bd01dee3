"""Reading `discounts:` and `together:`."""

from __future__ import annotations

from dataclasses import replace

from kopilka.engine.program.model import Discount, Together
from kopilka.engine.program.reading.conditions import read_condition, read_selector
from kopilka.engine.program.reading.gives import read_discounted, read_give
from kopilka.engine.program.reading.wallets import read_text
from kopilka.engine.program.reading.words import Words
from kopilka.values.documents import ListNode, MapNode, Node, Scalar, nearest

DISCOUNT_WORDS = ("id", "name", "when", "give", "by", "lane", "lines", "except")
TOGETHER_WORDS = ("max_total", "points_with")
ANY_LANE = "default"


def read_discounts(words: Words, node: Node) -> tuple[Discount, ...]:
    discounts: list[Discount] = []
    for item in words.each(node, "discounts"):
        fields = words.fields(item, "discount", DISCOUNT_WORDS)
        discount = _discount(words, item, fields)
        if discount is not None:
            if any(discount.id == other.id for other in discounts):
                words.fault(fields["id"], "twice", "discounts", word=discount.id)
            discounts.append(discount)
    return tuple(discounts)


def _discount(words: Words, node: Node, fields: dict[str, Node]) -> Discount | None:
    if "id" not in fields or "give" not in fields:
        words.fault(node, "missing", "discount", words=["id", "give"])
        return None
    discount_id = words.name(fields["id"], "id")
    give = read_give(words, fields, read_discounted(words))
    if discount_id is None or give is None:
        return None
    when = read_condition(words, fields["when"]) if "when" in fields else None
    lane = words.maybe(fields, "lane", lambda n: words.name(n, "lane"), ANY_LANE)
    name = words.maybe(fields, "name", lambda n: read_text(words, n), "")
    return Discount(discount_id, give, lane or ANY_LANE, when, read_selector(words, fields), name)


def read_together(words: Words, node: Node) -> Together:
    fields = words.fields(node, "together", TOGETHER_WORDS)
    most = words.maybe(fields, "max_total", lambda n: words.percent(n, "max_total"), None)
    if "points_with" not in fields:
        return Together(most)
    named = words.each(fields["points_with"], "points_with")
    lanes = [words.text(each, "points_with") or "" for each in named]
    return replace(Together(most), points_with=tuple(lanes))


def check_lanes(words: Words, together: Node, known: set[str]) -> None:
    """`points_with` names lanes that some discount is in."""
    for key, value in together.items if isinstance(together, MapNode) else ():
        named = value.items if key.text == "points_with" and isinstance(value, ListNode) else ()
        for node in named:
            if isinstance(node, Scalar) and node.text not in known:
                near = nearest(node.text, known)
                words.fault(node, "unknown_lane", "points_with", nearest=near)
