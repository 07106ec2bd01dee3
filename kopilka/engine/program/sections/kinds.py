"""Kinds of words: how each is read, written and shown, in one place.

A kind reads with `Around`, what stands around the entry: its faults, its wallets, and how many
smallest units its own wallet has in one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from kopilka.engine.program.model import Wallet
from kopilka.engine.program.reading.conditions import read_chosen, read_condition
from kopilka.engine.program.reading.gives import read_discounted, read_earned
from kopilka.engine.program.reading.wallets import read_expiry, read_pending, read_text
from kopilka.engine.program.reading.words import Words
from kopilka.engine.program.writing.conditions import write_condition, write_tests
from kopilka.engine.program.writing.gives import write_award
from kopilka.engine.program.writing.plain import (
    Plain,
    day,
    duration,
    money,
    percent,
    text,
    units,
)
from kopilka.engine.program.writing.wallets import write_expiry, write_pending
from kopilka.values.documents import Node, Scalar

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Around:
    """`scale`: smallest units in one unit of the entry's wallet, which may be the only one."""

    words: Words
    wallets: Mapping[str, Wallet]
    currency: str
    scale: int = 1

    def of_wallet(self, node: Node | None) -> Around:
        named = node.text if isinstance(node, Scalar) else ""
        wallet = self.wallets.get(named) or next(iter(self.wallets.values()), None)
        return replace(self, scale=wallet.scale if wallet else 1)


@dataclass(frozen=True, slots=True)
class Kind:
    """`stands`: what may stand there, for the reference page; `read` answers None with a fault."""

    stands: str
    schema: Schema
    read: Callable[[Around, Node, str], Any]
    write: Callable[[Any, Around], Plain]


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _as_it_is(value: Any, _: Around) -> Plain:
    return value  # type: ignore[no-any-return]


ID = Kind("word", ref("id"), lambda at, node, what: at.words.name(node, what), _as_it_is)


def _read_own_id(at: Around, node: Node, what: str) -> str | None:
    name = at.words.name(node, what)
    if name is not None:
        at.words.own.append((node, what, name))
    return name


OWN_ID = Kind("word", ref("id"), _read_own_id, _as_it_is)
"""An id that no rule and no discount has either: orders and entries name them together."""
WORD = Kind("text", ref("scalar"), lambda at, node, what: at.words.text(node, what), _as_it_is)
TEXT = Kind(
    "text, or a map of languages",
    ref("name"),
    lambda at, node, what: read_text(at.words, node),
    lambda value, _: text(value),
)
FLAG = Kind(
    "`true`, `false`",
    ref("flag"),
    lambda at, node, what: at.words.flag(node, what),
    _as_it_is,
)
COUNT = Kind(
    "whole number",
    ref("whole"),
    lambda at, node, what: at.words.whole(node, what, 1),
    _as_it_is,
)
WHOLE = Kind(
    "whole number, 0 included",
    ref("whole"),
    lambda at, node, what: at.words.whole(node, what),
    _as_it_is,
)
MONEY = Kind(
    "sum",
    ref("number"),
    lambda at, node, what: at.words.minor(node, what),
    lambda value, at: money(value, at.currency),
)
UNITS = Kind(
    "units",
    ref("number"),
    lambda at, node, what: at.words.units(node, what, at.scale),
    lambda value, at: units(value, at.scale),
)
PERCENT = Kind(
    "per cent",
    ref("percent"),
    lambda at, node, what: at.words.percent(node, what),
    lambda value, _: percent(value),
)
DURATION = Kind(
    "duration",
    ref("duration"),
    lambda at, node, what: at.words.duration(node, what),
    lambda value, _: duration(value),
)
DAY = Kind(
    "day, as `2026-12-31`",
    ref("scalar"),
    lambda at, node, what: at.words.day(node, what),
    lambda value, _: day(value),
)
CONDITION = Kind(
    "[conditions](#conditions)",
    ref("condition"),
    lambda at, node, what: read_condition(at.words, node),
    lambda value, at: write_condition(value, at.currency),
)
LINES = Kind(
    "[lines](#lines)",
    ref("lines"),
    lambda at, node, what: read_chosen(at.words, node, what),
    lambda value, _: write_tests(value.include),
)
AWARD = Kind(
    "`5%`, `50`, `1 per 10`",
    ref("award"),
    lambda at, node, what: read_earned(at.words, at.scale)(node),
    lambda value, at: write_award(value, at.scale, at.currency),
)
OFF = Kind(
    "`5%`, or a sum such as `500.00`",
    ref("award"),
    lambda at, node, what: read_discounted(at.words)(node),
    lambda value, at: write_award(value, at.scale, at.currency),
)
PENDING = Kind(
    "as in a wallet",
    ref("pending"),
    lambda at, node, what: read_pending(at.words, node),
    lambda value, _: write_pending(value),
)
EXPIRES = Kind(
    "as in a wallet",
    ref("expires"),
    lambda at, node, what: read_expiry(at.words, node),
    lambda value, _: write_expiry(value),
)


def choice(*known: str) -> Kind:
    return Kind(
        ", ".join(f"`{each}`" for each in known),
        {"enum": list(known)},
        lambda at, node, what: at.words.choice(node, what, known),
        _as_it_is,
    )


def counts(made: type) -> Kind:
    """A map of numbers from 1 on, into a dataclass whose fields are its words."""
    known = {one.name: one.default for one in fields(made)}

    def read(at: Around, node: Node, what: str) -> Any:
        given = at.words.fields(node, what, known)
        numbers = {name: at.words.whole(each, name, 1) for name, each in given.items()}
        return made(**numbers)

    def write(value: Any, _: Around) -> Plain:
        stands = {name: getattr(value, name) for name in known}
        return {name: number for name, number in stands.items() if number != known[name]}

    schema: Schema = {
        "type": "object",
        "properties": {name: ref("whole") for name in known},
        "additionalProperties": False,
    }
    return Kind(", ".join(f"`{name}:`" for name in known), schema, read, write)


def named(part: str) -> Kind:
    """The id of a wallet, tier, rule, discount, or of an entry of another section."""

    def read(at: Around, node: Node, what: str) -> str | None:
        name = at.words.name(node, what)
        if name is not None:
            at.words.named.append((node, what, part, name))
        return name

    return Kind(f"id of a {part}", ref("id"), read, _as_it_is)


def several(kind: Kind) -> Kind:
    """A list of it, or one alone; a tuple."""

    def read(at: Around, node: Node, what: str) -> tuple[Any, ...]:
        return tuple(kind.read(at, each, what) for each in at.words.one_or_many(node, what))

    def write(values: Iterable[Any], at: Around) -> Plain:
        return [kind.write(each, at) for each in values]

    many = {"anyOf": [kind.schema, {"type": "array", "items": kind.schema}]}
    return Kind(f"{kind.stands}, or a list", many, read, write)
