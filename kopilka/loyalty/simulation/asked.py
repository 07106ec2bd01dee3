"""What a program asks of orders, and what of it a history tells, tells apart, or cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache

from kopilka.engine.program.conditions import Is, LineTest
from kopilka.engine.program.model import Brackets, ByName, Pending, Program
from kopilka.loyalty.history.files.facts import LineFacts, OrderFacts
from kopilka.loyalty.history.orders import History

OF_PERSONS = {
    "member.segment",
    "member.plan",
    "member.birthday",
    "member.since",
    "member.favourites",
}
_COLUMNS = {
    "tag": "tag",
    "vendor": "vendor",
    "discounted": "list_amount",
    "gift-card": "gift_card",
    "category": "category",
    "sku": "sku",
    "brand": "brand",
    "order.channel": "channel",
    "order.payment": "payment",
}
"""What program files ask -> the column that answers."""
_NEVER_IN_FILES = (OF_PERSONS - {"member.since"}) | {"order.shop"}


@dataclass(frozen=True, slots=True)
class Apart:
    """Places of members of whom only the engine can judge, and the words for what is told."""

    members: frozenset[int]
    words: tuple[str, ...]


@lru_cache(maxsize=64)
def asked_of(program: Program) -> frozenset[str]:
    """Facts by the names that program files use."""
    return frozenset(_asked(program))


def _asked(part: object) -> Iterator[str]:
    """Looks through whatever a program is made of, so that no word is forgotten."""
    if isinstance(part, Is):
        yield part.fact
    elif isinstance(part, LineTest):
        yield part.field
    elif isinstance(part, Brackets | ByName):
        yield part.by
    elif isinstance(part, Pending) and part.after:
        yield part.after
    if isinstance(part, Mapping):
        yield from _asked(tuple(part.values()))
    elif isinstance(part, tuple):
        for each in part:
            yield from _asked(each)
    elif is_dataclass(part):
        for name in fields(part):
            yield from _asked(getattr(part, name.name))


# ------------------------------------------------------------------ what columns do not hold


def told_apart(history: History, program: Program) -> Apart:
    """Members with an order that says what the fast executor's columns have no place for."""
    asked, members, words = asked_of(program), set[int](), dict[str, None]()
    whose = history.member.tolist() if history.facts or history.lines is not None else []
    for place, facts in enumerate(history.facts):
        if found := _of_order(facts, asked, bool(program.discounts)):
            members.add(whose[place])
            words |= dict.fromkeys(found)
    if history.lines is not None and history.start is not None and history.lines.facts:
        orders = history.start[1:].searchsorted(range(len(history.lines.facts)), side="right")
        for place, line in zip(orders.tolist(), history.lines.facts, strict=True):
            if found := _of_line(line, asked):
                members.add(whose[place])
                words |= dict.fromkeys(found)
    return Apart(frozenset(members), tuple(sorted(words)))


@lru_cache(maxsize=65_536)
def _of_order(facts: OrderFacts, asked: frozenset[str], discounts: bool) -> tuple[str, ...]:
    told = {
        "payment after the order": facts.paid_at is not None,
        "cancellations": facts.cancelled_at is not None,
        "stated discounts": bool(facts.stated) and not discounts,
        "order.delivered": facts.delivered_at is not None and "order.delivered" in asked,
        "order.payment": bool(facts.payment) and "order.payment" in asked,
        "order.shop": bool(facts.shop) and "order.shop" in asked,
        "members as orders found them": facts.person is not None and bool(asked & OF_PERSONS),
    }
    return tuple(word for word, is_told in told.items() if is_told)


@lru_cache(maxsize=65_536)
def _of_line(facts: LineFacts, asked: frozenset[str]) -> tuple[str, ...]:
    told = {
        "returns": bool(facts.returned or facts.returned_quantity),
        "gift cards": facts.gift_card,
        "least prices": bool(facts.min_amount),
        "several categories": bool(facts.categories)
        and bool(asked & {"category", "member.favourites"}),
        "tag": bool(facts.tags) and "tag" in asked,
        "vendor": bool(facts.vendor) and "vendor" in asked,
        "discounted": facts.list_amount is not None and "discounted" in asked,
    }
    return tuple(word for word, is_told in told.items() if is_told)


# ------------------------------------------------------------------ what a file cannot tell


def unjudged(program: Program, columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Rules and discounts that ask what a file with these columns of ours never says, and what."""
    unknown = {fact for fact, column in _COLUMNS.items() if column not in set(columns)}
    unknown |= _NEVER_IN_FILES
    parts = {rule.id: rule for rule in program.earn if rule.on == "order.paid"}
    found = {
        name: tuple(sorted(set(_asked(part)) & unknown))
        for name, part in {
            **parts,
            **{discount.id: discount for discount in program.discounts},
            **{f"wallets.{name}": wallet for name, wallet in program.wallets.items()},
            "never": program.never,
        }.items()
    }
    found |= {rule.id: (rule.on,) for rule in program.earn if rule.on != "order.paid"}
    return {name: words for name, words in found.items() if words}
