"""Codes as a story names them, found through the API."""

from __future__ import annotations

from collections.abc import Mapping

from kopilka.engine.story.grammar import Step, StoryFault
from kopilka.fronts.cli.live.asking import Asking


def read_code(ask: Asking, made: Mapping[str, list[str]], step: Step, named: str) -> str:
    """`anna/welcome` is her newest of the coupon, `taxi/2` the second that was made for anybody."""
    first, slash, second = named.partition("/")
    if not slash:
        return named
    if first in made:
        return made[first][int(second) - 1]
    own = ask("GET", f"/members/{first}/coupons")["codes"]
    found = next((each["code"] for each in own if each["coupon"] == second), None)
    if found is None:
        raise StoryFault(step.line, f"{first} has no code of {second!r}")
    return str(found)
