"""A program written out is read as the same program."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from support.typed_programs import programs

import kopilka
from kopilka.engine.program.model import Program
from kopilka.engine.program.whole import read_tree, to_plain
from kopilka.plumbing.yaml.reading import parse
from kopilka.plumbing.yaml.writing import WIDTH, write

TEMPLATES = sorted((Path(kopilka.__file__).parent / "templates/programs").rglob("*.yaml"))


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_any_program_written_out_reads_as_itself(program: Program) -> None:
    text = write(to_plain(program))
    assert read_tree(parse(text)) == program, text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_written_out_reads_as_itself(path: Path) -> None:
    program = read_tree(parse(path.read_text(encoding="utf-8")))
    text = write(to_plain(program))
    assert read_tree(parse(text)) == program
    assert max(len(line) for line in text.splitlines()) <= WIDTH


def test_defaults_are_left_out_and_words_stand_bare() -> None:
    source = """kopilka: 1
name: Club
currency: RUB
timezone: UTC
wallets:
  points: {worth: 0.10, decimals: 0, pending: 0, rounding: down}
earn:
  - {id: a, on: order.paid, give: 5%, base: paid}
  - {id: b, on: review.approved, give: 50, when: {event.stars: "5", event.fresh: true}}
"""
    assert write(to_plain(read_tree(parse(source)))) == (
        """kopilka: 1
name: Club
currency: RUB
timezone: UTC
wallets:
  points: {worth: 0.1}
earn:
  - {id: a, give: 5%}
  - {id: b, on: review.approved, when: {event.stars: "5", event.fresh: true}, give: 50}
"""
    )
