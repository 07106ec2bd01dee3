"""A section is a list of entries, an entry a frozen dataclass whose fields are its words.

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Plan:
        id: str = word(ID, "What conditions and the shop name.")
        price: int = word(MONEY, "What a period costs.", 0)

The reader, the writer, the schema for editors and the reference page are made from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from kopilka.engine.program.meanings import NEEDED, Rows
from kopilka.engine.program.model import Wallet
from kopilka.engine.program.reading.words import Words
from kopilka.engine.program.sections.kinds import Around, Kind, Schema
from kopilka.engine.program.writing.plain import Plain
from kopilka.values.documents import Node

_KIND, _MEANS, _LEFT_OUT = "kind", "means", "left_out"


def word(kind: Kind, means: str, default: Any = MISSING, left_out: str = "") -> Any:
    """A word of an entry; without a default it is needed. `left_out`: the default in words."""
    told = {_KIND: kind, _MEANS: means, _LEFT_OUT: left_out}
    return field(metadata=told) if default is MISSING else field(default=default, metadata=told)


@dataclass(frozen=True, slots=True)
class Section:
    """`word`: its place in the file; `part`: what an entry is called, in faults and in diffs.

    `neutral`: it never changes what an order costs or earns.
    """

    word: str
    part: str
    entry: type
    means: str
    neutral: bool = False


def spelt(one: Field[Any]) -> str:
    """`from_` stands for the word `from`."""
    return one.name.rstrip("_")


def words_of(entry: type) -> dict[str, Field[Any]]:
    return {spelt(one): one for one in fields(entry)}


def is_needed(one: Field[Any]) -> bool:
    return one.default is MISSING


# ------------------------------------------------------------------ reading and writing


def read_section(section: Section, words: Words, wallets: Mapping[str, Wallet], node: Node) -> Any:
    """A tuple of the entries that could be read; no two have an id in common, or are alike."""
    around = Around(words, wallets, words.currency)
    entries: dict[str, Any] = {}
    for item in words.each(node, section.word):
        entry = read_entry(section.entry, section.part, around, item)
        if entry is None:
            continue
        if entry.id in entries:
            words.fault(item, "twice", section.word, word=entry.id)
        elif any(_alike(entry) == _alike(other) for other in entries.values()):
            words.fault(item, "twice", section.word, word=_alike(entry))
        entries[entry.id] = entry
    return tuple(entries.values())


def read_entry(entry: type, what: str, around: Around, node: Node) -> Any | None:
    """None where something is wrong with it, which is a fault by then."""
    words, known = around.words, words_of(entry)
    before = len(words.faults)
    given = words.fields(node, what, known)
    missing = [name for name, one in known.items() if is_needed(one) and name not in given]
    if missing and len(words.faults) == before:
        words.fault(node, "missing", what, words=missing)
    around = around.of_wallet(given.get("wallet"))
    values = {
        known[name].name: known[name].metadata[_KIND].read(around, value, name)
        for name, value in given.items()
    }
    if len(words.faults) > before:
        return None
    made = entry(**values)
    for name, code in _faults(made):
        words.fault(given.get(name, node), code, name)
    return made if len(words.faults) == before else None


def _alike(made: Any) -> str:
    """What no two entries may have in common, besides their id."""
    alike: str = getattr(made, "alike", made.id)
    return alike


def _faults(made: Any) -> Iterable[tuple[str, str]]:
    """(word, code of the fault): what an entry finds wrong with itself."""
    find = getattr(made, "faults", None)
    return find() if find else ()


def write_entry(made: Any, around: Around) -> dict[str, Plain]:
    """Defaults are left out."""
    wallet = around.wallets.get(getattr(made, "wallet", "")) or next(iter(around.wallets.values()))
    around = Around(around.words, around.wallets, around.currency, wallet.scale)
    return {
        spelt(one): one.metadata[_KIND].write(getattr(made, one.name), around)
        for one in fields(made)
        if is_needed(one) or getattr(made, one.name) != one.default
    }


def write_sections(
    sections: Iterable[Section],
    said: Mapping[str, Any],
    wallets: Mapping[str, Wallet],
    currency: str,
) -> dict[str, Plain]:
    around = Around(Words(), wallets, currency)
    return {
        section.word: [write_entry(one, around) for one in said[section.word]]
        for section in sections
        if said.get(section.word)
    }


# ------------------------------------------------------------------ what is told of it


def rows_of(entry: type) -> Rows:
    """For the reference page: word, what may stand there, default, meaning."""
    return tuple(_rows(entry))


def _rows(entry: type) -> Iterator[tuple[str, str, str, str]]:
    for name, one in words_of(entry).items():
        kind: Kind = one.metadata[_KIND]
        default = NEEDED if is_needed(one) else one.metadata[_LEFT_OUT] or _shown(one.default)
        yield name, kind.stands, default, one.metadata[_MEANS]


def _shown(default: Any) -> str:
    return "none" if default in (None, "", (), False) else f"`{default}`"


def schema_of(entry: type) -> Schema:
    known = words_of(entry)
    told = {name: one.metadata for name, one in known.items()}
    return {
        "type": "object",
        "properties": {
            name: {**each[_KIND].schema, "description": each[_MEANS]} for name, each in told.items()
        },
        "additionalProperties": False,
        "required": [name for name, one in known.items() if is_needed(one)],
    }
