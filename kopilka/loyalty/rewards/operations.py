"""Claims as operations of the write path; the table of claims is their shelf."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kopilka.engine.mechanics.rewards import claims as engine
from kopilka.engine.mechanics.rewards.claims import SHELF, Claim, ClaimWish
from kopilka.engine.program.sections.rewards import rewards_of
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member, Versions
from kopilka.loyalty.ledger.deciding.shelves import Kept, Shelf, keep_shelf
from kopilka.loyalty.ledger.operations import Answer, Body, Once, Operation, Scene, register
from kopilka.loyalty.rewards.models import ClaimRow
from kopilka.loyalty.rewards.queries import COLUMNS, load_claims
from kopilka.plumbing.sql import rows
from kopilka.values.refusals import Refusal


def _claim(member: Member, wish: ClaimWish, scene: Scene) -> Answer:
    settle(member, scene.versions, scene.known_at, scene.journal)
    made = engine.claim_reward(member, wish, scene.versions, scene.known_at, scene.journal)
    return Answer(refusals=made) if isinstance(made, tuple) else Answer(claim_body(made))


def claim_body(claim: Claim) -> Body:
    return {
        "id": claim.id,
        "reward": claim.reward,
        "wallet": claim.wallet,
        "units": claim.units,
        "state": claim.state,
        "code": claim.code,
        "claimed_at": claim.at.isoformat(),
        "until": claim.until.isoformat() if claim.until else None,
        "order": claim.order or None,
        "ended_at": claim.ended_at.isoformat() if claim.ended_at else None,
    }


@dataclass(frozen=True, slots=True)
class ClaimUse:
    """`order` is the key of the order it was used with, "" for none."""

    claim_id: str
    order: str = ""


def _use(member: Member, use: ClaimUse, scene: Scene) -> Answer:
    settle(member, scene.versions, scene.known_at, scene.journal)
    return _ended(engine.use_claim(member, use.claim_id, use.order, scene.known_at, scene.journal))


@dataclass(frozen=True, slots=True)
class ClaimCancel:
    """`by_member`: a wish of the member's own; staff say why."""

    claim_id: str
    reason: str = ""
    by_member: bool = False


def _cancel(member: Member, cancel: ClaimCancel, scene: Scene) -> Answer:
    if not cancel.by_member and not cancel.reason.strip():
        return Answer(refusals=(Refusal("reason_missing", {}),))
    settle(member, scene.versions, scene.known_at, scene.journal)
    ended = engine.cancel_claim(
        member, cancel.claim_id, scene.versions, scene.known_at, scene.journal
    )
    if isinstance(ended, Claim) and not cancel.by_member:
        facts: dict[str, object] = {"claim": ended.id, "reward": ended.reward}
        scene.audits.append(("claim.cancelled", member.id, cancel.reason, facts))
    return _ended(ended)


def _ended(ended: Claim | Refusal) -> Answer:
    return Answer(refusals=(ended,)) if isinstance(ended, Refusal) else Answer(claim_body(ended))


def _once(wish: ClaimWish) -> Once:
    """The code is drawn anew for each request, and the first one's stays."""
    return Once("claim", wish.id, None, wish.reward)


reward_claimed = register(Operation("claim_reward", "orders:write", _claim, once=_once))
claim_used = register(Operation("use_claim", "orders:write", _use))
claim_cancelled = register(Operation("cancel_claim", "orders:write", _cancel))


# ------------------------------------------------------------------ the shelf


def _is_used(versions: Versions) -> bool:
    return any(rewards_of(version.program) for version in versions.all)


def _save(merchant_id: int, kept: list[Kept]) -> None:
    table = rows.table_of(ClaimRow)
    columns = ["merchant_id", "member_id", *COLUMNS]
    written = [(merchant_id, member_id, *_row(claim)) for member_id, _, claim in kept]
    rows.upsert(table, columns, ["merchant_id", "claim_id"], written)


def _row(claim: Claim) -> tuple[Any, ...]:
    """In the order of COLUMNS."""
    return (
        claim.id,
        claim.reward,
        claim.wallet,
        json.dumps([[part.lot, part.amount] for part in claim.taken]),
        claim.at,
        claim.until,
        claim.version,
        claim.code,
        claim.state,
        claim.order,
        claim.ended_at,
    )


def _lots(claim: Claim) -> tuple[str, Iterable[int]]:
    return claim.wallet, (part.lot for part in claim.taken)


keep_shelf(Shelf(SHELF, _is_used, load_claims, _save, _lots))
