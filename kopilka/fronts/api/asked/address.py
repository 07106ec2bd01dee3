"""The parts of an address and the parameters after it, checked before anything looks at them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches

from pydantic import TypeAdapter, ValidationError

from kopilka.fronts.api.asked import fields
from kopilka.fronts.api.asked.faults import faults_of
from kopilka.values.refusals import Refusal, Refused

_ID = re.compile(fields.ID)
_OUTER_ID = re.compile(fields.OUTER_ID)
_TEXT = re.compile(fields.TEXT)
_LENGTHS = {"shop": 64, "hold": 64, "number": 64, "code": 64, "member": 160}
"""Of the parts of an address; 128 for the others, as of ids in bodies."""
_LONGEST_VALUE = 200


def check_address(parts: Mapping[str, str], query: Mapping[str, str], known: Iterable[str]) -> None:
    """Refused with every reason; `known`: the parameters that there are."""
    refusals = [*_bad_parts(parts), *_bad_values(query), *_unknown(query, list(known))]
    if refusals:
        raise Refused(*refusals)


def _bad_parts(parts: Mapping[str, str]) -> Iterator[Refusal]:
    """Ids of other systems, by which a member may be named, and codes have spaces inside."""
    for name, value in parts.items():
        most = _LENGTHS.get(name, 128)
        form = _OUTER_ID if name in ("member", "code") else _ID
        if len(value) > most or not form.fullmatch(value):
            yield Refusal("bad_address", {"what": name, "most": most})


def _bad_values(query: Mapping[str, str]) -> Iterator[Refusal]:
    for name, value in query.items():
        if len(value) > _LONGEST_VALUE or not _TEXT.fullmatch(value):
            yield Refusal("bad_address", {"what": name[:40], "most": _LONGEST_VALUE})


def _unknown(query: Mapping[str, str], known: list[str]) -> Iterator[Refusal]:
    for name in query:
        if name not in known:
            nearest = get_close_matches(name, known, 1)
            facts = {"parameter": name[:40], "known": nearest or known}
            yield Refusal("unknown_parameter", facts)


def read_flag(query: Mapping[str, str], name: str) -> bool:
    """`true` or `false`, in any case; refused when it is anything else."""
    stands = query.get(name, "false")
    if stands.lower() not in ("true", "false"):
        raise Refused(Refusal("bad_flag", {"what": name, "stands": stands[:20]}))
    return stands.lower() == "true"


_INSTANT = TypeAdapter(fields.Moment)


def read_instant(text: str, name: str) -> datetime:
    try:
        return _INSTANT.validate_python(text)
    except ValidationError as invalid:
        raise Refused(*(fault.refusal for fault in faults_of(invalid, text, name))) from None
