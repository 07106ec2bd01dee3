"""Shelves: what rooms remember of members beside the book, under its lock and in its commit.

A room declares one with its own table. Its values are frozen and can be pickled; what a decision
changed of them is told by comparing, as everywhere in the write path.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kopilka.engine.standing import Member, Versions

Before = Mapping[tuple[str, ...], Any]
Kept = tuple[int, str, Any]
"""(member's key, key on the shelf, value); a value None: taken off the shelf."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a batch is about, of one member."""

    orders: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shelf:
    """`load` is given the merchant and by member the orders that a batch is about.

    `load_named`: what is found by what else the batch names, whoever it belongs to.
    `lots`: the wallet, and numbers of its lots that a value may give units back to.
    """

    name: str
    used: Callable[[Versions], bool]
    load: Callable[[int, Mapping[int, frozenset[str]]], Iterable[Kept]]
    save: Callable[[int, list[Kept]], None]
    lots: Callable[[Any], tuple[str, Iterable[int]]] | None = None
    load_named: Callable[[int, Mapping[int, Named]], Iterable[Kept]] = lambda *_: ()


SHELVES: dict[str, Shelf] = {}


def keep_shelf(shelf: Shelf) -> Shelf:
    assert shelf.name not in SHELVES, shelf.name
    SHELVES[shelf.name] = shelf
    return shelf


def used_shelves(versions: Versions) -> list[Shelf]:
    return [shelf for shelf in SHELVES.values() if shelf.used(versions)]


def fill(
    merchant_id: int, named: Mapping[int, Named], versions: Versions
) -> Iterable[tuple[str, Kept]]:
    """Everything that the shelves in use hold of these members."""
    orders = {key: one.orders for key, one in named.items()}
    for shelf in used_shelves(versions):
        for kept in shelf.load(merchant_id, orders):
            yield shelf.name, kept
        for kept in shelf.load_named(merchant_id, named):
            yield shelf.name, kept


def lots_named(member: Member) -> dict[str, set[int]]:
    """By wallet, those that what is on the member's shelves may give units back to."""
    named: dict[str, set[int]] = defaultdict(set)
    for shelf, held in member.shelves.items():
        lots = SHELVES[shelf].lots
        for value in held.values() if lots else ():
            assert lots is not None
            wallet, numbers = lots(value)
            named[wallet].update(numbers)
    return named


def changed(
    key: int, member: Member, before: Mapping[tuple[str, ...], Any]
) -> list[tuple[str, Kept]]:
    """What is otherwise than it was loaded."""
    return [
        (shelf, (key, name, value))
        for shelf, held in member.shelves.items()
        for name, value in held.items()
        if before.get(("shelf", shelf, name)) != value
    ]


def save_shelves(merchant_id: int, rows: Mapping[str, list[Kept]]) -> None:
    for name, kept in rows.items():
        SHELVES[name].save(merchant_id, kept)
