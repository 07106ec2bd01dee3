"""From text to steps: one line is one event or one expectation.

2026-01-05 12:00  order A1 anna 1200.00 category=tea; 100.00 gift-card=yes via app
                  then anna pending 60, available 0
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from datetime import datetime

_WHEN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s+(\d{1,2}:\d{2}))?\s+")
VERBS = [
    "order",
    "place",
    "pay",
    "deliver",
    "cancel",
    "return",
    "redeem",
    "hold",
    "capture",
    "release",
    "event",
    "adjust",
    "tier",
    "join",
    "birthday",
    "segment",
    "favourites",
    "plan",
    "program",
    "codes",
    "give",
    "block",
    "grant-plan",
    "payment-failed",
    "cancel-plan",
    "claim",
    "use-claim",
    "cancel-claim",
]
HEADERS = ("story", "program")


@dataclass(frozen=True, slots=True)
class StoryFault(Exception):
    """A line that cannot be understood: what is wrong and what was likely meant."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Step:
    """`verb` with its `words`; `expected` is the refusal code of a `refused … because CODE`."""

    line: int
    at: datetime  # wall time of the program's zone, naive
    verb: str
    words: tuple[str, ...]
    text: str
    expected: str = ""
    known: datetime | None = None


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    program: str
    steps: tuple[Step, ...] = field(default=())


def read_story(text: str) -> Story:
    """Raises StoryFault at the first line that is not understood."""
    headers: dict[str, str] = {}
    steps: list[Step] = []
    at: datetime | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split("#", 1)[0].rstrip()
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        if colon and name.strip() in HEADERS and not steps:
            headers[name.strip()] = value.strip()
            continue
        at, rest = _when(number, line, at)
        steps.append(_step(number, at, rest))
    if "program" not in headers:
        raise StoryFault(1, "a story names its program: `program: FILE.yaml`")
    return Story(headers.get("story", ""), headers["program"], tuple(steps))


def _when(number: int, line: str, before: datetime | None) -> tuple[datetime, str]:
    found = _WHEN.match(line)
    if found is None:
        if before is None:
            raise StoryFault(number, "the first step needs a date: 2026-01-05 12:00")
        return before, line.strip()
    try:
        at = datetime.fromisoformat(f"{found[1]} {(found[2] or '00:00').zfill(5)}")
    except ValueError:
        raise StoryFault(number, f"{found[0].strip()!r} is no date and time") from None
    if before is not None and at < before:
        raise StoryFault(number, "time goes forward: this step is before the one above")
    return at, line[found.end() :].strip()


def _step(number: int, at: datetime, text: str) -> Step:
    words = tuple(text.split())
    if words[0] == "then":
        return Step(number, at, "then", words[1:], text.removeprefix("then").strip())
    known = None
    if words[0] == "late":  # late 2026-01-05 12:00 order …: it happened then, is heard of now
        known = at
        at, text = _when(number, text.removeprefix("late").strip() + " ", None)
        words = tuple(text.split())
    expected = ""
    if words[0] == "refused":
        body, because, code = text.removeprefix("refused").strip().rpartition(" because ")
        if not because:
            raise StoryFault(number, "say why it is refused: `refused … because CODE`")
        text, expected = body, code.strip()
        words = tuple(text.split())
    if words[0] not in VERBS:
        near = difflib.get_close_matches(words[0], [*VERBS, "then", "refused", "late"], n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(VERBS)}"
        raise StoryFault(number, f"there is no step {words[0]!r}{hint}")
    return Step(number, at, words[0], words[1:], text, expected, known)
