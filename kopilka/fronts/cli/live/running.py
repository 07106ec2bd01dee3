"""A merchant for each story, in the database at hand; the story moves the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from kopilka.engine.story.grammar import read_story
from kopilka.engine.story.runner import StoryResult, play
from kopilka.fronts.cli.live.asking import Asking
from kopilka.fronts.cli.live.mechanics import FACTS, STEPS
from kopilka.fronts.cli.live.stage import LiveStage
from kopilka.loyalty.merchants.actions import issue_key, open_merchant
from kopilka.loyalty.merchants.queries import SCOPES
from kopilka.loyalty.programs.actions import publish
from kopilka.loyalty.programs.queries import read_program
from kopilka.plumbing import clock

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_numbers = count(1)


def play_live(text: str, read_text: Callable[[str], str]) -> StoryResult:
    """`read_text` gives a program's text by its file name. Raises StoryFault, ProgramFaults."""
    story = read_story(text)
    program = read_text(story.program)
    terms = read_program(program)
    standing = clock.FixedClock(BEGINNING)
    before = clock.use(standing)
    try:
        merchant = open_merchant(
            slug=f"story-{next(_numbers)}",
            name=story.title or story.program,
            currency=terms.currency,
            timezone=terms.timezone,
            language="en",
            now=BEGINNING,
        )
        publish(
            merchant_id=merchant.pk, text=program, starts_at=BEGINNING, actor="cli", now=BEGINNING
        )
        key = issue_key(merchant_id=merchant.pk, name="story", scopes=list(SCOPES), now=BEGINNING)
        ask = Asking(key)
        stage = LiveStage(merchant.pk, terms, ask, standing, read_text, STEPS, FACTS)
        return play(story, stage)
    finally:
        clock.use(before)
