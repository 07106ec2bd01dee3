"""YAML and JSON text as nodes with places; numbers stay text, so that no float ever appears.

Only what a person writes by hand is taken: no anchors and references (whose expansion may be
without end), no tags, one document.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, DocumentStartEvent
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from kopilka.values.documents import Fault, ListNode, MapNode, Node, ProgramFaults, Scalar

LARGEST = 256 * 1024
DEEPEST = 30


def parse(text: str) -> Node:
    """The document's tree; raises ProgramFaults when it is no YAML at all."""
    if len(text) > LARGEST:
        raise _stop("too_large", most=LARGEST)
    if "\0" in text:
        place = text.index("\0")
        line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
        raise _stop("zero_byte_in_text", line, column)
    try:
        _check_events(text)
        composed = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise _marked(error) from None
    except RecursionError:
        raise _stop("too_deep", most=DEEPEST) from None
    except (YAMLError, ValueError) as error:
        raise _stop("not_yaml", problem=" ".join(str(error).split())[:200]) from None
    if composed is None or (isinstance(composed, ScalarNode) and not composed.value):
        raise _stop("empty")
    return _node(composed)


def _stop(code: str, line: int = 1, column: int = 1, **facts: object) -> ProgramFaults:
    return ProgramFaults([Fault(code, line, column, "", facts)])


def _marked(broken: MarkedYAMLError) -> ProgramFaults:
    mark = broken.problem_mark or broken.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return _stop("not_yaml", line, column, problem=str(broken.problem))


def _check_events(text: str) -> None:
    """Before anything is expanded: depth, anchors and references, further documents."""
    depth = documents = 0
    for event in YAML(typ="rt", pure=True).parse(text):
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _stop("anchor", line, column)
        if getattr(event, "tag", None):
            raise _stop("tag", line, column)
        documents += isinstance(event, DocumentStartEvent)
        if documents > 1:
            raise _stop("two_documents", line, column)
        depth += _step(type(event).__name__)
        if depth > DEEPEST:
            raise _stop("too_deep", line, column, most=DEEPEST)


def _step(event: str) -> int:
    if event in ("MappingStartEvent", "SequenceStartEvent"):
        return 1
    return -1 if event in ("MappingEndEvent", "SequenceEndEvent") else 0


def _node(node: Any) -> Node:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if isinstance(node, ScalarNode):
        return Scalar(str(node.value), line, column, quoted=node.style in ("'", '"'))
    if isinstance(node, SequenceNode):
        return ListNode(tuple(_node(item) for item in node.value), line, column)
    assert isinstance(node, MappingNode)
    pairs = [(_key(key), _node(value)) for key, value in node.value]
    return MapNode(tuple(pairs), line, column)


def _key(node: Any) -> Scalar:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if not isinstance(node, ScalarNode):
        raise _stop("bad_key", line, column)
    return Scalar(str(node.value), line, column)
