"""Moments in sentences are written for people."""

from __future__ import annotations

import pytest
from django.utils import translation

from kopilka.fronts.wording.refusals import say_refusal
from kopilka.fronts.wording.voice import Voice
from kopilka.values.refusals import Refusal


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the units had lapsed by now: 2 Jan 2025, 00:00"),
        ("ru", "баллы к этому времени уже сгорели: 2 янв. 2025, 00:00"),
    ],
)
def test_a_moment_is_said_on_the_clock_of_the_shop(language: str, said: str) -> None:
    refusal = Refusal("already_lapsed", {"at": "2025-01-01T21:00:00+00:00"})
    with translation.override(language):
        sentence = say_refusal(refusal, Voice(language, "RUB", "Europe/Moscow"))
    assert sentence.replace("\xa0", " ") == said
