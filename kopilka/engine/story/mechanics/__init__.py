"""What single mechanics add to stories: steps by their word, and facts of a member to expect."""

from __future__ import annotations

from collections.abc import Mapping

from kopilka.engine.story.mechanics import coupons, plans, rewards
from kopilka.engine.story.world import DoStep, TellFact

STEPS: Mapping[str, DoStep] = {
    **plans.STEPS,
    "codes": coupons.make_codes,
    "give": coupons.give,
    "block": coupons.block,
    "claim": rewards.claim,
    "use-claim": rewards.use,
    "cancel-claim": rewards.cancel,
}
"""`(world, step, at, known)` -> the refusals met."""
FACTS: Mapping[str, TellFact] = {
    **plans.FACTS,
    "coupons": coupons.usable_codes,
    "claims": rewards.count_open,
}
"""`then anna plan gold`: the fact of a member at a moment, in one word; "none" for nothing."""
