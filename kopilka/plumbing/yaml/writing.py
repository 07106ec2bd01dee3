"""Plain values as YAML for people: outer maps in blocks, what fits a line in flow."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

WIDTH = 96
_PLAIN = r"[^\W\d_][\w.%/-]*(?: [\w.%-]+)*"
_MEASURED = r"\d+(?:\.\d+)?(?:%|[a-z]{1,2})|\d+(?:\.\d+)? per \d+(?:\.\d+)?"
_BARE = re.compile(f"{_PLAIN}|{_MEASURED}")
_WORDS = frozenset("true false yes no on off y n null none nan snan inf infinity".split())  # noqa: SIM905
_UNSEEN = {"\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P", "\ufeff": "\\ufeff"}


def write(value: object) -> str:
    """A whole document; reading it gives the same texts, numbers, lists and maps."""
    return "\n".join(_spread(value, "")) + "\n"


def _spread(value: object, indent: str) -> list[str]:
    """A map or a list with a line for each of its items, or what fits one line."""
    if isinstance(value, Mapping) and value:
        return [
            line for key, item in value.items() for line in _entry(f"{_key(key)}:", item, indent)
        ]
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return [line for item in value for line in _item(item, indent)]
    return [indent + flow(value)]


def _entry(head: str, item: object, indent: str) -> list[str]:
    line = flow(item)
    nested = bool(item) and isinstance(item, Mapping | list)
    if nested and (not indent or len(indent) + len(head) + len(line) >= WIDTH):
        return [indent + head, *_spread(item, indent + "  ")]
    return [f"{indent}{head} {line}"]


def _item(item: object, indent: str) -> list[str]:
    line = flow(item)
    if len(indent) + len(line) + 2 < WIDTH or not isinstance(item, Mapping | list):
        return [f"{indent}- {line}"]
    lines = _spread(item, indent + "  ")
    return [f"{indent}- {lines[0].strip()}", *lines[1:]]


def flow(value: object) -> str:
    """On one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    assert isinstance(value, int | Decimal), value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _key(text: str) -> str:
    return text if _BARE.fullmatch(text) else _text(text)


def _text(text: str) -> str:
    """Bare where nobody could take it for anything else, else in quotation marks."""
    if _BARE.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(_UNSEEN.get(letter, letter) for letter in quoted)
