"""What single mechanics add to stories: steps by their word, and facts of a member to expect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from kopilka.engine.standing import Member, Versions
from kopilka.engine.story.mechanics import coupons, rewards
from kopilka.engine.story.world import DoStep

STEPS: Mapping[str, DoStep] = {
    "codes": coupons.make_codes,
    "give": coupons.give,
    "block": coupons.block,
    "claim": rewards.claim,
    "use-claim": rewards.use,
    "cancel-claim": rewards.cancel,
}
"""`(world, step, at, known)` -> the refusals met."""
FACTS: Mapping[str, Callable[[Member, Versions, datetime], str]] = {
    "coupons": coupons.usable_codes,
    "claims": rewards.count_open,
}
"""`then anna plan gold`: the fact of a member at a moment, in one word; "none" for nothing."""
