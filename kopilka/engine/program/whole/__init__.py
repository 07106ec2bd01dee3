"""The whole file: from nodes to a Program, or to every fault in it at once, and back."""

from kopilka.engine.program.whole.reading import read_tree
from kopilka.engine.program.whole.writing import to_plain

__all__ = ["read_tree", "to_plain"]
