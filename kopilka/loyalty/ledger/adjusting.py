"""Operations of the book itself: adjustments by people, opening balances, settling what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kopilka.engine.ledger import lots
from kopilka.engine.ledger.model import Account, Cause
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member
from kopilka.loyalty.ledger.operations import Answer, Once, Operation, Scene, register
from kopilka.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Adjustment:
    """`units` above zero grants, below zero deducts; `id` is its business id, unique for ever."""

    id: str
    wallet: str
    units: int
    reason: str


def _adjust(member: Member, adjustment: Adjustment, scene: Scene) -> Answer:
    settle(member, scene.versions, scene.known_at, scene.journal)
    version = scene.versions.at(scene.known_at)
    refusals = _against(adjustment, version.program.wallets)
    if refusals:
        return Answer(refusals=refusals)
    account = member.account(adjustment.wallet)
    cause = Cause("adjustment", adjustment.id)
    why: dict[str, object] = {"reason": adjustment.reason, "actor": scene.actor}
    if adjustment.units > 0:
        lots.grant(
            account,
            units=adjustment.units,
            at=scene.known_at,
            cause=cause,
            program=version.program,
            journal=scene.journal,
            version=version.number,
            why=why,
        )
    else:
        refusal = lots.deduct(
            account,
            units=-adjustment.units,
            at=scene.known_at,
            cause=cause,
            journal=scene.journal,
            why=why,
        )
        if refusal:
            return Answer(refusals=(refusal,))
    facts: dict[str, object] = {"wallet": adjustment.wallet, "units": adjustment.units}
    scene.audits.append(("balance.adjusted", member.id, adjustment.reason, facts))
    return Answer({"adjustment": adjustment.id, "available": account.available})


def _against(adjustment: Adjustment, wallets: object) -> tuple[Refusal, ...]:
    assert isinstance(wallets, dict)
    reasons = (
        (
            adjustment.wallet not in wallets,
            Refusal("unknown_wallet", {"wallet": adjustment.wallet}),
        ),
        (adjustment.units == 0, Refusal("not_positive", {"asked": 0})),
        (not adjustment.reason.strip(), Refusal("reason_missing", {})),
    )
    return tuple(refusal for applies, refusal in reasons if applies)


def _adjusted_once(adjustment: Adjustment) -> Once:
    content = f"{adjustment.wallet} {adjustment.units} {adjustment.reason}"
    return Once("adjustment", adjustment.id, None, content)


adjust_balance = register(Operation("adjust_balance", "ledger:write", _adjust, once=_adjusted_once))


@dataclass(frozen=True, slots=True)
class OpeningLot:
    """A dated lot brought from elsewhere; `id` is unique within the file it came in.

    `replaces`: what was available in the wallet is written off first.
    """

    id: str
    wallet: str
    units: int
    earned_at: datetime
    expires_at: datetime | None
    replaces: bool = False


def _open(member: Member, lot: OpeningLot, scene: Scene) -> Answer:
    if lot.wallet not in scene.versions.at(scene.known_at).program.wallets:
        return Answer(refusals=(Refusal("unknown_wallet", {"wallet": lot.wallet}),))
    if lot.units <= 0:
        return Answer(refusals=(Refusal("not_positive", {"asked": lot.units}),))
    settle(member, scene.versions, scene.known_at, scene.journal)
    if lot.replaces:
        _write_off(member.account(lot.wallet), lot, scene)
    lots.open_balance(
        member.account(lot.wallet),
        units=lot.units,
        earned_at=lot.earned_at,
        expires_at=lot.expires_at,
        at=scene.known_at,
        cause=Cause("opening", lot.id),
        journal=scene.journal,
    )
    settle(member, scene.versions, scene.known_at, scene.journal)
    return Answer({"opening": lot.id})


def _write_off(account: Account, lot: OpeningLot, scene: Scene) -> None:
    if account.available:
        lots.deduct(
            account,
            units=account.available,
            at=scene.known_at,
            cause=Cause("opening", lot.id),
            journal=scene.journal,
            why={"reason": "replaced by opening balances", "actor": scene.actor},
        )


def _opened_once(lot: OpeningLot) -> Once:
    content = f"{lot.wallet} {lot.units} {lot.earned_at} {lot.expires_at}"
    content += " replaces" if lot.replaces else ""
    return Once("opening", lot.id, lot.earned_at, content)


open_balance = register(Operation("open_balance", "ledger:write", _open, once=_opened_once))


def _settle(member: Member, _: object, scene: Scene) -> Answer:
    settle(member, scene.versions, scene.known_at, scene.journal)
    return Answer({"settled": len(scene.journal.entries)})


settle_due = register(Operation("settle_due", "ledger:write", _settle))
