"""Claims that an order names: used when it is placed, to be had again when it comes to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kopilka.engine.facts import Order
from kopilka.engine.ledger.model import Journal
from kopilka.engine.mechanics.rewards.claims import (
    Claim,
    claims_of,
    reissue,
    terms_of,
    use_claim,
)
from kopilka.engine.pricing.discounts import Brought, Pricing
from kopilka.engine.program.sections.rewards import LANE
from kopilka.engine.standing import Member, OrderRecord, Versions
from kopilka.values.refusals import Refusal

Terms = tuple[str, int]
"""(reward, the version of the program that issued the claim)"""


def look(member: Member, order: Order) -> tuple[dict[str, Terms], tuple[Refusal, ...]]:
    """Which of the claims that a cart names it could use, and why not the others."""
    found: dict[str, Terms] = {}
    refusals = []
    for name in order.claims:
        claim = claims_of(member).get(name)
        if claim is None or not _is_free(claim, order.key):
            refusals.append(Refusal("claim_not_open", {"claim": name}))
        else:
            found[name] = (claim.reward, claim.version)
    return found, tuple(refusals)


def _is_free(claim: Claim, order: str) -> bool:
    return claim.state == "issued" or (claim.state == "used" and claim.order == order)


def move_claims(
    member: Member, record: OrderRecord, *, wanted: bool, known_at: datetime, journal: Journal
) -> None:
    """Use what the latest state names and can be had; give up what it names no more.

    `wanted`: it is live and something of it is left. What it once got off for a claim it keeps.
    """
    order = record.order
    found, _ = look(member, order)
    named = {name: record.claims.get(name) or found.get(name) for name in order.claims}
    record.claims = {name: terms for name, terms in named.items() if terms is not None}
    at = order.cancelled_at or order.returned_at or known_at
    for claim in list(claims_of(member).values()):
        if claim.state == "used" and claim.order == order.key:
            if not wanted or claim.id not in record.claims:
                reissue(member, claim, at, journal)
        elif claim.state == "issued" and wanted and claim.id in record.claims:
            use_claim(member, claim.id, order.key, order.placed_at, journal)


def find_idle(claims: dict[str, Terms], versions: Versions, pricing: Pricing) -> Iterator[Refusal]:
    """Claims of a discount that no line of the cart is for."""
    taking = {discount for by in pricing.discounts.values() for discount in by}
    for name, (reward, version) in claims.items():
        if terms_of(reward, version, versions).give is not None and reward not in taking:
            yield Refusal("nothing_for_claim", {"claim": name})


def brought_by(claims: dict[str, Terms], versions: Versions) -> tuple[Brought, ...]:
    """What claims take off the order that names them."""
    rewards = [terms_of(reward, version, versions) for reward, version in claims.values()]
    return tuple(
        Brought(reward.id, LANE, reward.give, reward.lines, reward.pieces)
        for reward in rewards
        if reward.give is not None
    )
