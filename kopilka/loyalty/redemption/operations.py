"""Holds as operations: placed at the checkout, then captured or released, once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kopilka.engine.checkout import HoldWish, SetAside, set_aside
from kopilka.engine.ledger import holds
from kopilka.engine.ledger.model import Account, Cause, Hold
from kopilka.engine.mechanics.coupons.reserving import release
from kopilka.engine.mechanics.coupons.shelf import CodeHold, hold_of
from kopilka.engine.settle import settle
from kopilka.engine.standing import Member
from kopilka.loyalty.ledger.operations import Answer, Body, Operation, Scene, register
from kopilka.values.refusals import Refusal


def _place(member: Member, wish: HoldWish, scene: Scene) -> Answer:
    placed = set_aside(member, wish, scene.versions, scene.known_at, scene.journal)
    if isinstance(placed, tuple):
        return Answer(refusals=placed)
    return Answer(_placed_body(placed, scene))


def _placed_body(placed: SetAside, scene: Scene) -> Body:
    units = hold_body(placed.units) if placed.units else {}
    if placed.codes is None:
        return units
    codes = codes_body(placed.codes, scene.known_at)
    return {**codes, **units, "codes_until": codes["until"]}


def codes_body(hold: CodeHold, now: datetime) -> Body:
    return {
        "id": hold.id,
        "order": hold.order,
        "codes": list(hold.codes),
        "state": hold.state_at(now),
        "until": hold.until.isoformat(),
    }


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
    found, codes = _find(member, end.hold_id), hold_of(member, end.hold_id)
    if found is None and codes is not None:
        return _end_codes(member, codes, scene, capture=capture)
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
    if codes is not None and codes.state_at(scene.known_at) == "held" and not capture:
        release(member, codes)
    return Answer(hold_body(hold))


def _end_codes(member: Member, hold: CodeHold, scene: Scene, *, capture: bool) -> Answer:
    """Of codes alone. Their uses are taken when the order is placed, so capturing keeps them."""
    state = hold.state_at(scene.known_at)
    if state != "held":
        return Answer(refusals=(Refusal("hold_not_open", {"hold": hold.id, "state": state}),))
    if not capture:
        release(member, hold)
        hold = replace(hold, state="released")
    return Answer(codes_body(hold, scene.known_at))


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
        codes=lambda wish: frozenset(wish.cart.codes),
    )
)
hold_captured = register(
    Operation("capture_hold", "orders:write", _capture, holds=lambda end: frozenset([end.hold_id]))
)
hold_released = register(
    Operation("release_hold", "orders:write", _release, holds=lambda end: frozenset([end.hold_id]))
)
