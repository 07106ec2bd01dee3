"""From a tree of nodes with places to a Program, or to every fault in it at once."""

from kopilka.engine.program.reading.program import read_tree
from kopilka.values.documents import Fault, ListNode, MapNode, Node, ProgramFaults, Scalar

__all__ = ["Fault", "ListNode", "MapNode", "Node", "ProgramFaults", "Scalar", "read_tree"]
