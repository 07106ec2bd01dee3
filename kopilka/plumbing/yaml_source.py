"""YAML and JSON text as nodes with places; numbers stay text, so that no float ever appears."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from kopilka.values.documents import Fault, ListNode, MapNode, Node, ProgramFaults, Scalar

LARGEST = 256 * 1024
DEEPEST = 30


def parse(text: str) -> Node:
    """The document's tree; raises ProgramFaults when it is no YAML at all."""
    if len(text) > LARGEST:
        raise ProgramFaults([Fault("too_large", 1, 1, "", f"more than {LARGEST} characters")])
    if "\0" in text:
        raise ProgramFaults([Fault("not_yaml", 1, 1, "", "a zero byte stands in the text")])
    try:
        composed = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ProgramFaults([Fault("not_yaml", line, column, "", str(error.problem))]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise ProgramFaults([Fault("not_yaml", 1, 1, "", str(error))]) from None
    if composed is None:
        raise ProgramFaults([Fault("empty", 1, 1, "", "the file is empty")])
    return _node(composed, 0)


def _node(node: Any, depth: int) -> Node:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if depth > DEEPEST:
        raise ProgramFaults([Fault("too_deep", line, column, "", f"more than {DEEPEST} levels")])
    if isinstance(node, ScalarNode):
        return Scalar(str(node.value), line, column, quoted=node.style in ("'", '"'))
    if isinstance(node, SequenceNode):
        return ListNode(tuple(_node(item, depth + 1) for item in node.value), line, column)
    assert isinstance(node, MappingNode)
    pairs = [(_key(key), _node(value, depth + 1)) for key, value in node.value]
    return MapNode(tuple(pairs), line, column)


def _key(node: Any) -> Scalar:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if not isinstance(node, ScalarNode):
        raise ProgramFaults([Fault("bad_key", line, column, "", "a word of a map is plain text")])
    return Scalar(str(node.value), line, column)
