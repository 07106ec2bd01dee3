"""What is wrong with a body, field by field, as refusals: each has a code, facts and a sentence.

The validator's own words and places never reach the caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from kopilka.fronts.api.asked import fields
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Fault:
    """A refusal and the JSON pointer to what it is about."""

    pointer: str
    refusal: Refusal


OF_TIME = {"too_long_ago", "too_far_ahead", "in_the_future"}
"""Faults of bodies that can be understood all the same."""
Facts = Mapping[str, Any]
Tell = Callable[[Facts], Refusal]

_KINDS = {
    "string_type": "text",
    "string_unicode": "text",
    "not_a_number": "number",
    "int_type": "whole_number",
    "bool_type": "flag",
    "list_type": "list",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
}
"""Errors that mean: something of this kind is needed here."""
_FORMS: dict[str, Callable[[], Refusal]] = {
    fields.TEXT: lambda: Refusal("control_characters"),
    fields.ID: lambda: Refusal("bad_id"),
    fields.OUTER_ID: lambda: Refusal("bad_outer_id"),
    fields.CURRENCY: lambda: Refusal("bad_currency"),
    fields.EVENT_NAME: lambda: Refusal("bad_event_name"),
    fields.CARD: lambda: Refusal("bad_card_number"),
}
_TELL: dict[str, Tell] = {
    "missing": lambda _: Refusal("field_missing"),
    "extra_forbidden": lambda _: Refusal("unknown_field"),
    "string_too_short": lambda on: Refusal("too_short", {"least": on["min_length"]}),
    "string_too_long": lambda on: Refusal("text_too_long", {"most": on["max_length"]}),
    "string_pattern_mismatch": lambda on: _FORMS[on["pattern"]](),
    "too_short": lambda on: Refusal("too_few", {"least": on["min_length"]}),
    "too_long": lambda on: Refusal("too_many", {"most": on["max_length"]}),
    "greater_than_equal": lambda on: Refusal("too_small", {"least": _plain(on["ge"])}),
    "less_than_equal": lambda on: Refusal("too_large", {"most": _plain(on["le"])}),
    "finite_number": lambda _: Refusal("not_finite"),
    "decimal_max_places": lambda on: Refusal("too_fine", {"most": on["decimal_places"]}),
    "not_a_day": lambda on: Refusal("bad_day", {"what": on["what"], "stands": on["stands"]}),
    "too_long_ago": lambda on: Refusal("too_long_ago", {"what": on["what"], "at": on["at"]}),
    "too_far_ahead": lambda on: Refusal("too_far_ahead", {"what": on["what"], "at": on["at"]}),
    "in_the_future": lambda on: Refusal("in_the_future", {"what": on["what"], "at": on["at"]}),
}
_BY_PREFIX: dict[str, Tell] = {
    "literal_": lambda on: Refusal("not_one_of", {"expected": _choices(on["expected"])}),
    "datetime_": lambda on: Refusal("bad_instant", {"what": on["what"], "stands": on["stands"]}),
    "date_": lambda on: Refusal("bad_day", {"what": on["what"], "stands": on["stands"]}),
}
_TELL |= dict.fromkeys(("not_an_instant", "timezone_aware"), _BY_PREFIX["datetime_"])


def faults_of(invalid: ValidationError, document: Any, name: str = "") -> list[Fault]:
    """One for each place, in the order of the model. `name`: what the document itself is called."""
    found: dict[str, list[tuple[str, Facts]]] = defaultdict(list)
    for told in invalid.errors(include_url=False):
        way = _way(told["loc"], document, missing=told["type"] == "missing")
        pointer = "".join(f"/{_escaped(part)}" for part in way)
        what = str(way[-1]) if way else name
        stands = str(told["input"])[:40]
        facts = {**told.get("ctx", {}), "what": what, "stands": stands}
        found[pointer].append((told["type"], facts))
    return [Fault(pointer, _tell(each)) for pointer, each in found.items()]


def _way(places: Sequence[str | int], document: Any, *, missing: bool) -> list[str | int]:
    """As the caller wrote it: the names of alternatives lead nowhere in the document."""
    way: list[str | int] = []
    here = document
    for place in places:
        if _leads_on(here, place):
            here = here[place]
            way.append(place)
        elif missing and place == places[-1]:
            way.append(place)
    return way


def _leads_on(here: Any, place: str | int) -> bool:
    if isinstance(here, list):
        return isinstance(place, int) and place < len(here)
    return isinstance(here, dict) and place in here


def _escaped(part: str | int) -> str:
    """As RFC 6901 says."""
    return str(part).replace("~", "~0").replace("/", "~1")


def _tell(wrong: Sequence[tuple[str, Facts]]) -> Refusal:
    """Of several alternatives the one that came furthest; else what would have been welcome."""
    others = [(kind, facts) for kind, facts in wrong if kind not in _KINDS]
    if not others:
        needed = list(dict.fromkeys(_KINDS[kind] for kind, _ in wrong))
        return Refusal("wrong_kind", {"needed": needed})
    kind, facts = min(others, key=lambda each: each[0].startswith("literal_"))
    tell = _TELL.get(kind) or next(
        (tell for prefix, tell in _BY_PREFIX.items() if kind.startswith(prefix)), None
    )
    return tell(facts) if tell else Refusal("bad_value")


def _choices(expected: str) -> list[str]:
    return [part.strip("'") for part in expected.replace(" or ", ", ").split(", ")]


def _plain(bound: Any) -> int | str:
    """The validator gives decimals in its own notation."""
    text = str(bound).removeprefix("Decimal('").removesuffix("')")
    return int(text) if text.lstrip("-").isdigit() else text
