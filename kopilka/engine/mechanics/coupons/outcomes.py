"""What became of each code that a cart names: counted, or why not."""

from __future__ import annotations

from dataclasses import dataclass

from kopilka.engine.facts import Frozen, Order
from kopilka.engine.mechanics.coupons.judging import Verdicts
from kopilka.engine.mechanics.coupons.priced import fits
from kopilka.engine.pricing.discounts import Pricing
from kopilka.engine.program.model import Program
from kopilka.engine.program.sections.coupons import Coupon
from kopilka.engine.rules.trace import DiscountTrace, Failed
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class CodeOutcome:
    """`reason` "": it counts. `failed`: the condition that the order does not meet."""

    coupon: str
    reason: str = ""
    failed: Failed | None = None


def outcomes(
    verdicts: Verdicts, cart: Order, pricing: Pricing, program: Program, frozen: Frozen
) -> dict[str, CodeOutcome]:
    known: dict[str, Coupon] = {one.id: one for one in program.entries("coupons")}
    traces = {trace.discount: trace for trace in pricing.traces}
    found: dict[str, CodeOutcome] = {}
    for text, verdict in verdicts.items():
        if verdict.refusal:
            found[text] = CodeOutcome(verdict.coupon, verdict.refusal)
        elif known[verdict.coupon].give is not None:
            found[text] = _of_discount(verdict.coupon, traces[verdict.coupon])
        else:
            met = fits(known[verdict.coupon], cart, program, frozen)
            found[text] = CodeOutcome(verdict.coupon, "" if met else "condition_failed")
    return found


def _of_discount(coupon: str, trace: DiscountTrace) -> CodeOutcome:
    """Cut by the least price or the ceiling, it still counts if anything is left of it."""
    if trace.minor and trace.outcome in ("applied", "floor", "ceiling"):
        return CodeOutcome(coupon)
    return CodeOutcome(coupon, trace.outcome, trace.failed)


def refusals_of(found: dict[str, CodeOutcome]) -> tuple[Refusal, ...]:
    """For those who may know the reason."""
    return tuple(
        Refusal("code_not_accepted", {"code": text, "coupon": one.coupon, "reason": one.reason})
        for text, one in found.items()
        if one.reason
    )
