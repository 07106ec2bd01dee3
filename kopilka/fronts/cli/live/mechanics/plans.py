"""Steps and facts of paid plans as requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from kopilka.engine.story.grammar import Step
from kopilka.engine.story.mechanics.plans import read_cancel, read_grant
from kopilka.fronts.cli.live.bodies import Body
from kopilka.fronts.cli.live.stage import AskFact, AskStep, LiveStage
from kopilka.values.money import from_minor


def _grant(stage: LiveStage, step: Step) -> None:
    grant = read_grant(step, stage.currency)
    body = {
        "id": grant.id,
        "plan": grant.plan,
        "periods": grant.periods,
        "paid": str(from_minor(grant.paid, stage.currency)),
        "trial": grant.trial,
    }
    stage.ask("POST", f"/members/{stage.joined(step.words[0])}/plans", body)


def _unpaid(stage: LiveStage, step: Step) -> None:
    path = f"/members/{stage.joined(step.words[0])}/plans/{step.words[1]}/payment-failed"
    stage.ask("POST", path, {"id": f"line-{step.line}"})


def _cancel(stage: LiveStage, step: Step) -> None:
    cancel = read_cancel(step)
    path = f"/members/{stage.joined(step.words[0])}/plans/{cancel.plan}/cancel"
    stage.ask("POST", path, {"id": cancel.id, "when": cancel.when, "reason": cancel.reason})


STEPS: Mapping[str, AskStep] = {
    "grant-plan": _grant,
    "payment-failed": _unpaid,
    "cancel-plan": _cancel,
}


# ------------------------------------------------------------------ facts


def _told(stage: LiveStage, name: str) -> Body:
    told: Body = stage.ask("GET", f"/members/{name}/plans")
    return told


def _plan(stage: LiveStage, name: str) -> str:
    return _told(stage, name)["plan"] or "none"


def _until(stage: LiveStage, name: str) -> str:
    told = _told(stage, name)
    ends = [term["ends_at"] for term in told["terms"] if term["plan"] == told["plan"]]
    if not ends:
        return "none"
    return datetime.fromisoformat(ends[-1]).astimezone(stage.zone).date().isoformat()


def _refunded(stage: LiveStage, name: str) -> str:
    return str(sum(Decimal(term["refunded"]) for term in _told(stage, name)["terms"]))


def _saved(stage: LiveStage, name: str) -> str:
    return str(sum(Decimal(saved["amount"]) for saved in _told(stage, name)["saved"].values()))


def _saved_units(stage: LiveStage, name: str) -> str:
    return str(sum(sum(by["units"].values()) for by in _told(stage, name)["saved"].values()))


FACTS: Mapping[str, AskFact] = {
    "plan": _plan,
    "plan-until": _until,
    "plan-refund": _refunded,
    "saved": _saved,
    "saved-units": _saved_units,
}
