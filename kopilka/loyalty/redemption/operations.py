"""Holds as operations: placed at the checkout, then captured or released, once."""

from __future__ import annotations

from dataclasses import dataclass

from kopilka.engine.checkout import HoldWish, place_hold
from kopilka.engine.ledger import holds
from kopilka.engine.ledger.model import Account, Cause, Hold
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member
from kopilka.loyalty.ledger.operations import Answer, Body, Operation, Scene, register
from kopilka.values.refusals import Refusal


def _place(member: Member, wish: HoldWish, scene: Scene) -> Answer:
    placed = place_hold(member, wish, scene.versions, scene.known_at, scene.journal)
    if isinstance(placed, tuple):
        return Answer(refusals=placed)
    return Answer(hold_body(placed))


def hold_body(hold: Hold) -> Body:
    return {
        "id": hold.id,
        "wallet": hold.wallet,
        "units": hold.units,
        "order": hold.order,
        "state": hold.state,
        "until": hold.until.isoformat(),
        "fingerprint": hold.fingerprint,
    }


@dataclass(frozen=True, slots=True)
class HoldEnd:
    """Which hold ends; `fingerprint` of the quote that the caller goes by, "" to trust the hold."""

    hold_id: str
    fingerprint: str = ""


def _capture(member: Member, end: HoldEnd, scene: Scene) -> Answer:
    return _end(member, end, scene, capture=True)


def _release(member: Member, end: HoldEnd, scene: Scene) -> Answer:
    return _end(member, end, scene, capture=False)


def _end(member: Member, end: HoldEnd, scene: Scene, *, capture: bool) -> Answer:
    settle(member, scene.versions, scene.known_at, scene.journal)
    found = _find(member, end.hold_id)
    if found is None:
        return Answer(refusals=(Refusal("unknown_hold", {"hold": end.hold_id}),))
    account, hold = found
    if hold.state != "held":
        facts = {"hold": hold.id, "state": hold.state}
        return Answer(refusals=(Refusal("hold_not_open", facts),))
    if capture and end.fingerprint and hold.fingerprint not in ("", end.fingerprint):
        facts = {"hold": hold.id, "fingerprint": hold.fingerprint}
        return Answer(refusals=(Refusal("price_changed", facts),))
    act = holds.capture if capture else holds.release
    cause = Cause("hold", hold.id)
    scene.journal.posted.setdefault((cause.kind, cause.key), 1)
    act(account, hold, at=scene.known_at, cause=cause, journal=scene.journal)
    return Answer(hold_body(hold))


def _find(member: Member, hold_id: str) -> tuple[Account, Hold] | None:
    for account in member.accounts.values():
        hold = holds.find(account, hold_id)
        if hold is not None:
            return account, hold
    return None


hold_placed = register(
    Operation(
        "place_hold",
        "orders:write",
        _place,
        orders=lambda wish: frozenset([wish.cart.key]),
        holds=lambda wish: frozenset([wish.id]),
    )
)
hold_captured = register(
    Operation("capture_hold", "orders:write", _capture, holds=lambda end: frozenset([end.hold_id]))
)
hold_released = register(
    Operation("release_hold", "orders:write", _release, holds=lambda end: frozenset([end.hold_id]))
)
