"""What differs between two programs is said, each change in a sentence, and nothing else."""

from __future__ import annotations

import dataclasses
import re

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from support.owl_shop import PROGRAM
from support.typed_programs import programs

from kopilka.engine.program.diff import changes_between
from kopilka.engine.program.model import Program
from kopilka.engine.program.reading import discounts, rules, tiers, wallets
from kopilka.engine.program.sections.declaring import words_of
from kopilka.engine.program.sections.known import SECTIONS
from kopilka.engine.program.whole import read_tree
from kopilka.engine.program.whole.reading import PROGRAM_WORDS
from kopilka.fronts.wording.program.changes import WORDS, say_changes
from kopilka.plumbing.yaml.reading import parse

OWL = PROGRAM.read_text(encoding="utf-8")
ANY = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)


def read(text: str) -> Program:
    return read_tree(parse(text))


def said(old: str, new: str, language: str = "en") -> list[str]:
    assert old in OWL
    with translation.override(language):
        return say_changes(read(OWL), read(OWL.replace(old, new)), language)


CHANGES = [
    (
        ("pending: 14d", "pending: 7d"),
        "Wallet “points”, wait before units become available (pending): was 14d, is now 7d.",
        "Кошелёк «points», ожидание до доступности (pending): было 14d, стало 7d.",
    ),
    (
        ("debt: allow ", "debt: forgive "),
        "Wallet “points”, debt after returns (debt): was not stated, is now forgive.",
        "Кошелёк «points», долг после возвратов (debt): было не указано, стало forgive.",
    ),
    (
        ("      step: 1\n", "      step: 10\n"),
        "Wallet “points”, step of redeeming (redeem.step): was not stated, is now 10.",
        "Кошелёк «points», шаг списания (redeem.step): было не указано, стало 10.",
    ),
    (
        ("give: 2%", "give: 3.5%"),
        "Rule “app”, award (give): was 2%, is now 3.5%.",
        "Правило «app», награда (give): было 2\u00a0%, стало 3,5\u00a0%.",
    ),
    (
        ("when: {order.channel: app}", "when: {order.channel: site}"),
        "Rule “app”, condition (when): was channel of the order: app, is now",
        "Правило «app», условие (when): было канал заказа: app, стало канал заказа: site.",
    ),
    (
        ("{event.length: {at_least: 200}}", "{event.length: {at_least: 300}}"),
        "Rule “review”, condition (when): was",
        "Правило «review», условие (when): было",
    ),
    (
        ("multiply: 2 ", "multiply: 3 "),
        "Rule “gold-days”, multiplier (multiply): was 2, is now 3.",
        "Правило «gold-days», множитель (multiply): было 2, стало 3.",
    ),
    (
        ("  - id: app\n    on: order.paid\n    when: {order.channel: app}\n    give: 2%\n", ""),
        "Rule “app” is gone.",
        "Правило «app»: больше нет.",
    ),
    (
        ("id: silver, from: 5000", "id: silver, from: 6000"),
        "Tier “silver”, threshold (from): was 5000, is now 6000.",
        "Уровень «silver», порог (from): было 5000, стало 6000.",
    ),
    (
        ("drop: one_step", "drop: to_deserved"),
        "How far a tier falls (tiers.drop): was not stated, is now to_deserved.",
        "Насколько падает уровень (tiers.drop): было не указано, стало to_deserved.",
    ),
    (
        ("never: {category: [tobacco]}", "never: {category: [tobacco, fuel]}"),
        "What never counts (never): was {category: tobacco}, is now {category: [tobacco, fuel]}.",
        "Что никогда не считается (never): было {category: tobacco}, стало",
    ),
]


@pytest.mark.parametrize(("edit", "english", "russian"), CHANGES)
def test_a_change_is_one_sentence_in_either_language(
    edit: tuple[str, str], english: str, russian: str
) -> None:
    (sentence,) = said(*edit)
    assert sentence.startswith(english)
    (sentence,) = said(*edit, language="ru")
    assert sentence.startswith(russian)


def test_a_new_rule_is_told_whole() -> None:
    (sentence,) = said("earn:\n", "earn:\n  - {id: tea, lines: {category: tea}, give: 3%}\n")
    assert sentence.startswith("Rule “tea” is new. For a paid order: 3%.")
    assert "tea" in sentence.removeprefix("Rule “tea”")


def test_rules_that_only_change_places_are_told_so() -> None:
    program = read(OWL)
    turned = dataclasses.replace(program, earn=program.earn[::-1])
    (sentence,) = say_changes(program, turned, "en")
    assert sentence == (
        "The rules stand in another order: first [purchase, app, gold-days, birthday-cake, review],"
        " now [review, birthday-cake, gold-days, app, purchase]."
    )


def test_remarks_and_defaults_make_no_difference() -> None:
    assert said("    debt: allow ", "    # debt: allow ") == []


@ANY
@given(programs(), programs())
def test_programs_that_differ_have_changes_and_equal_ones_have_none(
    one: Program, other: Program
) -> None:
    assert changes_between(one, one) == ()
    if one != other:
        assert changes_between(one, other) != ()


@ANY
@given(programs(), programs())
def test_every_change_is_said_in_both_languages(one: Program, other: Program) -> None:
    for language in ("en", "ru"):
        with translation.override(language):
            sentences = say_changes(one, other, language)
        assert bool(sentences) == (one != other)
        assert all(sentence.endswith((".", "…")) for sentence in sentences)
        if language == "ru":
            assert all(RUSSIAN.search(sentence) for sentence in sentences)


def test_every_word_of_the_language_has_its_name() -> None:
    nested = {
        **{f"redeem.{word}": word for word in wallets.REDEEM_WORDS},
        **{f"limits.{word}": word for word in wallets.LIMITS_WORDS},
        **{f"together.{word}": word for word in discounts.TOGETHER_WORDS},
        **{f"tiers.{word}": word for word in tiers.TIERS_WORDS},
    }
    known = {*nested, *PROGRAM_WORDS, *wallets.WALLET_WORDS, *rules.EARN_WORDS}
    known |= {*tiers.TIER_WORDS, *discounts.DISCOUNT_WORDS}
    known |= {word for section in SECTIONS for word in words_of(section.entry)}
    known -= {section.word for section in SECTIONS}
    whole = {"kopilka", "wallets", "earn", "tiers", "discounts", "together", "tiers.levels"}
    whole |= {"redeem", "limits", "id"}
    assert set(WORDS) == known - whole
