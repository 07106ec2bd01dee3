"""Reading codes: of a member, of a series, one by its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kopilka.engine.program.sections.coupons import Coupon
from kopilka.loyalty.coupons.models import Code
from kopilka.loyalty.ledger.queries import count_coupon_uses, count_uses
from kopilka.loyalty.programs.queries import get_versions
from kopilka.values.codes import normalised
from kopilka.values.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """`member`: public id of whose it is, "" of whoever has it; `used`: how often so far."""

    id: int
    code: str
    coupon: str
    member: str
    batch: str
    issued_at: datetime
    until: datetime | None
    blocked_because: str
    used: int

    def state(self, coupon: Coupon | None, now: datetime) -> str:
        """good | blocked | expired | used | unknown (its coupon is no more in the program)."""
        if self.blocked_because:
            return "blocked"
        if coupon is None:
            return "unknown"
        if self.until is not None and self.until <= now:
            return "expired"
        most = coupon.limits.per_code
        return "used" if most is not None and self.used >= most else "good"


def find_coupons(merchant_id: int, now: datetime) -> dict[str, Coupon]:
    """Of the program in force."""
    return {one.id: one for one in get_versions(merchant_id).at(now).program.entries("coupons")}


def get_series(merchant_id: int, coupon_id: str, now: datetime) -> Coupon:
    """Refused where the program in force has no such series."""
    series = {name: one for name, one in find_coupons(merchant_id, now).items() if one.series}
    if coupon_id not in series:
        raise Refused(Refusal("unknown_coupon", {"coupon": coupon_id, "known": list(series)}))
    return series[coupon_id]


def find_code(merchant_id: int, text: str) -> CodeInfo | None:
    found = _shown(merchant_id, Code.objects.filter(merchant_id=merchant_id, code=normalised(text)))
    return found[0] if found else None


def get_code(merchant_id: int, text: str) -> CodeInfo:
    found = find_code(merchant_id, text)
    if found is None:
        raise Refused(Refusal("unknown_code", {"code": text[:64]}))
    return found


def list_codes_of(merchant_id: int, member_id: int, most: int = 200) -> list[CodeInfo]:
    """A member's own, the newest first."""
    own = Code.objects.filter(merchant_id=merchant_id, member_id=member_id)
    return _shown(merchant_id, own.order_by("-id")[:most])


def list_codes(
    merchant_id: int, coupon: str, *, batch: str = "", after: int = 0, most: int = 100
) -> list[CodeInfo]:
    """Of a series, or of one batch of it, in the order they were made."""
    found = Code.objects.filter(merchant_id=merchant_id, coupon=coupon, id__gt=after)
    if batch:
        found = found.filter(batch=batch)
    return _shown(
        merchant_id, found.order_by("batch", "id")[:most] if batch else found.order_by("id")[:most]
    )


def count_codes(merchant_id: int, coupon: str, batch: str = "") -> int:
    found = Code.objects.filter(merchant_id=merchant_id, coupon=coupon)
    return (found.filter(batch=batch) if batch else found).count()


def each_code(merchant_id: int, coupon: str, batch: str = "") -> Iterator[list[CodeInfo]]:
    """All of them, by the ten thousand."""
    after = 0
    while page := list_codes(merchant_id, coupon, batch=batch, after=after, most=10_000):
        yield page
        after = page[-1].id


def _shown(merchant_id: int, found: QuerySet[Code]) -> list[CodeInfo]:
    rows = list(found.select_related("member"))
    used = count_uses(merchant_id, [row.code for row in rows])
    return [
        CodeInfo(
            row.pk,
            row.code,
            row.coupon,
            row.member.public_id if row.member else "",
            row.batch,
            row.issued_at,
            row.until,
            row.blocked_because,
            used.get(row.code, 0),
        )
        for row in rows
    ]


def may_count(merchant_id: int, text: str, now: datetime) -> bool:
    """Whether somebody may still use it, whatever his order is."""
    program, wanted = get_versions(merchant_id).at(now).program, normalised(text)
    coupons: dict[str, Coupon] = {one.id: one for one in program.entries("coupons")}
    one = find_code(merchant_id, wanted)
    coupon = next((each for each in coupons.values() if each.text and each.text == wanted), None)
    if one is not None:
        coupon = coupons.get(one.coupon)
        if one.state(coupon, now) != "good":
            return False
    if coupon is None or not coupon.counts_on(now.astimezone(program.zone).date()):
        return False
    most = coupon.limits.total
    return most is None or count_coupon_uses(merchant_id).get(coupon.id, 0) < most
