"""What single mechanics add to stories: steps by their word, and facts of a member to expect."""

from __future__ import annotations

from collections.abc import Mapping

from kopilka.engine.story.mechanics import plans, rewards
from kopilka.engine.story.world import DoStep, TellFact

STEPS: Mapping[str, DoStep] = {
    **plans.STEPS,
    "claim": rewards.claim,
    "use-claim": rewards.use,
    "cancel-claim": rewards.cancel,
}
"""`(world, step, at, known)` -> the refusals met."""
FACTS: Mapping[str, TellFact] = {
    **plans.FACTS,
    "claims": rewards.count_open,
}
"""`then anna plan gold`: the fact of a member at a moment, in one word; "none" for nothing."""
