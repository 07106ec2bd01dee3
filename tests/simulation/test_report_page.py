"""The report page: one file for people, in both languages, with nothing from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from simulation.examples import owl_club, two_members

from kopilka.engine.program.model import Program
from kopilka.fronts.cli.report.page import make_page
from kopilka.loyalty.simulation.report import build_report
from kopilka.loyalty.simulation.run import simulate


def simulated(program: Program, margin: Fraction | None = Fraction(3, 10)) -> tuple[Program, Any]:
    found = simulate(two_members(), program, Fraction(1), processes=1)
    return program, build_report(found, program, redeem=Fraction(1), margin=margin)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("sales you had anyway", "Assumed", "If members bought more", "Owl Club")),
        ("ru", ("у вас и так были", "Предположено", "Клуб «Сова»")),
    ],
)
def test_it_says_what_a_marketer_asks(language: str, words: tuple[str, ...]) -> None:
    page = make_page([simulated(owl_club())], language)
    assert [word for word in words if word not in page] == []
    assert f'<html lang="{language}">' in page


def test_it_brings_everything_with_it() -> None:
    page = make_page([simulated(owl_club())], "en")
    assert not re.search(r"<script|<link|<img|@import|url\(|https?:", page)
    assert "prefers-color-scheme: dark" in page


def test_names_of_a_program_are_text_and_not_markup() -> None:
    page = make_page([simulated(replace(owl_club(), name="<b>Owls</b>"))], "en")
    assert "<b>Owls</b>" not in page
    assert "&lt;b&gt;Owls&lt;/b&gt;" in page


def test_two_programs_are_compared_in_words_and_columns() -> None:
    cheaper = replace(owl_club(), name="Half", earn=owl_club().earn[1:], discounts=())
    page = make_page([simulated(cheaper), simulated(owl_club())], "en")
    assert "This program would have cost" in page
    assert "less:" in page
    assert "Only in “Owl Club”" in page


def test_without_a_margin_it_says_how_to_name_one() -> None:
    page = make_page([simulated(owl_club(), margin=None)], "en")
    assert "--margin 0.3" in page
