"""Claims of rewards as requests."""

from __future__ import annotations

from kopilka.engine.story.grammar import Step
from kopilka.fronts.cli.live.stage import LiveStage


def claim(stage: LiveStage, step: Step) -> None:
    claim_id, name, reward = step.words
    path = f"/members/{stage.joined(name)}/claims"
    stage.ask("POST", path, {"id": claim_id, "reward": reward})


def use(stage: LiveStage, step: Step) -> None:
    stage.ask("POST", f"/claims/{step.words[0]}/use", {})


def cancel(stage: LiveStage, step: Step) -> None:
    stage.ask("POST", f"/claims/{step.words[0]}/cancel", {"by_member": True})


def count_open(stage: LiveStage, name: str) -> str:
    claims = stage.ask("GET", f"/members/{name}/claims?limit=100")["claims"]
    return str(sum(claim["state"] == "issued" for claim in claims))
