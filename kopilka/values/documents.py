"""A document as nodes that know their place, and the faults found in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scalar:
    """`text` as written; `quoted` when it stood in quotation marks, so is text for sure."""

    text: str
    line: int
    column: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class MapNode:
    items: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class ListNode:
    items: tuple[Node, ...]
    line: int
    column: int


Node = Scalar | MapNode | ListNode


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: `code` and `facts`, which fronts put into words.

    `line` and `column` count from 1; `word` is what stands there.
    """

    code: str
    line: int
    column: int
    word: str
    facts: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"line {self.line}: {self.code} {self.word}".rstrip()


class ProgramFaults(Exception):
    """Every fault of a program file, by line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was most likely meant, or ""."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return close[0] if close else ""


def shown(node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text
    return "a map" if isinstance(node, MapNode) else "a list"
