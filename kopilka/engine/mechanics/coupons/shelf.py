"""What a member's shelf holds of coupons: codes of series that matter to him, and uses reserved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from kopilka.engine.standing import Member

SHELF = "coupons"


@dataclass(frozen=True, slots=True)
class SeriesCode:
    """`whose`: anybody's, this member's own, or another's, who alone may use it."""

    coupon: str
    whose: Literal["any", "own", "other"]
    issued_at: datetime
    until: datetime | None = None  # None: as the coupon
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class CodeHold:
    """Uses set aside for an order until `until`, a whole minute; `keys` are what was counted."""

    id: str
    order: str
    codes: tuple[str, ...]
    keys: tuple[str, ...]
    placed_at: datetime
    until: datetime
    state: Literal["held", "used", "released"] = "held"

    def state_at(self, now: datetime) -> str:
        return "expired" if self.state == "held" and self.until <= now else self.state


def code_of(member: Member, text: str) -> SeriesCode | None:
    code: SeriesCode | None = member.shelf(SHELF).get(f"code/{text}")
    return code


def own_codes(member: Member) -> list[tuple[str, SeriesCode]]:
    """Those that are the member's alone, the oldest first."""
    return [
        (name.removeprefix("code/"), kept)
        for name, kept in member.shelf(SHELF).items()
        if isinstance(kept, SeriesCode) and kept.whose == "own"
    ]


def keep_code(member: Member, text: str, code: SeriesCode) -> None:
    member.shelf(SHELF)[f"code/{text}"] = code


def keep_hold(member: Member, hold: CodeHold) -> None:
    member.shelf(SHELF)[f"hold/{hold.id}"] = hold


def hold_of(member: Member, hold_id: str) -> CodeHold | None:
    hold: CodeHold | None = member.shelf(SHELF).get(f"hold/{hold_id}")
    return hold


def live_holds(member: Member, order: str, now: datetime) -> Iterator[CodeHold]:
    """The order's own."""
    for kept in tuple(member.shelf(SHELF).values()):
        if isinstance(kept, CodeHold) and kept.order == order and kept.state_at(now) == "held":
            yield kept


def whole_minute(until: datetime) -> datetime:
    """Not before `until`: what is reserved is counted by the minute in which it ends."""
    started = until.replace(second=0, microsecond=0)
    return until if started == until else started + timedelta(minutes=1)
