"""Tiers given by hand as an operation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kopilka.engine.settle import settle
from kopilka.engine.standing import Member
from kopilka.engine.tiers import set_floor, tier_at
from kopilka.loyalty.ledger.operations import Answer, Operation, Scene, register
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Floor:
    """`tier` "" takes the floor away; `until` None: for ever."""

    tier: str
    until: datetime | None
    reason: str


def _set_floor(member: Member, floor: Floor, scene: Scene) -> Answer:
    settle(member, scene.versions, scene.known_at, scene.journal)
    terms = scene.versions.at(scene.known_at).program.tiers
    known = [tier.id for tier in terms.levels] if terms else []
    if floor.tier and floor.tier not in known:
        return Answer(refusals=(Refusal("unknown_tier", {"tier": floor.tier, "known": known}),))
    if not floor.reason.strip():
        return Answer(refusals=(Refusal("reason_missing", {}),))
    set_floor(member, floor.tier, floor.until, scene.known_at, scene.journal)
    until = floor.until.isoformat() if floor.until else ""
    facts: dict[str, object] = {"tier": floor.tier, "until": until}
    scene.audits.append(("tier.floor_set", member.id, floor.reason, facts))
    return Answer({"tier": tier_at(member, scene.versions, scene.known_at), **facts})


floor_set = register(Operation("set_tier_floor", "ledger:write", _set_floor))
