"""The steps of an award as a person would write them on paper."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.utils import translation

from kopilka.engine.program.model import EarnRule, Percent, PerSum, Program, Wallet
from kopilka.engine.rules.trace import AwardTrace, RuleTrace
from kopilka.fronts.wording.voice import Voice
from kopilka.fronts.wording.why import rule_steps

NAME = {"ru": ("балл", "балла", "баллов"), "en": ("point", "points")}
BASE = 48_82  # cents


def step(language: str, worth: Fraction, rate: str, exact: Fraction) -> str:
    wallet = Wallet("points", name=NAME, worth=worth)
    rules = (
        EarnRule("share", "order.paid", "points", Percent(Fraction(2, 100))),
        EarnRule("sum", "order.paid", "points", PerSum(1, 10_00)),
    )
    program = Program("Club", "USD", "UTC", {"points": wallet}, rules)
    trace = RuleTrace("share", "applied", BASE, rate, exact, int(exact))
    with translation.override(language):
        steps = rule_steps(
            AwardTrace("points", 1, (trace,)), program, Voice.of_program(language, program)
        )
    return steps[0].text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", "48,82 $ × 2 % = 0,9764 $, то есть 97,64 балла"),
        ("en", "$48.82 × 2% = $0.9764, which is 97.64 points"),
    ],
)
def test_a_hundredth_of_the_currency_goes_by_way_of_money(language: str, said: str) -> None:
    assert step(language, Fraction(1, 100), "2%", Fraction(9764, 100)) == said


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "48,82 $ × 10 % = 4,882"), ("en", "$48.82 × 10% = 4.882")]
)
def test_a_unit_of_the_currency_is_reckoned_at_once(language: str, said: str) -> None:
    assert step(language, Fraction(1), "10%", Fraction(48_82, 1000)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "1 за каждые полные 10 $ от 48,82 $: 4"), ("en", "1 for each full $10 of $48.82: 4")],
)
def test_so_many_for_each_sum(language: str, said: str) -> None:
    assert step(language, Fraction(1), "1 per 10", Fraction(4)) == said
