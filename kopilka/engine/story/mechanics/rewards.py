"""Claims of rewards in stories."""

from __future__ import annotations

from datetime import datetime

from kopilka.engine.mechanics.rewards.claims import (
    ClaimWish,
    cancel_claim,
    claim_reward,
    claims_of,
    use_claim,
)
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, Versions
from kopilka.engine.story.grammar import Step
from kopilka.engine.story.world import NONE, Refusals, World
from kopilka.values.refusals import Refusal

_NOBODY = Member("")


def claim(world: World, step: Step, at: datetime, known: datetime) -> Refusals:
    """`claim C1 anna half-price-cup`."""
    claim_id, name, reward = step.words
    member = _settled(world, world.member(name), at)
    made = claim_reward(member, ClaimWish(claim_id, reward), world.versions, at, world.journal)
    return made if isinstance(made, tuple) else NONE


def use(world: World, step: Step, at: datetime, known: datetime) -> Refusals:
    """`use-claim C1`: handed out."""
    member = _settled(world, _claimant(world, step.words[0]), at)
    return _refused(use_claim(member, step.words[0], "", at, world.journal))


def cancel(world: World, step: Step, at: datetime, known: datetime) -> Refusals:
    """`cancel-claim C1`: the member thought better of it."""
    member = _settled(world, _claimant(world, step.words[0]), at)
    return _refused(cancel_claim(member, step.words[0], world.versions, at, world.journal))


def _claimant(world: World, claim_id: str) -> Member:
    having = (member for member in world.members.values() if claim_id in claims_of(member))
    return next(having, _NOBODY)


def _settled(world: World, member: Member, at: datetime) -> Member:
    settle(member, world.versions, at, world.journal)
    return member


def _refused(ended: object) -> Refusals:
    return (ended,) if isinstance(ended, Refusal) else NONE


def count_open(member: Member, versions: Versions, at: datetime) -> str:
    """`then anna claims 1`: issued and neither used, cancelled nor lapsed."""
    return str(sum(claim.state == "issued" for claim in claims_of(member).values()))
