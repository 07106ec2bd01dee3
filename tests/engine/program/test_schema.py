"""The JSON Schema takes what the reader takes, and no word that it does not know."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.typed_programs import programs

import kopilka
from kopilka.engine.program.model import Program
from kopilka.engine.program.schema import DIALECT, to_schema
from kopilka.engine.program.whole import read_tree, to_plain
from kopilka.plumbing.yaml.reading import parse
from kopilka.values.documents import ProgramFaults

SCHEMA = to_schema()
VALID = jsonschema_rs.Draft202012Validator(SCHEMA)
TEMPLATES = sorted((Path(kopilka.__file__).parent / "templates/programs").rglob("*.yaml"))
ANY_PROGRAM = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def as_json(value: Any) -> Any:
    """As an editor sees the document: decimals are numbers there."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def complaints(document: Any) -> list[str]:
    return [f"{list(e.instance_path)}: {e.message}" for e in VALID.iter_errors(document)]


def test_the_schema_is_one_of_its_dialect() -> None:
    assert SCHEMA["$schema"] == DIALECT
    jsonschema_rs.meta.validate(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_an_editor_can_say_what_every_word_means() -> None:
    known = SCHEMA["$defs"]
    level = known["tiers"]["properties"]["levels"]["items"]
    parts = [SCHEMA, level, *(known[name] for name in ("wallet", "rule", "limit", "tiers"))]
    for part in [*parts, known["discount"], known["lines"], known["condition"]]:
        words = part["properties"].items()
        silent = {word for word, value in words if "description" not in value}
        assert silent <= {"any", "not"}


@ANY_PROGRAM
@given(programs())
def test_every_program_fits_the_schema(program: Program) -> None:
    assert complaints(as_json(to_plain(program))) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_template_fits_the_schema(path: Path) -> None:
    assert complaints(as_json(to_plain(read_tree(parse(path.read_text("utf-8")))))) == []


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all maps of words: those of names, languages, perks and wallets apart."""
    if isinstance(value, list):
        return [found for n, item in enumerate(value) for found in _places(item, (*path, n))]
    if not isinstance(value, dict):
        return []
    free = path[-1:] in (("name",), ("give",), ("wallets",))
    if path[-1:] == ("perks",) and len(path) == 1:
        return []
    inner = [found for key, item in value.items() for found in _places(item, (*path, key))]
    return inner if free else [path, *inner]


@ANY_PROGRAM
@given(programs(), st.data())
def test_an_unknown_word_anywhere_is_refused_by_both(program: Program, data: st.DataObject) -> None:
    plain = to_plain(program)
    place: Any = plain
    for step in data.draw(st.sampled_from(_places(plain))):
        place = place[step]
    place["zzz"] = "1"
    with pytest.raises(ProgramFaults):
        read_tree(parse(json.dumps(as_json(plain))))
    assert complaints(as_json(plain)) != []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("currency",), "rub"),
        (("kopilka",), 2),
        (("wallets",), {}),
        (("wallets", "points", "worth"), -1),
        (("wallets", "points", "expires"), "6 months"),
        (("wallets", "points", "redeem"), {"max_share": 0.5}),
        (("earn", 0, "give"), "five"),
        (("earn", 0, "multiply"), 2),
        (("earn", 0, "when"), {"member.teir": "gold"}),
        (("earn", 0, "limit"), {"times": 1, "units": 2}),
    ],
)
def test_a_wrong_value_is_refused_by_both(path: tuple[Any, ...], value: object) -> None:
    plain: Any = {
        "kopilka": 1,
        "name": "Club",
        "currency": "RUB",
        "timezone": "UTC",
        "wallets": {"points": {}},
        "earn": [{"id": "a", "give": "5%"}],
    }
    assert complaints(plain) == []
    *steps, last = path
    place = plain
    for step in steps:
        place = place[step]
    place[last] = value
    assert complaints(plain) != []
    with pytest.raises(ProgramFaults):
        read_tree(parse(json.dumps(plain)))
