"""Steps and facts of coupons as requests."""

from __future__ import annotations

from kopilka.engine.story.grammar import Step
from kopilka.fronts.cli.live.codes import read_code
from kopilka.fronts.cli.live.stage import LiveStage


def make_codes(stage: LiveStage, step: Step) -> None:
    coupon, count = step.words[0], int(step.words[1])
    answer = stage.ask("POST", f"/coupons/{coupon}/codes", {"count": count})
    stage.codes.setdefault(coupon, []).extend(answer["codes"])


def give(stage: LiveStage, step: Step) -> None:
    member = stage.joined(step.words[0])
    stage.ask("POST", f"/coupons/{step.words[1]}/codes", {"member": member})


def block(stage: LiveStage, step: Step) -> None:
    code = read_code(stage.ask, stage.codes, step, step.words[0])
    reason = " ".join(step.words[step.words.index("because") + 1 :])
    stage.ask("POST", f"/codes/{code}/block", {"reason": reason})


def usable_codes(stage: LiveStage, name: str) -> str:
    codes = stage.ask("GET", f"/members/{name}/coupons")["codes"]
    return str(sum(code["state"] == "good" for code in codes))
