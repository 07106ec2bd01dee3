"""Each refusal has a sentence in both languages, its facts, and something that produces it."""

from __future__ import annotations

import re
import string
from collections import Counter
from pathlib import Path

import pytest
from django.utils import translation

from docs.making.source import Raised, refusals
from kopilka.engine.program.model import Wallet
from kopilka.fronts.wording.refusal_sentences import GROUPS
from kopilka.fronts.wording.refusals import SENTENCES, say_refusal
from kopilka.fronts.wording.voice import Voice
from kopilka.values.refusals import Refusal

TESTS = Path(__file__).resolve().parents[1]
RAISED = refusals()
CODES = sorted({raised.code for raised in RAISED})
RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)


def facts_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def in_language(code: str, language: str) -> str:
    with translation.override(language):
        return str(SENTENCES[code])


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    assert set(CODES) == set(SENTENCES)


@pytest.mark.parametrize("code", CODES)
def test_the_sentence_is_said_in_both_languages_with_the_same_facts(code: str) -> None:
    english, russian = in_language(code, "en"), in_language(code, "ru")
    assert not RUSSIAN.search(english)
    assert RUSSIAN.search(russian), f"{code} has no Russian sentence"
    assert facts_of(english) == facts_of(russian)


@pytest.mark.parametrize("raised", RAISED, ids=lambda raised: f"{raised.code}@{raised.where}")
def test_whoever_refuses_gives_the_facts_that_the_sentence_names(raised: Raised) -> None:
    if raised.facts is not None:
        missing = facts_of(in_language(raised.code, "en")) - raised.facts
        assert not missing, f"{raised.where} refuses {raised.code} without {missing}"


def produced() -> str:
    files = [*TESTS.rglob("*.py"), *TESTS.rglob("*.story")]
    return "\n".join(
        path.read_text(encoding="utf-8") for path in files if path != Path(__file__).resolve()
    )


def test_a_code_stands_in_one_group_alone() -> None:
    codes = Counter(code for group in GROUPS.values() for code in group)
    assert not [code for code, count in codes.items() if count > 1]


def test_a_story_or_a_test_produces_every_refusal() -> None:
    text = produced()
    silent = [code for code in CODES if not re.search(rf"\b{code}\b", text)]
    assert not silent, f"nothing produces {silent}"


def test_units_without_a_known_wallet_are_plain_numbers() -> None:
    refusal = Refusal("not_enough_units", {"asked": 1500, "available": 100})
    assert say_refusal(refusal, Voice("en", "RUB", "UTC")) == (
        "1,500 were asked for, and 100 are available."
    )


def test_units_are_said_in_the_forms_of_their_own_wallet() -> None:
    cups = Wallet("cups", name={"ru": ("чашка", "чашки", "чашек")})
    refusal = Refusal("over_share", {"wallet": "cups", "largest": 2, "asked": 5})
    voice = Voice("ru", "RUB", "UTC", {"points": Wallet("points"), "cups": cups})
    with translation.override("ru"):
        assert "2 чашки" in say_refusal(refusal, voice)


def test_a_wallet_without_a_name_is_called_by_its_id() -> None:
    refusal = Refusal("in_debt", {"wallet": "points", "debt": 30})
    voice = Voice("en", "RUB", "UTC", {"points": Wallet("points")})
    assert say_refusal(refusal, voice).startswith("30 points are owed")
