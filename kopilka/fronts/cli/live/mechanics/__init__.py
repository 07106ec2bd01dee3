"""The steps of single mechanics as requests, and what is seen of them through the API."""

from __future__ import annotations

from collections.abc import Mapping

from kopilka.fronts.cli.live import stage
from kopilka.fronts.cli.live.mechanics import coupons, plans, rewards
from kopilka.fronts.cli.live.stage import AskFact, AskStep

STEPS: Mapping[str, AskStep] = {
    **stage.STEPS,
    **plans.STEPS,
    "codes": coupons.make_codes,
    "give": coupons.give,
    "block": coupons.block,
    "claim": rewards.claim,
    "use-claim": rewards.use,
    "cancel-claim": rewards.cancel,
}
FACTS: Mapping[str, AskFact] = {
    **plans.FACTS,
    "coupons": coupons.usable_codes,
    "claims": rewards.count_open,
}
"""`(stage, member's name)` -> the fact in one word, as the API tells it."""
