"""What differs between two programs: each change with its place, in the file's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.known import SECTIONS
from kopilka.engine.program.whole import to_plain
from kopilka.engine.program.writing.plain import Plain

Part = str
"""program | wallet | rule | tier | discount, or the part of a section."""
Fields = Mapping[str, Plain]
_NESTED = ("redeem", "limits", "together", "tiers")


@dataclass(frozen=True, slots=True)
class Change:
    """`word` of a part is another: `redeem.step` where it stands in a map; None: not stated.

    `word` "": the part itself is new (`before` None), gone (`after` None), or, with the id "",
    stands in another order: then both are lists of ids.
    """

    part: Part
    id: str
    word: str
    before: Plain | None
    after: Plain | None


def changes_between(before: Program, after: Program) -> tuple[Change, ...]:
    """In the order of the file; empty when both are equal."""
    return tuple(_changes(to_plain(before), to_plain(after)))


def _changes(before: Fields, after: Fields) -> Iterator[Change]:
    sections = {section.word: section.part for section in SECTIONS}
    apart = ("wallets", "earn", "tiers", "discounts", *sections)
    yield from _words("program", "", _only(before, apart), _only(after, apart))
    yield from _parts("wallet", _named(before["wallets"]), _named(after["wallets"]))
    yield from _parts("rule", _by_id(before.get("earn")), _by_id(after.get("earn")))
    yield from _tiers(before.get("tiers"), after.get("tiers"))
    for word, part in {"discounts": "discount", **sections}.items():
        yield from _parts(part, _by_id(before.get(word)), _by_id(after.get(word)))


def _only(fields: Fields, without: tuple[str, ...]) -> Fields:
    return {word: value for word, value in fields.items() if word not in without}


def _named(value: Plain) -> dict[str, Fields]:
    return cast("dict[str, Fields]", value)


def _by_id(value: Plain | None) -> dict[str, Fields]:
    items = cast("list[Fields]", value or [])
    return {str(item["id"]): item for item in items}


def _tiers(before: Plain | None, after: Plain | None) -> Iterator[Change]:
    was, now = cast("Fields", before or {}), cast("Fields", after or {})
    terms = {"tiers": dict(_only(was, ("levels",)))}, {"tiers": dict(_only(now, ("levels",)))}
    yield from _words("program", "", *terms)
    yield from _parts("tier", _by_id(was.get("levels")), _by_id(now.get("levels")))


def _parts(part: Part, before: dict[str, Fields], after: dict[str, Fields]) -> Iterator[Change]:
    for name, was in before.items():
        if name not in after:
            yield Change(part, name, "", dict(was), None)
    for name, now in after.items():
        if name not in before:
            yield Change(part, name, "", None, dict(now))
        else:
            yield from _words(part, name, before[name], now)
    stayed = [name for name in before if name in after]
    order = [name for name in after if name in before]
    if stayed != order:
        yield Change(part, "", "", list(stayed), list(order))


def _words(part: Part, name: str, before: Fields, after: Fields) -> Iterator[Change]:
    was, now = dict(_flat(before)), dict(_flat(after))
    for word in dict.fromkeys([*was, *now]):
        if was.get(word) != now.get(word):
            yield Change(part, name, word, was.get(word), now.get(word))


def _flat(fields: Fields) -> Iterator[tuple[str, Plain]]:
    """The words of maps that hold terms of their own, each by its whole name."""
    for word, value in fields.items():
        if word in _NESTED and isinstance(value, dict):
            yield from ((f"{word}.{inner}", item) for inner, item in value.items())
        else:
            yield word, value
